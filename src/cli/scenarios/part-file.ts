import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { fromExactJson, type ShardRuns, toExactJson } from '../../hindcast.ts';
import { type Io, UsageError } from '../terminal/io.ts';
import { orUsageError } from '../terminal/write-file.ts';

/** Settings of a sweep that all its shards share, and that merging them needs. */
export interface SweepSettings {
  readonly scenario?: string | undefined;
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  /** Number of runs of the base and of each variant. Default: the number in the scenario, or 100. */
  readonly runs?: number | undefined;
  /** Number of runs with constants drawn from their ranges. `true` means the same number as `runs`. */
  readonly draws?: number | true | undefined;
}

/** The runs of one shard of a sweep, as a file that moves between machines. */
export interface Part {
  /** Incremented when the format changes. */
  readonly version: 1;
  /** Version of the engine and of Node's time zones, which results depend on. */
  readonly engine: string;
  /** The file with the scenarios, as named on the command line. */
  readonly file: string;
  readonly settings: SweepSettings;
  readonly shard: { readonly number: number; readonly of: number };
  readonly scenarios: readonly PartScenario[];
}

export interface PartScenario {
  readonly id: string | null;
  /** Digest of the scenario and of everything on its page that it can refer to. */
  readonly input: string;
  readonly runs: ShardRuns;
}

const count = z.number().int().min(1);
const partSchema = z.strictObject({
  version: z.literal(1),
  engine: z.string(),
  file: z.string(),
  settings: z.strictObject({
    scenario: z.string().optional(),
    variant: z.string().optional(),
    seed: z.number().int().min(0).optional(),
    runs: count.optional(),
    draws: z.union([count, z.literal(true)]).optional(),
  }),
  shard: z.strictObject({ number: count, of: count }),
  scenarios: z.array(
    z.strictObject({
      id: z.string().nullable(),
      input: z.string(),
      // The file's digest shows that the runs are as they were written.
      runs: z.custom<ShardRuns>((value) => typeof value === 'object' && value !== null),
    }),
  ),
});

/** A part as JSON, next to its digest, so that files that were cut or changed are found. */
export function partText(part: Part): string {
  const json = toExactJson(part);
  return `{"sha256":"${digestOf(json)}","part":${json}}\n`;
}

const FORM = /^\{"sha256":"([0-9a-f]{64})","part":/;

/** @throws UsageError if the file can't be read, isn't a part, or isn't complete */
export function readPart(name: string, io: Pick<Io, 'cwd'>): Part {
  const text = orUsageError(`read \`${name}\``, () => readFileSync(resolve(io.cwd, name), 'utf8'));
  const [head, digest] = FORM.exec(text) ?? [];
  if (head === undefined)
    throw new UsageError(
      `\`${name}\` isn't part of a sweep`,
      'name files that `hindcast sweep --shard … --out` has written',
    );
  const json = text.slice(head.length).replace(/\}\s*$/, '');
  if (digest !== digestOf(json))
    throw new UsageError(`\`${name}\` is incomplete or was changed`, 'run this shard again');
  const parsed = partSchema.safeParse(fromExactJson(json));
  if (parsed.success) return parsed.data as Part;
  throw new UsageError(`\`${name}\` was written by another version of hindcast`, 'run all shards again');
}

/** Digest of a text, or of any value as JSON. */
export function digestOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash('sha256').update(text).digest('hex');
}

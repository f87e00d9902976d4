import { resolve } from 'node:path';
import { failedEvaluation, placedDiagnostics } from '../../astro/results/kept-results.ts';
import { engineVersion } from '../../astro/setup/sources.ts';
import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import {
  fromExactJson,
  type Shard,
  type ShardEvaluation,
  scenarioText,
  toExactJson,
} from '../../hindcast.ts';
import { count, countOf } from '../../views/words/number-format.ts';
import { allDiagnostics, type Chosen, chooseScenarios, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { ProgressLine } from '../terminal/print.ts';
import { writeWhole } from '../terminal/write-file.ts';
import { createLeash } from '../workers/leash.ts';
import {
  digestOf,
  type Part,
  type PartScenario,
  partText,
  readPart,
  type SweepSettings,
} from './part-file.ts';
import { printSweeps, sweepOptions } from './sweep.ts';

export interface ShardCommand extends SweepSettings {
  readonly shard: Shard;
  /** The file to write. */
  readonly out: string;
  /** Number of threads. */
  readonly jobs?: number | undefined;
}

/**
 * `hindcast sweep --shard`: makes one shard's runs of a sweep and writes them to a file. Nothing is written if there are
 * errors.
 *
 * @returns exit status
 * @throws UsageError if a file can't be read or written, or has no matching scenario
 */
export async function sweepShard(name: string, command: ShardCommand, io: Io): Promise<number> {
  const { shard, out, jobs, scenario, variant, seed, runs, draws } = command;
  if (name === '-')
    throw new UsageError('`--shard` needs a file, not standard input', 'the merge reads the file again');
  const settings: SweepSettings = { scenario, variant, seed, runs, draws };
  const chosen = await chooseScenarios(name, command, io);
  const made = await runShard(chosen, settings, shard, jobs, io);
  if (made === null) return EXIT.interrupted;
  printReport(allDiagnostics(chosen, made.diagnostics), chosen.input, io);
  if (hasErrors(made.diagnostics)) return EXIT.errors;
  const part: Part = {
    version: 1,
    engine: engineVersion(),
    file: name,
    settings,
    shard,
    scenarios: made.scenarios,
  };
  writeWhole(resolve(io.cwd, out), partText(part), out);
  const total = made.scenarios
    .flatMap((one) => one.runs.runs)
    .reduce((sum, [, summaries]) => sum + summaries.length, 0);
  io.stdout.write(`Wrote ${out}: ${countOf(total, 'run')}, shard ${shard.number} of ${shard.of}.\n`);
  return EXIT.ok;
}

interface MadeShard {
  readonly scenarios: readonly PartScenario[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Null after Ctrl-C. */
async function runShard(
  chosen: Chosen,
  settings: SweepSettings,
  shard: Shard,
  workers: number | undefined,
  io: Io,
): Promise<MadeShard | null> {
  const line = new ProgressLine(io);
  let progress = '';
  const leash = createLeash(
    {
      workers,
      progress: (done, of) => {
        progress = `${count(done)} of ${countOf(of, 'run')}`;
      },
    },
    io,
  );
  const { record, zone } = chosen.found;
  const scenarios: PartScenario[] = [];
  const diagnostics: Diagnostic[] = [];
  try {
    for (const found of chosen.scenarios) {
      progress = 'starting';
      line.start(() => `${found.id ?? 'scenario'}: ${progress}`);
      const options = { ...sweepOptions(settings), record, zone };
      const json = await leash.shard(scenarioText(found.source), shard, options).catch((error: unknown) => {
        if (leash.interrupted) throw error;
        return toExactJson({ runs: null, diagnostics: failedEvaluation(error).diagnostics });
      });
      const made = fromExactJson(json) as ShardEvaluation;
      diagnostics.push(...placedDiagnostics(made.diagnostics, found.source));
      if (made.runs !== null)
        scenarios.push({ id: found.id, input: inputOf(found, chosen), runs: made.runs });
    }
    return { scenarios, diagnostics };
  } catch (error) {
    // A thread that was terminated by Ctrl-C fails. Any other error is a bug.
    if (!leash.interrupted) throw error;
    return null;
  } finally {
    line.stop();
    await leash.close();
  }
}

function inputOf({ source }: FoundScenario, { found: { record, zone } }: Chosen): string {
  return digestOf([source.text, record, zone ?? null]);
}

export interface MergeCommand {
  /** Also print numbers that are the same in every variant. */
  readonly all?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast merge`: combines the shards of a sweep, and prints what `hindcast sweep` would have printed.
 *
 * @param names files written by `hindcast sweep --shard`, in any order
 * @returns exit status
 * @throws UsageError if the files aren't all shards of one sweep, or the scenarios have changed
 */
export async function merge(names: readonly string[], command: MergeCommand, io: Io): Promise<number> {
  const parts = names.map((name) => ({ name, part: readPart(name, io) }));
  const { part: first } = parts[0]!;
  sameSweep(parts);
  const chosen = await chooseScenarios(first.file, first.settings, io);
  const shards = chosen.scenarios.map((found, i) => {
    const input = inputOf(found, chosen);
    return parts.map(({ part }) => {
      const one = part.scenarios[i];
      if (one?.input === input) return toExactJson(one.runs);
      throw new UsageError(
        `\`${first.file}\` has changed since the shards ran`,
        'run all shards again, or merge where the file is unchanged',
      );
    });
  });
  return printSweeps(chosen, { ...first.settings, ...command, shards }, io);
}

/** @throws UsageError unless the parts are all shards of one sweep, made by this version */
function sameSweep(parts: readonly { name: string; part: Part }[]): void {
  const [{ name: first, part: head }] = parts as [{ name: string; part: Part }];
  const sweepOf = ({ file, settings, shard: { of } }: Part): string => JSON.stringify([file, settings, of]);
  const engine = engineVersion();
  const seen = new Map<number, string>();
  for (const { name, part } of parts) {
    if (part.engine !== engine)
      throw new UsageError(
        `\`${name}\` was made by another version of hindcast or Node`,
        'run all shards and the merge with the same versions',
      );
    if (sweepOf(part) !== sweepOf(head))
      throw new UsageError(
        `\`${first}\` and \`${name}\` are parts of different sweeps`,
        'all shards need the same file, the same options and the same number of shards',
      );
    const twin = seen.get(part.shard.number);
    if (twin !== undefined)
      throw new UsageError(
        `\`${twin}\` and \`${name}\` are both shard ${part.shard.number} of ${part.shard.of}`,
        'name each shard once',
      );
    seen.set(part.shard.number, name);
  }
  const missing = Array.from({ length: head.shard.of }, (_, i) => i + 1).filter(
    (number) => !seen.has(number),
  );
  if (missing.length > 0)
    throw new UsageError(
      `${countOf(missing.length, 'shard')} of ${head.shard.of} missing: ${missing.join(', ')}`,
      `name all ${head.shard.of} files`,
    );
}

import { parseDuration } from '../time/duration.ts';
import { entryOf, type MapNode } from '../yaml/node.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Simulating, Varied } from './measuring.ts';
import { checkMoment } from './moment.ts';
import type { Observations } from './observed.ts';
import type { RawScenario } from './schema.ts';
import { patchesOf, tryPath } from './variant.ts';

/** How many runs are made, and what differs between them. */
export function checkSimulating(context: Context, raw: RawScenario): Simulating {
  const { runs, warmup, ties, draws } = raw.simulate ?? {};
  const ranged = Object.values(raw.const ?? {}).some(
    (one) => typeof one === 'object' && one.range !== undefined,
  );
  if ((draws ?? 0) > 0 && !ranged) {
    context.report(say.nothingToDraw(context.keySpan(['simulate', 'draws'])));
  }
  if ((ties === 'shuffle' || (draws ?? 0) > 0 || (runs ?? 1) > 1) && raw.until === undefined) {
    context.report(say.sweepWithoutEnd(context.keySpan(['simulate'])));
  }
  return {
    runs: runs ?? 1,
    warmup: (warmup === undefined ? null : context.duration(['simulate', 'warmup'], warmup)) ?? 0,
    ties: ties ?? 'declared',
    draws: draws ?? 0,
  };
}

/** What is varied, with its values as numbers. Paths are tried on the base. */
export function checkVaried(context: Context, raw: RawScenario, record: Observations): Varied[] {
  return Object.entries(raw.vary ?? {}).flatMap(([name, { path, values }]): Varied[] => {
    const at: Path = ['vary', name];
    const trouble = tryPath(context.root as MapNode, path);
    if (trouble !== null) {
      context.report(say.patchPath(context.span([...at, 'path']), path, trouble.message, trouble.near));
      return [];
    }
    const points = values.flatMap((value, i) => {
      const place = [...at, 'values', i];
      const x = numberOf(context, place, value, record);
      return x === null ? [] : [{ text: String(value), x }];
    });
    return points.length < values.length
      ? []
      : [{ name, path, own: ownValue(context, path), values: points }];
  });
}

/** The value of the constant that a path leads to, which may be written alone or with a basis; null for any other path. */
function ownValue(context: Context, path: string): Varied['own'] {
  const name = /^const\.([^.]+)(?:\.value)?$/.exec(path)?.[1];
  if (name === undefined) return null;
  const constant = context.node(['const', name]);
  const value = constant.kind === 'map' ? entryOf(constant, 'value')?.value : constant;
  if (value?.kind !== 'scalar' || value.value === null) return null;
  const x = plainNumber(value.value);
  return x === null ? null : { text: String(value.value), x };
}

const PERCENT = /^(-?\d+(?:\.\d+)?)%$/;
const RATE = /^(\d+(?:\.\d+)?)\/(s|m|h|d|ms|us)$/;

/** A number, a share, a rate a second or a length of time in microseconds; null for what is none of these by itself. */
function plainNumber(value: string | number | boolean): number | null {
  if (typeof value !== 'string') return Number(value);
  const text = value.trim();
  const share = PERCENT.exec(text);
  if (share !== null) return Number(share[1]) / 100;
  const rate = RATE.exec(text);
  if (rate !== null) return (Number(rate[1]) * 1e6) / parseDuration(`1${rate[2]}`)!;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : parseDuration(text);
}

/** A value on the axis of a chart: a plain number, the number of a constant, or a moment in microseconds. */
function numberOf(
  context: Context,
  path: Path,
  value: string | number | boolean,
  record: Observations,
): number | null {
  const plain = plainNumber(value);
  if (plain !== null) return plain;
  const text = String(value).trim();
  const constant = context.node(['const', text]);
  if (constant.kind === 'scalar' && typeof constant.value === 'number') return constant.value;
  return checkMoment(context, path, text, record)?.t ?? null;
}

/** Names of constants that a variant fixes: they are not drawn in it. */
export function fixedConstants(context: Context, variant: string): Set<string> {
  const variants = entryOf(context.root, 'variants')?.value;
  const own = variants === undefined ? undefined : entryOf(variants, variant)?.value;
  const fixed = patchesOf(own).flatMap((path) => {
    const [section, name, ...rest] = path.split('.');
    return section === 'const' && name !== undefined && rest.every((key) => key === 'value') ? [name] : [];
  });
  return new Set(fixed);
}

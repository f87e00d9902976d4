import type { Result } from '../../result.ts';
import { formatUtc, parseInstant } from '../../time/instant.ts';
import { type Chosen, frontValue } from '../input/scenarios.ts';
import { UsageError } from '../terminal/io.ts';

/** A part of a run. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** The part of the run, as written in a basis: `[..mitigated]`. Empty for the whole run. */
  readonly written: string;
}

/** By default, the window ends at the mitigation, so the recovery is a prediction. */
const DEFAULT = '..mitigated';
/** Moments in the front matter. */
const MOMENTS = ['started', 'detected', 'mitigated', 'resolved'];

/**
 * The part of a run that `FROM..TO` means.
 *
 * @param result the base's run
 * @throws UsageError if an end is unknown or the window is empty
 */
export function windowOf(written: string | undefined, result: Result, chosen: Chosen): Window {
  const { clock, until } = result;
  const epoch = clock?.epoch ?? 0;
  const moments = momentsOf(result, chosen);
  if (written === undefined && !moments.has('mitigated')) {
    throw new UsageError(
      'without a mitigation, it isn’t clear which part to fit and which part to predict',
      'set `mitigated_at`, or name the part to fit: `--window ..2026-03-02T09:30:00Z`; `--window ..` fits everything',
    );
  }
  const text = written ?? DEFAULT;
  const ends = /^(.*?)\.\.(.*)$/.exec(text.trim());
  if (ends === null)
    throw new UsageError(`\`${text}\` isn’t a window`, 'write it like `trigger..mitigated` or `..mitigated`');
  const endOf = (end: string, open: number): Moment => {
    if (end === '') return { t: open, written: '' };
    const at = parseInstant(end);
    const found = at === null ? moments.get(end) : { t: at - epoch, written: formatUtc(at) };
    if (found !== undefined) return found;
    throw new UsageError(
      `\`${end}\` isn’t a time that this scenario has`,
      `use an RFC 3339 time${[...moments.keys()].map((one) => `, \`${one}\``).join('')}`,
    );
  };
  const [from, to] = [endOf(ends[1]!.trim(), 0), endOf(ends[2]!.trim(), until)];
  if (from.t >= until || to.t <= 0) {
    throw new UsageError(
      `the window \`${text}\` is outside the run`,
      `the run lasts from ${formatUtc(epoch)} to ${formatUtc(epoch + until)}`,
    );
  }
  if (to.t <= from.t) throw new UsageError(`the window \`${text}\` ends before it starts`);
  const [start, end] = [from.t <= 0 ? '' : from.written, to.t >= until ? '' : to.written];
  return {
    from: Math.max(0, from.t),
    to: Math.min(until, to.t),
    written: start === '' && end === '' ? '' : `[${start}..${end}]`,
  };
}

interface Moment {
  /** Simulated time. */
  readonly t: number;
  /** The moment as written in a basis. */
  readonly written: string;
}

/** Moments that a window can refer to: the trigger's start, moments in the front matter, and observed entries. */
function momentsOf(
  { clock, runs: [run], observed }: Result,
  { found, input: { file, text } }: Chosen,
): ReadonlyMap<string, Moment> {
  const epoch = clock?.epoch ?? 0;
  const moments = new Map<string, Moment>();
  for (const name of MOMENTS) {
    const at = parseInstant(frontValue(file, text, `${name}_at`) ?? '');
    if (at !== null) moments.set(name, { t: at - epoch, written: formatUtc(at) });
  }
  const trigger = run?.recovery?.trigger?.from ?? run?.faults[0]?.from ?? moments.get('started')?.t;
  if (trigger !== undefined) moments.set('trigger', { t: trigger, written: formatUtc(epoch + trigger) });
  for (const { id, at, series } of found.record) {
    const t = series === undefined ? parseInstant(at) : null;
    if (t !== null && id !== '') moments.set(id, { t: t - epoch, written: id });
  }
  for (const { id, t } of observed) moments.set(id, { t, written: id });
  return moments;
}

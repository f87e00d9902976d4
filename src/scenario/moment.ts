import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import { nearest } from '../yaml/suggest.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';
import type { Moment } from './scenario.ts';

const OBSERVED = /^observed\.([A-Za-z_]\w*)\s*(?:([+-])\s*(\S+))?$/;

/**
 * A moment: `observed.id`, `observed.id + 5m`, a time of the wall clock, or a duration after time 0. One that is written
 * out and meets a fact of the record to the microsecond is taken from the record, whatever its form.
 */
export function checkMoment(context: Context, path: Path, text: string, record: Observations): Moment | null {
  const span = context.span(path);
  const found = OBSERVED.exec(text.trim());
  if (found !== null) {
    const id = found[1]!;
    const fact = record.facts.get(id);
    if (fact === undefined) {
      if (record.unplaced.has(id)) return context.report(say.needsClock(span));
      return context.report(say.unknownObserved(span, id, nearest(id, record.facts.keys())));
    }
    const shift = found[3] === undefined ? 0 : parseDuration(found[3]);
    if (shift === null) return context.report(say.badDuration(span, found[3]!));
    return placed(context, path, fact.t + (found[2] === '-' ? -shift : shift), id, text);
  }
  const after = parseDuration(text.trim());
  if (after !== null) return { t: after, observed: factAt(record, after), text };
  const epoch = parseInstant(text.trim());
  if (epoch === null) return context.report(say.badInstant(span, text));
  if (record.clock === null) return context.report(say.needsClock(span));
  const t = epoch - record.clock.epoch;
  return placed(context, path, t, factAt(record, t), text);
}

/** Id of the first fact of the record at a time, or null. Time 0 is where a scenario begins, not what happened. */
function factAt({ facts }: Observations, t: number): string | null {
  if (t === 0) return null;
  return [...facts.values()].find((fact) => fact.t === t)?.id ?? null;
}

function placed(
  context: Context,
  path: Path,
  t: number,
  observed: string | null,
  text: string,
): Moment | null {
  if (t < 0) return context.report(say.beforeStart(context.span(path), `\`${text}\``));
  return { t, observed, text };
}

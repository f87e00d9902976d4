import type { Micros, Result, Run } from '../../result.ts';
import { unfiredWords } from '../../views/tables/unfired.ts';
import { count } from '../../views/words/number-format.ts';
import { labelPrecision, timesOf } from '../../views/words/time-format.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Cell, type Style, tableLines, wrap } from '../terminal/print.ts';

/** Which events of a trace to print: all, or those that concern one of these names. */
export type TraceFilter = true | readonly string[];

/** Parses a filter such as `web|lost`. */
export function traceFilter(text: string | true): TraceFilter {
  if (text === true) return true;
  const names = text.split('|').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

/** A row of a printed trace. */
interface Row {
  readonly t: Micros;
  readonly names: readonly string[];
  readonly who: string;
  readonly what: string;
}

/**
 * A run's events and marks as lines, filtered by names of processes, instances, steps, services, faults, variables, and
 * marks.
 */
export function traceLines(result: Result, run: Run, filter: TraceFilter, style: Style): string[] {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  const all = rowsOf(run);
  const rows = all.filter(({ names }) => filter === true || filter.some((name) => names.includes(name)));
  const cells = rows.map(({ t, who, what }): Cell[] => {
    const face = times.faces.includes('zone') ? 'zone' : 'utc';
    return [`${times.day(t, face)} ${times.hours(t, face, precision)}`.trim(), who, what];
  });
  const known = [...new Set(all.flatMap(({ names }) => names))];
  const lines =
    rows.length === 0 ? [style.paint('heading', 'Trace')] : tableLines(['Trace', '', ''], cells, style);
  for (const name of filter === true ? [] : filter) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near === null ? '' : `; did you mean \`${near}\`?`;
    lines.push(...wrap(`  Nothing happens to \`${name}\` in this run${hint}`, style.width));
  }
  if (filter !== true && filter.length === 0) lines.push('  The filter has no names.');
  if (run.traceDropped > 0) lines.push(`  and ${count(run.traceDropped)} later events that aren’t kept`);
  return lines;
}

function rowsOf(run: Run): Row[] {
  const events = run.trace.map(
    ({ t, actor, process, step, to, say, changes }): Row => ({
      t,
      names: [actor, process, step, ...to, ...changes.map(({ name }) => name)].filter(
        (name) => name !== null,
      ),
      who: actor,
      what: say,
    }),
  );
  const marks = run.marks.flatMap(({ id, at, is }): Row[] =>
    at === null ? [] : [{ t: at, names: [id], who: id, what: `mark: ${is}` }],
  );
  return [...events, ...marks].sort((a, b) => a.t - b.t);
}

/** Steps that never happened in a run, and why. Steps that no instance reached are listed without a reason. */
export function unfiredLines(result: Result, variant: string, style: Style): string[] {
  const { reached, notReached } = unfiredWords(result, variant);
  if (reached.length + notReached.length === 0) return [];
  const rows = reached.map(({ step, why }): Cell[] => [step, why]);
  const rest = notReached.length === 0 ? [] : [['not reached', notReached.join(', ')]];
  return tableLines(['Never happened', ''], [...rows, ...rest], style);
}

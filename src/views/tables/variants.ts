import type { Distribution, MarkResult, Micros, Result, Run, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  type Column,
  dataTable,
  figure,
  note,
  origin,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { attribute, type Html, html } from '../markup/html.ts';
import { occursIn, quantityWriter, sweepName } from '../sweep/rows.ts';
import { absenceWords, impactTime } from '../trace/moments.ts';
import { count, countOf, percent } from '../words/number-format.ts';
import { labelPrecision, timesOf } from '../words/time-format.ts';

/**
 * The base and its variants side by side, a column for each run and a row for each measure: what was changed, when each mark
 * came, how long each service was impacted and how many requests failed, and which properties broke.
 */
export function variants(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: variants`;
  const [base, ...others] = result.runs;
  if (base === undefined || others.length === 0) {
    return figure('variants', title, sentence('The scenario has no variants.'), null).toString();
  }
  const measures = measuresOf(result);
  const columns: Column[] = [
    { head: 'Outcome' },
    ...result.runs.map((run) => ({ head: html`<span dir="auto">${run.variant}</span>` })),
  ];
  const rows = [
    row(
      '',
      'What is changed',
      result.runs.map((run) => cell(changeOf(run, base, others))),
    ),
    row(
      '',
      'Effect',
      result.runs.map((run) => cell(effectOf(run, base, measures))),
    ),
    ...measures.map((measure) => measureRow(measure, result.runs, base)),
    ...sweptRows(result).map(({ group, name, cells }) =>
      row(
        group,
        name,
        cells.map((one) => cell(one)),
      ),
    ),
  ];
  const body = html`${dataTable(title, columns, rows, 'variants')}
${note('Every run draws the same random numbers, so a difference comes from the change alone. A variant changes the system’s design, never what somebody should have done.')}
${origin(result, null)}`;
  return figure('variants', title, sentence(summary(base, others, measures)), body).toString();
}

function summary(base: Run, others: readonly Run[], measures: readonly Measure[]): string {
  const idle = others.filter((run) => differing(run, base, measures).length === 0);
  const effect = idle.length === 0 ? '' : ` No effect: ${idle.map((run) => run.variant).join(', ')}.`;
  return `The base against ${countOf(others.length, 'variant')}.${effect}`;
}

function changeOf(run: Run, base: Run, others: readonly Run[]): Html {
  if (run === base) return html`as written`;
  const combined = combinedOf(run, others);
  const together =
    combined.length === 0
      ? null
      : html`<span class="hc-patch" dir="auto">${combined.join(' and ')} together</span>`;
  return html`${together}${run.patches.map(
    ({ path, value }) =>
      html`<span class="hc-patch" dir="auto"><code class="hc-code">${path}: ${value}</code></span>`,
  )}`;
}

/** Variants whose changes a run makes together, in the order of the text; empty for one that stands for itself. */
function combinedOf(run: Run, others: readonly Run[]): string[] {
  const key = ({ path, value }: Run['patches'][number]) => JSON.stringify([path, value]);
  const own = new Set(run.patches.map(key));
  const parts = others.filter(
    (other) =>
      other !== run &&
      other.patches.length > 0 &&
      other.patches.length < own.size &&
      other.patches.every((patch) => own.has(key(patch))),
  );
  const covered = new Set(parts.flatMap(({ patches }) => patches.map(key)));
  return parts.length > 1 && covered.size === own.size ? parts.map(({ variant }) => variant) : [];
}

function effectOf(run: Run, base: Run, measures: readonly Measure[]): Html {
  if (run === base) return html`–`;
  const changed = differing(run, base, measures).length;
  if (changed === 0) return html`<strong>no effect</strong>`;
  return html`${changed} of ${countOf(measures.length, 'outcome')} ${changed === 1 ? 'changes' : 'change'}`;
}

/** Names of the measures in which a run came out otherwise than the base. */
export function differences(result: Result, run: Run): string[] {
  const base = result.runs[0];
  if (base === undefined) return [];
  return differing(run, base, measuresOf(result)).map((measure) => measure.name);
}

function differing(run: Run, base: Run, measures: readonly Measure[]): Measure[] {
  return measures.filter((measure) => measure.of(run).key !== measure.of(base).key);
}

/** One outcome of a run, such as the time of a mark: what to print, and a text by which runs are compared. */
interface Outcome {
  shown: Html;
  /** Same text, same outcome. */
  key: string;
}

/** A row of the table: one measure for all runs. `group` is printed below its name. */
interface Measure {
  group: string;
  name: string;
  of(run: Run): Outcome;
}

function measuresOf(result: Result): Measure[] {
  const marks = distinct(result.runs.flatMap((run) => run.marks.map((mark) => mark.id)));
  const services = distinct(result.runs.flatMap((run) => run.services.map(({ service }) => service)));
  const properties = distinct(result.runs.flatMap((run) => run.properties.map(({ name }) => name)));
  const times = timesOf(result);
  const precision = labelPrecision(result);
  const say = (t: Micros) => times.say(t, precision);
  return [
    ...marks.map((id) => ({ group: 'Mark', name: id, of: (run: Run) => markOutcome(run, id, say) })),
    ...(result.runs.some(({ recovery }) => recovery !== null)
      ? [{ group: 'Recovery', name: 'steady state', of: recoveryOutcome }]
      : []),
    ...services.flatMap((id) => {
      const longest = Math.max(1, ...result.runs.map((run) => impactOf(run, id)));
      return [
        { group: 'Impact', name: id, of: (run: Run) => impactOutcome(run, id, longest) },
        { group: 'Failed requests', name: id, of: (run: Run) => failedOutcome(run, id) },
      ];
    }),
    ...properties.map((id) => ({ group: 'Property', name: id, of: (run: Run) => propertyOutcome(run, id) })),
  ];
}

function measureRow(measure: Measure, runs: readonly Run[], base: Run): Html {
  const reference = measure.of(base).key;
  const cells = runs.map((run) => {
    const { shown, key } = measure.of(run);
    return cell(shown, key === reference ? null : 'hc-changed');
  });
  return row(measure.group, measure.name, cells);
}

const NONE: Outcome = { shown: html`–`, key: 'none' };

function markOutcome(run: Run, id: string, say: (t: Micros) => string): Outcome {
  const mark = run.marks.find((candidate) => candidate.id === id);
  if (mark === undefined) return NONE;
  return { shown: markText(mark, say), key: JSON.stringify([mark.at, mark.status]) };
}

function markText(mark: MarkResult, say: (t: Micros) => string): Html {
  if (mark.at === null) return html`${absenceWords(mark)}`;
  return html`<span class="hc-time">${say(mark.at)}</span>`;
}

/** How the run came back: never in what was left of it, after some time, or not at all needed. */
function recoveryOutcome({ recovery }: Run): Outcome {
  if (recovery === null) return NONE;
  const key = JSON.stringify([recovery.metastable, recovery.recoveredAt]);
  if (recovery.trigger === null) return { shown: html`no fault`, key };
  if (recovery.metastable) {
    return { shown: html`<span class="hc-bad">metastable</span>: not by the end`, key };
  }
  if (recovery.recoveredAfter === null) return { shown: html`not by the end`, key };
  return { shown: html`after ${humanDuration(recovery.recoveredAfter)}`, key };
}

function impactOutcome(run: Run, id: string, longest: Micros): Outcome {
  const service = run.services.find((candidate) => candidate.service === id);
  if (service === undefined) return NONE;
  const { windows } = service;
  const key = JSON.stringify(windows.map(({ from, to }) => [from, to]));
  if (windows.length === 0) return { shown: html`none`, key };
  const open = windows.some((window) => window.to === null) ? 'at least ' : '';
  const several = windows.length > 1 ? ` in ${windows.length} windows` : '';
  const total = impactTime(service, run.ended.at);
  return { shown: html`${open}${humanDuration(total)}${several}${shareBar(total / longest)}`, key };
}

function impactOf(run: Run, id: string): Micros {
  const service = run.services.find((candidate) => candidate.service === id);
  return service === undefined ? 0 : impactTime(service, run.ended.at);
}

/** A share as a bar beside a number that says the same. */
function shareBar(share: number): Html {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return html`<svg class="hc-share" width="100" height="6" viewBox="0 0 100 6" aria-hidden="true"><rect class="hc-share-all" width="100" height="6"/><rect class="hc-share-part" width="${width}" height="6"/></svg>`;
}

function failedOutcome(run: Run, id: string): Outcome {
  const service = run.services.find((candidate) => candidate.service === id);
  if (service === undefined) return NONE;
  const share = service.requests === 0 ? '' : ` (${percent(service.failed / service.requests)})`;
  return { shown: html`${count(service.failed)}${share}`, key: `${service.failed} of ${service.requests}` };
}

function propertyOutcome(run: Run, id: string): Outcome {
  const property = run.properties.find((candidate) => candidate.name === id);
  if (property === undefined) return NONE;
  const bad = property.verdict === 'violated' || property.verdict === 'not reached';
  const shown = html`<span class="${bad ? 'hc-bad' : 'hc-good'}">${property.verdict}</span>`;
  return { shown, key: JSON.stringify([property.verdict, property.at]) };
}

/** A row that tells of many runs: a name, what it is over, and a cell for each run of the table. */
export interface SweptRow {
  name: string;
  group: string;
  cells: Html[];
}

/** How often each variant stays down, how long its impact is and how far from the base, over many runs. */
function sweptRows(result: Result): SweptRow[] {
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const of = result.runs.map(({ variant }) =>
      result.sweeps.find((sweep) => sweep.kind === kind && sweep.variant === variant),
    );
    const first = of.find((sweep) => sweep !== undefined);
    return first === undefined ? [] : rowsOfKind(result, of, sweepName(first, result));
  });
}

function rowsOfKind(result: Result, of: readonly (Sweep | undefined)[], group: string): SweptRow[] {
  const write = quantityWriter(result);
  const known = of.filter((sweep) => sweep !== undefined);
  const services = [...new Set(known.flatMap((sweep) => sweep.services.map(({ service }) => service)))];
  const names = [...new Set(known.flatMap((sweep) => sweep.differences.map(({ name }) => name)))];
  const line = (name: string, pick: (sweep: Sweep) => Html | null): SweptRow => ({
    name,
    group,
    cells: of.map((sweep) => (sweep === undefined ? null : pick(sweep)) ?? html`–`),
  });
  const steady = known.some(({ metastable }) => metastable !== null);
  return [
    ...(steady
      ? [
          line('metastable', ({ metastable, runs }) =>
            metastable === null ? null : html`${occursIn(metastable, runs)}`,
          ),
        ]
      : []),
    ...services.map((service) =>
      line(`${service}: impact`, (sweep) => {
        const found = sweep.services.find((one) => one.service === service);
        return found === undefined
          ? null
          : spreadCell(found.impact, sweep.runs, (value) => write(value, 'length'));
      }),
    ),
    ...names.map((name) =>
      line(`${name}: difference from the base`, (sweep) => {
        const found = sweep.differences.find((one) => one.name === name);
        if (found === undefined) return null;
        const quantity = found.unit === 'microseconds' ? 'change of length' : 'change of requests';
        return spreadCell(found.distribution, sweep.runs, (value) => write(value, quantity));
      }),
    ),
  ];
}

/** Median, with the 5 % to 95 % below it where they differ. */
function spreadCell(spread: Distribution, runs: number, write: (value: number) => string): Html {
  const { n, p5, p50, p95, least, greatest } = spread;
  if (p5 === null || p50 === null || p95 === null) return html`in none of ${count(runs)} runs`;
  if (least === 0 && greatest === 0 && write(0) === 'no change') return html`<strong>no effect</strong>`;
  const some = n === runs ? '' : `, ${count(n)} of ${count(runs)} runs`;
  const range = p5 === p95 ? 'in 90 of 100 runs the same' : `5 % to 95 %: ${write(p5)} to ${write(p95)}`;
  return html`${write(p50)}<span class="hc-sub">${range}${some}</span>`;
}

function row(group: string, name: string, cells: readonly Html[]): Html {
  const kind = group === '' ? null : html`<span class="hc-sub">${group}</span>`;
  return html`<tr><th scope="row" dir="auto">${name}${kind}</th>${cells}</tr>
`;
}

function cell(content: Html, name: string | null = null): Html {
  return html`<td${attribute('class', name)}>${content}</td>`;
}

function distinct(all: readonly string[]): string[] {
  return [...new Set(all)];
}

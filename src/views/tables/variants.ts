import type { Distribution, MarkResult, Micros, OutcomeResult, Result, Run, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { conditionTitle, heldText } from '../drawing/condition-words.ts';
import { verdict } from '../drawing/signs.ts';
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
import { betterOrWorse, outcomeNumber, outcomeTitle } from '../sweep/outcome-words.ts';
import { changeQuantity, occursIn, quantityWriter, sweepName } from '../sweep/rows.ts';
import { absenceWords, impactTime } from '../trace/moments.ts';
import { fixTone, fixWords } from '../words/fixes.ts';
import { plainName } from '../words/names.ts';
import { count, countOf, listed, percent, plainNumber, sentenceCase } from '../words/number-format.ts';
import { propertyNamed } from '../words/property-name.ts';
import { quantileText, rangeText } from '../words/quantiles.ts';
import { timesOf } from '../words/time-format.ts';
import { withCode } from './worth.ts';

/** With more outcomes than this, a table has only those that a variant changes. */
const MOST_OUTCOMES = 24;

/**
 * The base and its variants side by side, with a column per run and a row per outcome: changes, times of marks, each
 * service's impact and failed requests, and verdicts on properties.
 */
export function variants(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: variants`;
  const [base, ...others] = result.runs;
  if (base === undefined || others.length === 0) {
    return figure('variants', title, sentence('The scenario has no variants.'), null).toString();
  }
  const measures = measuresOf(result);
  // In a long table, outcomes that are the same everywhere hide those that aren't.
  const isLong = measures.length > MOST_OUTCOMES;
  const shown = isLong
    ? measures.filter((measure) => others.some((run) => measure.of(run).key !== measure.of(base).key))
    : measures;
  const same = measures.length - shown.length;
  const columns: Column[] = [
    { head: 'Outcome' },
    ...result.runs.map((run) => ({ head: html`<span dir="auto">${run.variant}</span>` })),
  ];
  const rows = [
    row(
      '',
      'Change',
      result.runs.map((run) => cell(changeOf(run, base, others))),
    ),
    row(
      '',
      'Effect',
      result.runs.map((run) => cell(effectOf(run, base, measures))),
    ),
    ...fixRows(result),
    ...shown.map((measure) => measureRow(measure, result.runs, base)),
    ...sweptRows(result).map(({ group, name, cells }) =>
      row(
        group,
        name,
        cells.map((one) => cell(one)),
      ),
    ),
  ];
  const body = html`${dataTable(title, columns, rows, 'variants')}
${note('All runs use the same random numbers, so differences come from the variant’s changes.', same > 0 && ` ${sentenceCase(countOf(same, 'more outcome is', 'more outcomes are'))} the same in every variant.`)}
${origin(result, null)}`;
  return figure('variants', title, sentence(summary(base, others, measures)), body).toString();
}

function summary(base: Run, others: readonly Run[], measures: readonly Measure[]): string {
  const idle = others.filter((run) => differing(run, base, measures).length === 0);
  const effect = idle.length === 0 ? '' : ` No effect: ${idle.map((run) => run.variant).join(', ')}.`;
  return `The base compared with ${countOf(others.length, 'variant')}.${effect}`;
}

function changeOf(run: Run, base: Run, others: readonly Run[]): Html {
  if (run === base) return html`none`;
  const combined = combinedOf(run, others);
  const together =
    combined.length === 0
      ? null
      : html`<span class="hc-patch" dir="auto">${listed(combined)} together</span>`;
  return html`${together}${run.patches.map(
    ({ path, value }) =>
      html`<span class="hc-patch" dir="auto"><code class="hc-code">${path}: ${value}</code></span>`,
  )}`;
}

/** The variants combined in a run, in source order; empty if it isn't a combination. */
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
  return html`${changed} of ${countOf(measures.length, 'outcome')} ${changed === 1 ? 'differs' : 'differ'}`;
}

/** Verdicts based on paired draws, once they are known. */
function fixRows({ runs, validation }: Result): Html[] {
  const fixes = (validation?.fixes ?? []).filter(({ by }) => by === 'runs');
  if (fixes.length === 0) return [];
  const cells = runs.map(({ variant }) => {
    const fix = fixes.find((one) => one.variant === variant);
    if (fix === undefined) return cell(html`–`);
    return cell(
      html`${verdict(fixTone(fix), sentenceCase(fixWords(fix)))} <span class="hc-sub">${withCode(fix.reason)}</span>`,
    );
  });
  return [row('Pairs of runs with randomly drawn numbers', 'Compared with the base', cells)];
}

/** Names of outcomes that differ between a run and the base. */
export function differences(result: Result, run: Run): string[] {
  const base = result.runs[0];
  if (base === undefined) return [];
  return differing(run, base, measuresOf(result)).map((measure) => measure.name);
}

function differing(run: Run, base: Run, measures: readonly Measure[]): Measure[] {
  return measures.filter((measure) => measure.of(run).key !== measure.of(base).key);
}

/** An outcome of a run. Example: the time of a mark. */
interface Outcome {
  shown: Html;
  /** A key that is the same for equal outcomes. */
  key: string;
}

/** A table row: an outcome for all runs. `group` is shown below its name. */
interface Measure {
  group: string;
  name: string;
  of(run: Run): Outcome;
}

function measuresOf(result: Result): Measure[] {
  const marks = distinct(result.runs.flatMap((run) => run.marks.map((mark) => mark.id)));
  const services = distinct(result.runs.flatMap((run) => run.services.map(({ service }) => service)));
  const all = result.runs.flatMap((run) => run.properties);
  const properties = distinct(all.map(({ name }) => name));
  const times = timesOf(result);
  const say = (t: Micros) => times.say(t);
  return [
    ...marks.map((id) => ({
      group: 'Mark',
      name: plainName(id),
      of: (run: Run) => markOutcome(run, id, say),
    })),
    ...(result.runs.some(({ recovery }) => recovery !== null)
      ? [{ group: 'Recovery', name: 'steady state', of: recoveryOutcome }]
      : []),
    ...services.flatMap((id) => {
      const longest = Math.max(1, ...result.runs.map((run) => impactOf(run, id)));
      return [
        { group: 'Impact', name: plainName(id), of: (run: Run) => impactOutcome(run, id, longest) },
        { group: 'Failed requests', name: plainName(id), of: (run: Run) => failedOutcome(run, id) },
      ];
    }),
    ...(result.runs[0]?.conditions ?? []).flatMap((condition) => [
      {
        group: 'Impact',
        name: conditionTitle(condition),
        of: (run: Run) => conditionOutcome(run, condition.name),
      },
      ...(condition.affected === null
        ? []
        : [
            {
              group: `Affected (${condition.unit ?? 'users'})`,
              name: conditionTitle(condition),
              of: (run: Run) => affectedOutcome(run, condition.name),
            },
          ]),
    ]),
    ...(result.runs[0]?.outcomes ?? []).map((outcome) => ({
      group: 'Outcome',
      name: outcomeTitle(outcome),
      of: (run: Run) => valueOutcome(run, outcome),
    })),
    ...properties.map((id) => ({
      group: 'Property',
      name: propertyNamed(all, id),
      of: (run: Run) => propertyOutcome(run, id),
    })),
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

function recoveryOutcome({ recovery }: Run): Outcome {
  if (recovery === null) return NONE;
  const key = JSON.stringify([recovery.metastable, recovery.recoveredAt]);
  if (recovery.trigger === null) {
    return { shown: recovery.triggers === undefined ? html`no fault` : html`no trigger`, key };
  }
  if (recovery.metastable) {
    return { shown: html`<span class="hc-bad">metastable</span>, no recovery`, key };
  }
  if (recovery.recoveredAfter === null) return { shown: html`no recovery`, key };
  if (recovery.recoveredAfter === 0) return { shown: html`not lost`, key };
  return { shown: html`after ${humanDuration(recovery.recoveredAfter)}`, key };
}

function impactOutcome(run: Run, id: string, longest: Micros): Outcome {
  const service = run.services.find((candidate) => candidate.service === id);
  if (service === undefined) return NONE;
  const { windows } = service;
  const key = JSON.stringify(windows.map(({ from, to }) => [from, to]));
  if (windows.length === 0) return { shown: html`none`, key };
  const open = windows.some((window) => window.to === null) ? 'at least ' : '';
  const several = windows.length > 1 ? ` in ${windows.length} periods` : '';
  const total = impactTime(service, run.ended.at);
  return { shown: html`${open}${humanDuration(total)}${several}${shareBar(total / longest)}`, key };
}

function impactOf(run: Run, id: string): Micros {
  const service = run.services.find((candidate) => candidate.service === id);
  return service === undefined ? 0 : impactTime(service, run.ended.at);
}

/** A share as a bar, shown next to the number. */
function shareBar(share: number): Html {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return html`<svg class="hc-share" width="100" height="6" aria-hidden="true"><rect width="${width}" height="6"/></svg>`;
}

function failedOutcome(run: Run, id: string): Outcome {
  const service = run.services.find((candidate) => candidate.service === id);
  if (service === undefined) return NONE;
  const share = service.requests === 0 ? '' : ` (${percent(service.failed / service.requests)})`;
  return { shown: html`${count(service.failed)}${share}`, key: `${service.failed} of ${service.requests}` };
}

function conditionOutcome(run: Run, name: string): Outcome {
  const condition = run.conditions.find((candidate) => candidate.name === name);
  if (condition === undefined) return NONE;
  const key = JSON.stringify(condition.windows.map(({ from, to }) => [from, to]));
  return { shown: html`${heldText(condition)}`, key };
}

function affectedOutcome(run: Run, name: string): Outcome {
  const affected = run.conditions.find((candidate) => candidate.name === name)?.affected ?? null;
  if (affected === null) return NONE;
  return { shown: html`${plainNumber(affected)}`, key: String(affected) };
}

/** @param base the base's value, which determines whether a change is better or worse */
function valueOutcome(run: Run, base: OutcomeResult): Outcome {
  const found = run.outcomes.find(({ name }) => name === base.name);
  if (found === undefined) return NONE;
  const direction = betterOrWorse(base.better, found.value, base.value);
  const sign =
    direction === null
      ? null
      : html` <span class="hc-sub ${direction === 'better' ? 'hc-good' : 'hc-bad'}">${direction}</span>`;
  return { shown: html`${outcomeNumber(found, found.value)}${sign}`, key: String(found.value) };
}

function propertyOutcome(run: Run, id: string): Outcome {
  const property = run.properties.find((candidate) => candidate.name === id);
  if (property === undefined) return NONE;
  const bad = property.verdict === 'violated' || property.verdict === 'not reached';
  if (property.verdict === 'undecided') return { shown: html`Not decided by a run`, key: 'undecided' };
  const word = property.verdict === 'held' ? 'holds' : property.verdict;
  const shown = html`<span class="${bad ? 'hc-bad' : 'hc-good'}">${sentenceCase(word)}</span>`;
  return { shown, key: JSON.stringify([property.verdict, property.at]) };
}

/** A row over many runs: its name, a description of the sweep, and a cell for each column. */
export interface SweptRow {
  name: string;
  group: string;
  cells: Html[];
}

/** How often each variant is metastable, its impact, and its difference from the base, over many runs. */
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
      line(`${plainName(service)}: impact`, (sweep) => {
        const found = sweep.services.find((one) => one.service === service);
        return found === undefined
          ? null
          : spreadCell(found.impact, sweep.runs, (value) => write(value, 'duration'));
      }),
    ),
    ...(known[0]?.conditions ?? []).map(({ name }) =>
      line(`${plainName(name)}: impact`, (sweep) => {
        const found = sweep.conditions.find((one) => one.name === name);
        return found === undefined
          ? null
          : spreadCell(found.impact, sweep.runs, (value) => write(value, 'duration'));
      }),
    ),
    ...(known[0]?.outcomes ?? []).map((outcome) =>
      line(outcomeTitle({ ...outcome, says: null }), (sweep) => {
        const found = sweep.outcomes.find(({ name }) => name === outcome.name);
        return found === undefined
          ? null
          : spreadCell(found.value, sweep.runs, (value) => write(value, outcome.type));
      }),
    ),
    ...names.map((name) =>
      line(`${plainName(name)}: difference from the base`, (sweep) => {
        const found = sweep.differences.find((one) => one.name === name);
        if (found === undefined) return null;
        const quantity = changeQuantity(found.unit);
        return spreadCell(found.distribution, sweep.runs, (value) => write(value, quantity));
      }),
    ),
  ];
}

/** The median with the range below it. */
function spreadCell(spread: Distribution, runs: number, write: (value: number) => string): Html {
  const { n, below, above, least, greatest } = spread;
  if (n === 0 && below + above === 0) return html`in none of ${countOf(runs, 'run')}`;
  if (least === 0 && greatest === 0 && write(0) === 'no change') return html`<strong>no effect</strong>`;
  const some = n === runs ? '' : `, ${count(n)} of ${count(runs)} runs`;
  return html`${quantileText(spread, 'p50', write)} <span class="hc-sub">${rangeText(spread, write)}${some}</span>`;
}

function row(group: string, name: string, cells: readonly Html[]): Html {
  const kind = group === '' ? null : html` <span class="hc-sub">${group}</span>`;
  return html`<tr><th scope="row" dir="auto">${name}${kind}</th>${cells}</tr>
`;
}

function cell(content: Html, name: string | null = null): Html {
  return html`<td${attribute('class', name)}>${content}</td>`;
}

function distinct(all: readonly string[]): string[] {
  return [...new Set(all)];
}

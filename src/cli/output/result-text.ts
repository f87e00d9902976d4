import type { Span } from '../../diagnostic/diagnostic.ts';
import type {
  ImpactWindow,
  MarkResult,
  Micros,
  PropertyResult,
  Result,
  Run,
  ServiceResult,
  TraceEvent,
} from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { formatUtc } from '../../time/instant.ts';
import { peakOf } from '../../views/series/peak.ts';
import { quantityWriter, sweepRows, sweepSummary } from '../../views/sweep/rows.ts';
import { budgetText } from '../../views/tables/impact.ts';
import { differences } from '../../views/tables/variants.ts';
import {
  absenceWords,
  agreementOf,
  factsById,
  impactTime,
  recoveryWords,
  signedDuration,
} from '../../views/trace/moments.ts';
import { count, countOf, exactPercent, percent, plainNumber } from '../../views/words/number-format.ts';
import { propertyWords } from '../../views/words/property-name.ts';
import { type Quantile, quantileText } from '../../views/words/quantiles.ts';
import { setupTexts } from '../../views/words/setup-words.ts';
import { labelPrecision, precisionOf, type Times, timesOf } from '../../views/words/time-format.ts';
import { printable } from '../terminal/io.ts';
import {
  type Cell,
  type Fact,
  joinSections,
  type Style,
  tableLines,
  titleLines,
  wrap,
} from '../terminal/print.ts';
import { bothFaces, clock, facesOf, observedClock, onFirst } from './clock-text.ts';
import { conditionEffects, conditionLines } from './condition-text.ts';
import { explorationLines } from './explore-text.ts';
import { bars, measureLines } from './measure-text.ts';
import { curveLines, outcomeEffects, outcomeLines, unobservedLines, valueLines } from './outcome-text.ts';
import { type TraceFilter, traceLines, unfiredLines } from './trace-text.ts';

export interface ResultTextOptions extends Style {
  /** The scenario's position. */
  readonly place: Span;
  /** A variant to print in full, like the base. By default, each variant is summarized in one row. */
  readonly variant?: string | undefined;
  /** Print the trace of the base, or of the variant. */
  readonly trace?: TraceFilter | undefined;
}

/** A Result as text for a terminal, without a trailing newline. */
export function resultText(given: Result, options: ResultTextOptions): string {
  const result = withPrintableTexts(given);
  const { variant, trace, ...style } = options;
  const report: Report = { result, times: timesOf(result), ...style };
  const [base, ...others] = result.runs;
  const head = headLines(result, options);
  const explored = explorationLines(result.explorations, style);
  if (base === undefined) {
    const next = explored.length === 0 ? ' Use `hindcast explore` to search it.' : '';
    const reason = `  ${style.paint('bad', 'Not run:')} the scenario has no \`until\`.${next}`;
    return joinSections([head, [reason], explored]);
  }
  const full = variant === undefined || variant === 'base' ? [] : others;
  return joinSections([
    head,
    ...runSections(report, base),
    unobservedLines(result, style),
    unfiredLines(result, base.variant, style),
    ...full.flatMap((run) => [
      changeLines(report, run),
      ...runSections(report, run),
      unfiredLines(result, run.variant, style),
    ]),
    trace === undefined ? [] : traceLines(result, full.at(-1) ?? base, trace, style),
    variant === undefined ? variantLines(report) : [],
    sweepLines(report, false),
    claimLines(report.result, report),
    noteLines(report),
    explored,
  ]);
}

/** Data that all sections use. */
interface Report extends Style {
  readonly result: Result;
  readonly times: Times;
}

function headLines(result: Result, { place, ...style }: ResultTextOptions): string[] {
  const { clock, constants, assumes, engine } = result;
  const base = result.runs[0];
  const start =
    clock === null
      ? 'none; times count from the start of the run'
      : `starts ${formatUtc(clock.epoch)}${clock.start.endsWith('Z') ? '' : ` = ${clock.start}`} (${clock.zone})`;
  const rows: Fact[] = [
    ['clock', start],
    [
      'run',
      base === undefined ? `engine ${engine}` : `seed ${base.seed}, engine ${engine}, ${endWords(base)}`,
    ],
    [
      'based on',
      `${assumes.length === 0 ? 'no stated assumptions' : countOf(assumes.length, 'stated assumption')}; ${constantWords(constants)}`,
    ],
  ];
  return titleLines(result, place, rows, style);
}

function endWords({ ended, transitions }: Run): string {
  const why = {
    until: 'ended at `until`',
    idle: 'ended when nothing more could happen',
    waiting: 'ended when nothing more could happen; instances are still waiting',
  }[ended.because];
  return `${countOf(transitions, 'transition')} in ${humanDuration(ended.at)}, ${why}`;
}

function constantWords(constants: Result['constants']): string {
  if (constants.length === 0) return 'no constants';
  const kinds = (['sourced', 'fitted', 'assumed'] as const).flatMap((basis) => {
    const names = constants.filter((one) => one.basis === basis).map((one) => one.name);
    return names.length === 0 ? [] : [`${names.length} ${basis} (${names.join(', ')})`];
  });
  return `${countOf(constants.length, 'constant')}: ${kinds.join(', ')}`;
}

function runSections(report: Report, run: Run): string[][] {
  return [
    markLines(report, run),
    factTextLines(report, run),
    valueLines(report.result, run, report),
    curveLines(report.result, run, report),
    setupLines(report, run),
    seriesLines(report, run),
    measureLines(run, report),
    impactLines(report, run),
    conditionLines(run, report.times, report),
    outcomeLines(run, report),
    propertyLines(report, run),
    inputLines(report, run),
  ];
}

function changeLines(report: Report, run: Run): string[] {
  const rows = run.patches.map(({ path, value }): Cell[] => [`${path}: ${value}`]);
  return tableLines([`Variant ${run.variant}`], rows, report);
}

/** Each mark's simulated and observed times, and whether they agree. */
function markLines(report: Report, run: Run): string[] {
  const { result, times } = report;
  const facts = factsById(result);
  const rows = run.marks.flatMap((mark) => {
    const fact = mark.observed === null ? undefined : facts.get(mark.observed);
    return facesOf(times).map((face, line): Cell[] => [
      line === 0 ? mark.id : '',
      { text: times.abbreviation(mark.at ?? 0, face), tone: 'faint' },
      mark.at === null
        ? onFirst(line, absenceWords(mark))
        : clock(times, mark.at, face, labelPrecision(result)),
      fact === undefined ? onFirst(line, '–') : observedClock(times, fact, face),
      onFirst(line, mark.residual === null ? '–' : signedDuration(mark.residual)),
      line === 0 ? basisCell(mark, result) : '',
    ]);
  });
  return rows.length === 0
    ? []
    : tableLines(['Marks', '', 'simulated', 'observed', 'off by', 'basis'], rows, report);
}

/** Says how far a mark is from the observed time. `fit --labels` shows how much an agreement is worth. */
function basisCell(mark: MarkResult, result: Result): Cell {
  switch (agreementOf(mark)) {
    case 'within':
      return `computed: within ${humanDuration(mark.within ?? 0)} of the observed time`;
    case 'outside':
      return { text: `computed: OFF by more than ${humanDuration(mark.within ?? 0)}`, tone: 'bad' };
    case 'open':
      return mark.observed === null
        ? 'computed: not observed'
        : 'computed: the observed time has no tolerance';
    case 'given':
      return mark.basis === 'input' ? 'input: follows from the observed timeline' : fitWords(mark, result);
    case 'missing':
      return mark.basis === 'fit' ? fitWords(mark, result) : mark.basis;
  }
}

function fitWords(mark: MarkResult, { constants }: Result): string {
  const fitted = constants.filter(({ fittedTo }) => fittedTo === mark.observed).map(({ name }) => name);
  if (fitted.length === 0) {
    const toSeries = constants.filter(({ fittedTo }) => fittedTo?.startsWith('series.') === true);
    return toSeries.length === 0
      ? 'fit: a number was chosen to match the observed time'
      : `fit: ${toSeries.map(({ name }) => name).join(', ')} ${toSeries.length === 1 ? 'was' : 'were'} fitted to a part of a series that includes the observed time`;
  }
  return `fit: ${fitted.join(', ')} ${fitted.length === 1 ? 'was' : 'were'} chosen to match the observed time`;
}

/** Observed facts that the run should reproduce, and whether it does. */
function factTextLines(report: Report, run: Run): string[] {
  const { result, times } = report;
  const precision = labelPrecision(result);
  const say = (t: Micros) => bothFaces(times, t, precision);
  const rows = run.facts.map((fact): Cell[] => [
    fact.id,
    fact.verdict === 'agrees' ? 'agrees' : { text: 'DISAGREES', tone: 'bad' },
    `${fact.basis}: ${fact.shows} from ${say(fact.from)} to ${say(fact.to)}${fact.brokenAt === null ? '' : `; false at ${say(fact.brokenAt)}`}`,
  ]);
  return rows.length === 0 ? [] : tableLines(['Observed facts', '', ''], rows, report);
}

/** Members, pools, and repeated or parallel calls at the start of a run. */
function setupLines(report: Report, { variant }: Run): string[] {
  const rows = setupTexts(report.result, variant).map(({ service, text }): Cell[] => [service, text]);
  return rows.length === 0 ? [] : tableLines(['Services at the start', ''], rows, report);
}

/** Each service's load over the run as a row of small bars, with the peak and its time. */
export function seriesLines(report: Report, run: Run): string[] {
  const { result, times, width } = report;
  const precision = labelPrecision(result);
  const rows = run.services.flatMap((service) =>
    linesOf(service).map(({ name, values, unit }, i): Cell[] => {
      const peak = peakOf(values, service.series.every);
      const text =
        peak === null
          ? 'no data'
          : `at most ${plainNumber(peak.value)}${unit} at ${bothFaces(times, peak.t, precision)}`;
      return [i === 0 ? service.service : '', name, bars(values), text];
    }),
  );
  const drawn = rows.length === 0 ? [] : tableLines(['Load', '', 'over the run', ''], rows, report);
  if (run.recovery === null) return drawn;
  return [...drawn, ...wrap(recoveryWords(run, times), width - 2).map((line) => `  ${line}`)];
}

function linesOf({ series }: ServiceResult): { name: string; values: (number | null)[]; unit: string }[] {
  return [
    { name: 'offered', values: series.offered, unit: '/s' },
    { name: 'goodput', values: series.goodput, unit: '/s' },
    { name: 'waiting', values: series.queue, unit: '' },
  ].filter(
    ({ name, values }) => (name !== 'waiting' || (peakOf(values, 1)?.value ?? 0) >= 0.5) && values.length > 0,
  );
}

/** Each service's failed requests. */
function impactLines(report: Report, run: Run): string[] {
  if (run.services.length === 0) return [];
  const rows = run.services.flatMap((service) =>
    service.windows.length === 0
      ? [noImpactRow(service)]
      : service.windows.flatMap((window, i) => windowRows(service, window, i === 0, report.times)),
  );
  const head = [
    'Impact, simulated',
    '',
    'from',
    'to',
    'duration',
    'peak rate',
    'failed',
    'error budget used',
  ];
  return [
    ...tableLines(head, rows, report),
    ...impactRules(run).map((rule) => report.paint('faint', `  ${rule}`)),
  ];
}

function noImpactRow({ service, requests, failed, budget }: ServiceResult): Cell[] {
  return [
    service,
    '',
    { text: 'no impact', tone: 'good' },
    '',
    '',
    '',
    `${count(failed)} of ${count(requests)}`,
    budget === null ? 'no SLO' : budgetText(budget),
  ];
}

function windowRows(service: ServiceResult, window: ImpactWindow, first: boolean, times: Times): Cell[][] {
  const { from, to, worstErrorRate } = window;
  const budget = service.budget === null ? 'no SLO' : budgetText(service.budget);
  return facesOf(times).map((face, line): Cell[] => [
    first && line === 0 ? service.service : '',
    { text: times.abbreviation(from, face), tone: 'faint' },
    clock(times, from, face, 'minute'),
    to === null ? { text: onFirst(line, 'still failing'), tone: 'bad' } : clock(times, to, face, 'minute'),
    onFirst(line, to === null ? 'to the end' : humanDuration(to - from)),
    onFirst(line, percent(worstErrorRate)),
    first ? onFirst(line, `${count(service.failed)} of ${count(service.requests)}`) : '',
    first ? onFirst(line, budget) : '',
  ]);
}

/** How impact is measured, printed once for all services that are measured the same way. */
function impactRules({ services }: Run): string[] {
  const rules = services.map((service) => {
    const { threshold, every, scale } = service;
    const rule =
      service.while ?? `at least ${exactPercent(threshold)} of requests fail within ${humanDuration(every)}`;
    return `Impact: ${rule}.${scale === 1 ? '' : ` One simulated request represents ${countOf(scale, 'real one')}.`}`;
  });
  return [...new Set(rules)].map((rule, _, all) => {
    const names = services.filter((__, i) => rules[i] === rule).map(({ service }) => service);
    return all.length === 1 ? rule : `${names.join(', ')}: ${rule}`;
  });
}

/** Verdicts on invariants and goals, and the actions that violated them. */
function propertyLines(report: Report, run: Run): string[] {
  const rows = run.properties.map((property): Cell[] => {
    const bad = property.verdict === 'violated' || property.verdict === 'not reached';
    const open = property.verdict === 'undecided';
    const verdict = bad ? property.verdict.toUpperCase() : open ? 'not decided by a run' : property.verdict;
    const words = property.says === undefined ? '' : `${property.says}: `;
    return [
      property.name,
      property.kind,
      { text: verdict, tone: bad ? 'bad' : open ? 'warning' : 'good' },
      `${words}${property.at === null ? property.is : violationWords(report, run, property, property.at)}`,
    ];
  });
  return rows.length === 0 ? [] : tableLines(['Properties', '', '', ''], rows, report);
}

function violationWords(
  { times, result }: Report,
  run: Run,
  { name, is }: PropertyResult,
  at: Micros,
): string {
  const precision = labelPrecision(result);
  const broken = run.trace.find((event) => event.breaks.includes(name));
  const restored = run.trace.find((event) => event.t >= at && event.restores.includes(name));
  const by = broken === undefined ? '' : `, when ${actionWords(broken)}`;
  const until = restored === undefined ? '' : `; holds again at ${bothFaces(times, restored.t, precision)}`;
  return `at ${bothFaces(times, at, precision)}${by}${until}. Condition: ${is}`;
}

/** Describes an event in a clause. The sentence for a fault already has the fault's name as its subject. */
function actionWords({ kind, actor, say }: TraceEvent): string {
  return kind === 'start' || kind === 'end' ? say : `${actor} ${say}`;
}

/** Maximum number of inputs shown. */
const MAX_INPUTS = 12;

/** Actions whose times come from the observed timeline, not from the model. */
function inputLines(report: Report, run: Run): string[] {
  const { result, times, paint } = report;
  const facts = factsById(result);
  const given = run.trace.flatMap((event) => {
    const fact = event.observed === null ? undefined : facts.get(event.observed);
    return fact === undefined ? [] : [{ event, fact }];
  });
  const rows = given
    .slice(0, MAX_INPUTS)
    .flatMap(({ event, fact }) =>
      facesOf(times).map((face, line): Cell[] => [
        line === 0 ? fact.id : '',
        { text: times.abbreviation(event.t, face), tone: 'faint' },
        clock(times, event.t, face, precisionOf(fact.at)),
        line === 0 ? actionWords(event) : '',
      ]),
    );
  if (rows.length === 0) return [];
  const rest = given.length - MAX_INPUTS;
  const more = rest > 0 ? [paint('faint', `  and ${count(rest)} more`)] : [];
  return [...tableLines(['Inputs', '', 'observed', 'action at that time'], rows, report), ...more];
}

/** One row per variant: how it differs from the base. */
function variantLines(report: Report): string[] {
  const [base, ...others] = report.result.runs;
  if (base === undefined || others.length === 0) return [];
  const rows = others.map((run): Cell[] => [run.variant, effect(report, run, base)]);
  return tableLines(['Variants', 'differences from the base'], rows, report);
}

function effect(report: Report, run: Run, base: Run): Cell {
  if (differences(report.result, run).length === 0) return { text: 'no effect', tone: 'warning' };
  return [
    ...markEffects(report, run, base),
    ...impactEffects(run, base),
    ...conditionEffects(run, base),
    ...outcomeEffects(run, base),
    ...propertyEffects(run, base),
  ].join('; ');
}

function markEffects({ result, times }: Report, run: Run, base: Run): string[] {
  const gone: string[] = [];
  const other: string[] = [];
  for (const mark of run.marks) {
    const before = base.marks.find(({ id }) => id === mark.id)?.at ?? null;
    if (mark.at === before) continue;
    if (mark.at === null) gone.push(mark.id);
    else {
      const moved = before === null ? 'not in the base' : signedDuration(mark.at - before);
      other.push(`${mark.id} at ${bothFaces(times, mark.at, labelPrecision(result))}, ${moved}`);
    }
  }
  return [...(gone.length === 0 ? [] : [`no ${gone.join(', ')}`]), ...other];
}

function impactEffects(run: Run, base: Run): string[] {
  const calm: string[] = [];
  const other: string[] = [];
  for (const service of run.services) {
    const before = base.services.find((one) => one.service === service.service);
    const [then, now] = [impactWords(before, base), impactWords(service, run)];
    if (then !== now && service.windows.length === 0) calm.push(`${service.service} (base: ${then})`);
    else if (then !== now) other.push(`impact on ${service.service} ${now} (base: ${then})`);
    else if (before !== undefined && before.failed !== service.failed) {
      other.push(`${count(service.failed)} failed at ${service.service} (base: ${count(before.failed)})`);
    }
  }
  return [...(calm.length === 0 ? [] : [`no impact on ${calm.join(', ')}`]), ...other];
}

function impactWords(service: ServiceResult | undefined, run: Run): string {
  if (service === undefined || service.windows.length === 0) return 'none';
  const open = service.windows.some(({ to }) => to === null);
  return `${open ? 'at least ' : ''}${humanDuration(impactTime(service, run.ended.at))}`;
}

function propertyEffects(run: Run, base: Run): string[] {
  return run.properties.flatMap((property) => {
    const { name, verdict } = property;
    const before = base.properties.find((one) => one.name === name)?.verdict;
    return before === verdict ? [] : [`${propertyWords(property)} ${verdict}`];
  });
}

/**
 * Sweeps as text: for each kind of sweep, percentiles of every number in every variant, with the number of runs
 * that had a value.
 *
 * @param full if false, leaves out measures and numbers that are zero in every run
 */
export function sweepLines(report: Report, full = true): string[] {
  const { result, width } = report;
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  return kinds.flatMap((kind, i) => {
    const sweeps = result.sweeps.filter((sweep) => sweep.kind === kind);
    const rows = sweeps.flatMap((sweep) => rowsOf(sweep, result, full));
    const summary = sweeps.flatMap((sweep) =>
      wrap(sweepSummary(sweep, result), width - 2).map((line) => `  ${line}`),
    );
    const head = ['Sweep', '', 'runs', '5%', 'median', '95%', ''];
    return [...(i === 0 ? [] : ['']), ...tableLines(head, rows, report), ...summary];
  });
}

function rowsOf(sweep: Result['sweeps'][number], result: Result, full: boolean): Cell[][] {
  const write = quantityWriter(result);
  const rows = sweepRows(sweep).filter(({ group, spread }) => {
    if (full) return true;
    return (
      group !== 'Measure' && group !== 'Peak error rate' && !(spread.least === 0 && spread.greatest === 0)
    );
  });
  return rows.map(({ group, name, runs, spread, quantity }, i): Cell[] => {
    const cell = (quantile: Quantile) => quantileText(spread, quantile, (value) => write(value, quantity));
    return [
      i === 0 ? sweep.variant : '',
      `${group}: ${name}`,
      `${count(spread.n)}/${count(runs)}`,
      cell('p5'),
      cell('p50'),
      cell('p95'),
      '',
    ];
  });
}

/** A scenario's claims and whether they hold. */
export function claimLines({ runs }: Pick<Result, 'runs'>, style: Style): string[] {
  const rows = runs.flatMap((run) =>
    run.expectations.map(({ met, claim, found, baseToo }): Cell[] => [
      run.variant,
      baseToo === true ? 'met by the base too' : met ? 'met' : { text: 'NOT MET', tone: 'bad' },
      `${claim}: ${found}`,
    ]),
  );
  return rows.length === 0 ? [] : tableLines(['Claims', '', 'claim: result'], rows, style);
}

function noteLines(report: Report): string[] {
  const variantsOf = new Map<string, string[]>();
  for (const { variant, notes } of report.result.runs) {
    for (const note of notes) variantsOf.set(note, [...(variantsOf.get(note) ?? []), variant]);
  }
  const rows = [...variantsOf].map(([note, variants]): Cell[] => [variants.join(', '), note]);
  return rows.length === 0 ? [] : tableLines(['Notes', ''], rows, report);
}

/** A copy of plain data in which each string fits on one line and is safe to print in a terminal. */
export function withPrintableTexts<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? printable(value).replace(/\s+/g, ' ') : value,
  );
}

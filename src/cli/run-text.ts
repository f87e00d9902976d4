import type { MarkResult, Micros, PropertyResult, Result, Run } from '../result.ts';
import type { ImpactWindow, ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { absenceWords, agreementOf } from '../views/agreement.ts';
import { budgetText } from '../views/impact.ts';
import { factsById, signedDuration } from '../views/moments.ts';
import { count, countOf, exactPercent, percent } from '../views/number-format.ts';
import { type Face, labelPrecision, type Precision, precisionOf, type Times } from '../views/time-format.ts';
import type { Paint } from './paint.ts';
import { type Cell, tableLines } from './table.ts';

/** What all sections of one result are written with. */
export interface Look {
  readonly result: Result;
  readonly times: Times;
  readonly paint: Paint;
  readonly width: number;
}

/** Most lines of a section that can grow without end. */
const MOST_INPUTS = 12;

/** Each mark beside the record: when, how far off, and what the agreement is worth. */
export function markLines(look: Look, run: Run): string[] {
  const { result, times, paint, width } = look;
  const facts = factsById(result);
  const rows = run.marks.flatMap((mark) => {
    const fact = mark.observed === null ? undefined : facts.get(mark.observed);
    return facesOf(times).map((face, line): Cell[] => [
      line === 0 ? mark.id : '',
      { text: times.abbreviation(mark.at ?? 0, face), tone: 'faint' },
      mark.at === null
        ? lineOne(line, absenceWords(mark))
        : clock(times, mark.at, face, labelPrecision(result)),
      fact === undefined ? lineOne(line, '-') : clock(times, fact.t, face, precisionOf(fact.at)),
      lineOne(line, mark.residual === null ? '-' : signedDuration(mark.residual)),
      line === 0 ? basisCell(mark, result) : '',
    ]);
  });
  if (rows.length === 0) return [];
  return tableLines(['Marks', '', 'simulated', 'observed', 'off by', 'basis'], rows, paint, width);
}

/** What the agreement of a mark with the record is worth. Only a prediction can be right or wrong. */
function basisCell(mark: MarkResult, result: Result): Cell {
  switch (agreementOf(mark)) {
    case 'within':
      return { text: `prediction: within ${humanDuration(mark.within ?? 0)} of the record`, tone: 'good' };
    case 'outside':
      return { text: `prediction: OFF by more than ${humanDuration(mark.within ?? 0)}`, tone: 'bad' };
    case 'open':
      return mark.observed === null
        ? 'prediction: not in the record'
        : 'prediction: the record states no tolerance';
    case 'given':
      return mark.basis === 'input' ? 'input: follows from the record' : fitWords(mark, result);
    case 'missing':
      return mark.basis === 'fit' ? fitWords(mark, result) : mark.basis;
  }
}

function fitWords(mark: MarkResult, { constants }: Result): string {
  const fitted = constants.filter(({ fittedTo }) => fittedTo === mark.observed).map(({ name }) => name);
  return `fit: ${fitted.join(', ')} ${fitted.length === 1 ? 'was' : 'were'} chosen to meet it`;
}

/** What clients of each service met. */
export function impactLines(look: Look, run: Run): string[] {
  const { times, paint, width } = look;
  if (run.services.length === 0) return [];
  const rows = run.services.flatMap((service) =>
    service.windows.length === 0
      ? [calmRow(service)]
      : service.windows.flatMap((window, i) => windowRows(service, window, i === 0, times)),
  );
  const head = ['Impact, simulated', '', 'from', 'to', 'lasted', 'worst', 'failed', 'error budget used'];
  return [
    ...tableLines(head, rows, paint, width),
    ...impactRules(run).map((rule) => paint('faint', `  ${rule}`)),
  ];
}

function calmRow({ service, requests, failed, budget }: ServiceResult): Cell[] {
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
  const { from, to, failed, worstErrorRate } = window;
  const budget = service.budget === null ? 'no SLO' : budgetText(service.budget);
  return facesOf(times).map((face, line): Cell[] => [
    first && line === 0 ? service.service : '',
    { text: times.abbreviation(from, face), tone: 'faint' },
    clock(times, from, face, 'minute'),
    to === null ? { text: lineOne(line, 'still failing'), tone: 'bad' } : clock(times, to, face, 'minute'),
    lineOne(line, to === null ? 'to the end' : humanDuration(to - from)),
    lineOne(line, percent(worstErrorRate)),
    lineOne(line, `${count(failed)} of ${count(service.requests)}`),
    first ? lineOne(line, budget) : '',
  ]);
}

/** How impact is measured, said once for all services that are measured alike. */
function impactRules({ services }: Run): string[] {
  const rules = services.map(
    ({ threshold, every, scale }) =>
      `Impact: at least ${exactPercent(threshold)} of requests fail within ${humanDuration(every)}.${
        scale === 1 ? '' : ` One simulated request stands for ${count(scale)}.`
      }`,
  );
  return [...new Set(rules)].map((rule, _, all) => {
    const whose = services.filter((__, i) => rules[i] === rule).map(({ service }) => service);
    return all.length === 1 ? rule : `${whose.join(', ')}: ${rule}`;
  });
}

/** Invariants and what must be reached, with the action that broke them. */
export function propertyLines(look: Look, run: Run): string[] {
  const rows = run.properties.map((property): Cell[] => {
    const bad = property.verdict === 'violated' || property.verdict === 'not reached';
    const verdict = bad ? property.verdict.toUpperCase() : property.verdict;
    return [
      property.name,
      property.kind,
      { text: verdict, tone: bad ? 'bad' : 'good' },
      property.at === null ? property.is : turnWords(look, run, property, property.at),
    ];
  });
  return rows.length === 0 ? [] : tableLines(['Properties', '', '', ''], rows, look.paint, look.width);
}

function turnWords({ times, result }: Look, run: Run, { name, is }: PropertyResult, at: Micros): string {
  const precision = labelPrecision(result);
  const broken = run.trace.find((event) => event.breaks.includes(name));
  const mended = run.trace.find((event) => event.t >= at && event.mends.includes(name));
  const by = broken === undefined ? '' : `, as ${broken.actor} ${broken.say}`;
  const until = mended === undefined ? '' : `; holds again at ${bothFaces(times, mended.t, precision)}`;
  return `at ${bothFaces(times, at, precision)}${by}${until}. It says: ${is}`;
}

/** Actions whose time is the record's, not the model's. */
export function inputLines({ result, times, paint, width }: Look, run: Run): string[] {
  const facts = factsById(result);
  const given = run.trace.flatMap((event) => {
    const fact = event.observed === null ? undefined : facts.get(event.observed);
    return fact === undefined ? [] : [{ event, fact }];
  });
  const rows = given
    .slice(0, MOST_INPUTS)
    .flatMap(({ event, fact }) =>
      facesOf(times).map((face, line): Cell[] => [
        line === 0 ? fact.id : '',
        { text: times.abbreviation(event.t, face), tone: 'faint' },
        clock(times, event.t, face, precisionOf(fact.at)),
        line === 0 ? `${event.actor} ${event.say}` : '',
      ]),
    );
  if (rows.length === 0) return [];
  const rest = given.length - MOST_INPUTS;
  const more = rest > 0 ? [paint('faint', `  and ${countOf(rest, 'other')}`)] : [];
  return [...tableLines(['Inputs', '', 'observed', 'done at that time'], rows, paint, width), ...more];
}

/** One moment on each of the scenario's clocks: `20 Oct 06:48:23 UTC (19 Oct 23:48:23 PDT)`. */
export function bothFaces(times: Times, t: Micros, precision: Precision): string {
  const [first, second] = facesOf(times).map((face) =>
    `${clock(times, t, face, precision)} ${times.abbreviation(t, face)}`.trimEnd(),
  );
  return second === undefined ? first! : `${first} (${second})`;
}

/** A scenario without a clock has one face, which counts from the start of the run. */
function facesOf(times: Times): readonly Face[] {
  return times.faces.length === 0 ? ['utc'] : times.faces;
}

function clock(times: Times, t: Micros, face: Face, precision: Precision): string {
  return `${times.day(t, face)} ${times.hours(t, face, precision)}`.trimStart();
}

/** What is the same on every clock stands in the first line alone. */
function lineOne(line: number, text: string): string {
  return line === 0 ? text : '';
}

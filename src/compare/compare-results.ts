import type {
  ConditionResult,
  ConstantValue,
  Exploration,
  MarkResult,
  Micros,
  Result,
  Run,
  ServiceResult,
  Sweep,
  SweptCondition,
  SweptOutcome,
} from '../result.ts';
import { formatDuration, humanDuration } from '../time/duration.ts';
import { affectedText, heldText } from '../views/drawing/condition-words.ts';
import { betterOrWorse, outcomeText } from '../views/sweep/outcome-words.ts';
import { countedFit, curveText } from '../views/words/curve-words.ts';
import { count } from '../views/words/number-format.ts';
import { type Difference, difference, type Place, pair } from './difference.ts';
import { compareWorth } from './worth.ts';

/** Compares two Results of the same scenario, including all variants. */
export function compareResults(place: Place, before: Result, after: Result): Difference[] {
  const runs = pair(before.runs, after.runs, ({ variant }) => variant);
  const searches = pair(before.explorations, after.explorations, ({ variant }) => variant);
  const sweeps = pair(before.sweeps, after.sweeps, ({ variant, kind }) => `${kind} ${variant}`);
  const at = (variant: string): Place => ({ ...place, variant });
  const named = (result: Result): string[] => [
    ...new Set([...result.runs, ...result.explorations].map(({ variant }) => variant)),
  ];
  const variants = pair(named(before), named(after), (name) => name);
  return [
    ...variants.removed.map((name) =>
      difference(at(name), 'variant-removed', name, describe(before, name), null),
    ),
    ...variants.added.map((name) => difference(at(name), 'variant-added', name, null, describe(after, name))),
    ...runs.both.flatMap(([a, b]) => [
      ...compareRuns(at(a.variant), a, b),
      ...compareClaims(at(a.variant), a, b),
    ]),
    ...searches.both.flatMap(([a, b]) => [
      ...compareSearches(at(a.variant), a, b),
      ...compareClaims(at(a.variant), a, b),
    ]),
    ...sweeps.both.flatMap(([a, b]) => compareSweeps(at(a.variant), a, b)),
    ...compareWorth(place, before, after),
    ...constants(place, before, after),
    ...assumptions(place, before, after),
  ];
}

function compareSearches(place: Place, before: Exploration, after: Exploration): Difference[] {
  const verdicts = pair(
    before.properties,
    after.properties,
    ({ name, kind }) => `${kind} ${name}`,
  ).both.flatMap(([a, b]) =>
    a.verdict === b.verdict
      ? []
      : [
          difference(
            place,
            'verdict-changed',
            a.name,
            `${a.verdict} in the search`,
            `${b.verdict} in the search`,
          ),
        ],
  );
  if (verdicts.length === 0 && before.verdict !== after.verdict) {
    verdicts.push(difference(place, 'verdict-changed', null, verdictOf(before), verdictOf(after)));
  }
  const sizes = [sizeOf(before), sizeOf(after)] as const;
  if (sizes[0] === sizes[1]) return verdicts;
  const change = Math.abs(after.states - before.states);
  return [...verdicts, difference(place, 'states-changed', null, ...sizes, change)];
}

function verdictOf({ verdict, property, hit }: Exploration): string {
  if (verdict === 'violated') return `${property ?? 'a property'} is violated`;
  return verdict === 'holds' ? 'every property holds' : `incomplete${hit === null ? '' : `: ${hit}`}`;
}

function sizeOf({ states, steps }: Exploration): string {
  return `${count(states)} states${steps === null ? '' : `, a violation in ${steps} steps`}`;
}

function compareSweeps(place: Place, before: Sweep, after: Sweep): Difference[] {
  const out: Difference[] = [];
  const report = (subject: string, a: string, b: string, size = 0): void => {
    if (a !== b) out.push(difference(place, 'spread-changed', subject, a, b, size));
  };
  for (const [a, b] of pair(before.marks, after.marks, ({ id }) => id).both) {
    const words = ({ happened, runs, at }: Sweep['marks'][number]): string =>
      `in ${happened} of ${runs} runs${at.p50 === null ? '' : `, half of them by ${humanDuration(at.p50)}`}`;
    report(a.id, words(a), words(b), Math.abs((b.at.p50 ?? 0) - (a.at.p50 ?? 0)));
  }
  const stuck = ({ metastable, runs }: Sweep): string =>
    metastable === null ? 'not evaluated' : `${metastable} of ${runs} runs don't recover`;
  report('recovery', stuck(before), stuck(after));
  for (const [a, b] of pair(before.services, after.services, ({ service }) => service).both) {
    const words = ({ impact }: Sweep['services'][number]): string =>
      impact.p50 === null
        ? 'no impact'
        : `${humanDuration(impact.p50)} of impact in the median run, ${humanDuration(impact.p95 ?? 0)} in the 95th percentile`;
    report(a.service, words(a), words(b), Math.abs((b.impact.p50 ?? 0) - (a.impact.p50 ?? 0)));
  }
  for (const [a, b] of pair(before.conditions, after.conditions, ({ name }) => name).both) {
    const words = ({ impact }: SweptCondition): string =>
      impact.p50 === null ? 'no runs' : `${humanDuration(impact.p50)} of impact in the median run`;
    report(a.name, words(a), words(b), Math.abs((b.impact.p50 ?? 0) - (a.impact.p50 ?? 0)));
  }
  for (const [a, b] of pair(before.outcomes, after.outcomes, ({ name }) => name).both) {
    const words = (one: SweptOutcome): string =>
      one.value.p50 === null
        ? 'no value'
        : `${outcomeText(one, one.value.p50)} in the median run, ${outcomeText(one, one.value.p5)} to ${outcomeText(one, one.value.p95)} in 90% of the runs`;
    report(a.name, words(a), words(b), Math.abs((b.value.p50 ?? 0) - (a.value.p50 ?? 0)));
  }
  return out;
}

function compareRuns(place: Place, before: Run, after: Run): Difference[] {
  return [
    ...marks(place, before, after),
    ...services(place, before, after),
    ...conditions(place, before, after),
    ...outcomes(place, before, after),
    ...curves(place, before, after),
    ...properties(place, before, after),
    ...facts(place, before, after),
    ...recovery(place, before, after),
  ];
}

function compareClaims(
  place: Place,
  before: Pick<Run, 'expectations'>,
  after: Pick<Run, 'expectations'>,
): Difference[] {
  const { both, removed, added } = pair(before.expectations, after.expectations, ({ claim }) => claim);
  return [
    ...both
      .filter(([a, b]) => a.met !== b.met)
      .map(([a, b]) => difference(place, 'claim-changed', a.claim, a.found, b.found)),
    ...removed.map(({ claim, found }) => difference(place, 'claim-removed', claim, found, null)),
    ...added.map(({ claim, found }) => difference(place, 'claim-added', claim, null, found)),
  ];
}

/** How close measures are to observed series. Compares only what readers see: rounded skills and differences. */
function curves(place: Place, before: Run, after: Run): Difference[] {
  const { both } = pair(
    before.curves ?? [],
    after.curves ?? [],
    ({ measure, series }) => `${measure} ${series}`,
  );
  return both.flatMap(([a, b]) => {
    const [was, is] = [curveText(a), curveText(b)];
    const size = Math.abs((countedFit(b)?.skill ?? 0) - (countedFit(a)?.skill ?? 0));
    return was === is ? [] : [difference(place, 'curve-changed', a.measure, was, is, size)];
  });
}

function marks(place: Place, before: Run, after: Run): Difference[] {
  const { both, removed, added } = pair(before.marks, after.marks, ({ id }) => id);
  return [
    ...both.flatMap(([a, b]) => mark(place, a, b)),
    ...removed.map((one) => difference(place, 'mark-disappeared', one.id, timeOf(one), null)),
    ...added.map((one) => difference(place, 'mark-appeared', one.id, null, timeOf(one))),
  ];
}

function mark(place: Place, before: MarkResult, after: MarkResult): Difference[] {
  const texts = [timeOf(before), timeOf(after)] as const;
  if (before.at !== null && after.at === null)
    return [difference(place, 'mark-disappeared', before.id, ...texts)];
  if (before.at === null && after.at !== null)
    return [difference(place, 'mark-appeared', before.id, ...texts)];
  if (before.at === after.at && before.residual === after.residual && texts[0] === texts[1]) return [];
  const size = Math.abs((after.residual ?? after.at ?? 0) - (before.residual ?? before.at ?? 0));
  return [difference(place, 'mark-moved', before.id, ...texts, size)];
}

function timeOf({ at, status, residual, within }: MarkResult): string {
  if (at === null) return status === 'never' ? 'never' : 'not by the end of the run';
  const time = `${humanDuration(at)} after the start`;
  if (residual === null) return time;
  const off =
    residual === 0
      ? 'as observed'
      : `${humanDuration(Math.abs(residual))} ${residual > 0 ? 'later' : 'earlier'} than observed`;
  if (within === null) return `${time}, ${off}`;
  return `${time}, ${off}${Math.abs(residual) > within ? ', outside its tolerance' : ''}`;
}

function services(place: Place, before: Run, after: Run): Difference[] {
  const { both } = pair(before.services, after.services, ({ service }) => service);
  return both.flatMap(([a, b]) => {
    const out: Difference[] = [];
    const [was, is] = [impactTime(a, before.ended.at), impactTime(b, after.ended.at)];
    if (was !== is) {
      out.push(
        difference(place, 'impact-changed', a.service, inImpact(was), inImpact(is), Math.abs(is - was)),
      );
    }
    if (failures(a) !== failures(b)) {
      const size = Math.abs(b.failed - a.failed);
      out.push(difference(place, 'failures-changed', a.service, failures(a), failures(b), size));
    }
    return out;
  });
}

function conditions(place: Place, before: Run, after: Run): Difference[] {
  const { both, removed, added } = pair(before.conditions, after.conditions, ({ name }) => name);
  const words = (one: ConditionResult): string => {
    const { affected, unit, total } = one;
    return affected === null || total === 0
      ? heldText(one)
      : `${heldText(one)}, ${affectedText(affected, unit)}`;
  };
  const report = (name: string, was: string | null, is: string | null, size = 0): Difference =>
    difference(place, 'impact-changed', name, was, is, size);
  return [
    ...both.flatMap(([a, b]) =>
      words(a) === words(b) ? [] : [report(b.name, words(a), words(b), Math.abs(b.total - a.total))],
    ),
    ...removed.map((one) => report(one.name, words(one), null)),
    ...added.map((one) => report(one.name, null, words(one))),
  ];
}

function outcomes(place: Place, before: Run, after: Run): Difference[] {
  const { both, removed, added } = pair(before.outcomes, after.outcomes, ({ name }) => name);
  const report = (name: string, was: string | null, is: string | null, size = 0): Difference =>
    difference(place, 'outcome-changed', name, was, is, size);
  return [
    ...both.flatMap(([a, b]) => {
      const texts = [outcomeText(a, a.value), outcomeText(b, b.value)] as const;
      if (a.value === b.value && texts[0] === texts[1]) return [];
      const direction = betterOrWorse(b.better, b.value, a.value);
      const after = direction === null ? texts[1] : `${texts[1]} (${direction})`;
      return [report(b.name, texts[0], after, Math.abs((b.value ?? 0) - (a.value ?? 0)))];
    }),
    ...removed.map((one) => report(one.name, outcomeText(one, one.value), null)),
    ...added.map((one) => report(one.name, null, outcomeText(one, one.value))),
  ];
}

/** Total impact time of a service. */
function impactTime({ windows }: ServiceResult, end: Micros): Micros {
  return windows.reduce((sum, { from, to }) => sum + (to ?? end) - from, 0);
}

function inImpact(length: Micros): string {
  return length === 0 ? 'none' : humanDuration(length);
}

function failures({ failed, requests }: ServiceResult): string {
  return `${count(Math.round(failed))} of ${count(Math.round(requests))}`;
}

function properties(place: Place, before: Run, after: Run): Difference[] {
  return pair(before.properties, after.properties, ({ name, kind }) => `${kind} ${name}`).both.flatMap(
    ([a, b]) => {
      if (a.verdict === b.verdict) return [];
      return [difference(place, 'verdict-changed', a.name, runVerdict(a.verdict), runVerdict(b.verdict))];
    },
  );
}

function runVerdict(verdict: string): string {
  return `${verdict === 'held' ? 'holds' : verdict} in the run`;
}

function facts(place: Place, before: Run, after: Run): Difference[] {
  return pair(before.facts, after.facts, ({ id }) => id).both.flatMap(([a, b]) => {
    if (a.verdict === b.verdict) return [];
    return [difference(place, 'fact-changed', a.id, `the model ${a.verdict}`, `the model ${b.verdict}`)];
  });
}

function recovery(place: Place, before: Run, after: Run): Difference[] {
  const [a, b] = [before.recovery, after.recovery];
  if (a === null || b === null) return [];
  if (a.metastable !== b.metastable) {
    const words = (metastable: boolean): string =>
      metastable ? "doesn't recover after the trigger ends" : 'recovers after the trigger ends';
    return [difference(place, 'metastability-changed', null, words(a.metastable), words(b.metastable))];
  }
  if (a.recoveredAfter === b.recoveredAfter) return [];
  const words = (after: Micros | null): string =>
    after === null ? 'not by the end of the run' : `${humanDuration(after)} after the trigger started`;
  const size = Math.abs((a.recoveredAfter ?? 0) - (b.recoveredAfter ?? 0));
  return [
    difference(place, 'recovery-changed', null, words(a.recoveredAfter), words(b.recoveredAfter), size),
  ];
}

function constants(place: Place, before: Result, after: Result): Difference[] {
  const { both, removed, added } = pair(before.constants, after.constants, ({ name }) => name);
  return [
    ...both
      .filter(([a, b]) => constantText(a) !== constantText(b))
      .map(([a, b]) => difference(place, 'constant-changed', a.name, constantText(a), constantText(b))),
    ...removed.map((one) => difference(place, 'constant-changed', one.name, constantText(one), null)),
    ...added.map((one) => difference(place, 'constant-changed', one.name, null, constantText(one))),
  ];
}

function constantText({ value, type, basis, source, fittedTo, range }: ConstantValue): string {
  const show = (one: unknown): string =>
    type === 'duration' && typeof one === 'number' ? formatDuration(one) : String(one);
  const from = source ?? (fittedTo === null ? null : `to ${fittedTo}`);
  const spread = range === null ? '' : `, ${show(range[0])} to ${show(range[1])}`;
  return `${show(value)} (${basis}${from === null ? '' : ` ${from}`}${spread})`;
}

function assumptions(place: Place, before: Result, after: Result): Difference[] {
  const { removed, added } = pair(before.assumes, after.assumes, (text) => text);
  return [
    ...removed.map((text) => difference(place, 'assumption-removed', null, text, null)),
    ...added.map((text) => difference(place, 'assumption-added', null, null, text)),
  ];
}

/** A short description of a variant: its patches and its verdict. */
function describe(result: Result, variant: string): string {
  const run = result.runs.find((one) => one.variant === variant);
  const search = result.explorations.find((one) => one.variant === variant);
  const patches = (run ?? search)?.patches ?? [];
  const changes = patches.map(({ path, value }) => `${path} = ${value}`).join('; ');
  return [changes, search === undefined ? '' : verdictOf(search)].filter((text) => text !== '').join('; ');
}

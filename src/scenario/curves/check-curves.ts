import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Clock, Micros, ObservedFact } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import { meaningOf, medianOf, type ObservedSeries, windowEnd } from '../../time/observed-series.ts';
import { parseValue } from '../../time/observed-value.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Curve } from '../ast/curve.ts';
import type { Measure } from '../ast/measuring.ts';
import { parseFitted } from '../schema/fitted.ts';
import type { RawScenario } from '../schema/scenario.ts';
import * as say from './diagnostics.ts';

type Path = readonly (string | number)[];

/** The parts of the context of a scenario's check that checks of curves use. */
interface Context {
  span(path: Path): Span;
  keySpan(path: Path): Span;
  report(diagnostic: Diagnostic): null;
  reportOnce(diagnostic: Diagnostic): null;
}

/** An observed series on the page, in the form that scenarios use. */
export interface PageSeries {
  readonly text: string;
  readonly source: string | null;
  readonly series: ObservedSeries;
}

export interface CurveSettings {
  readonly clock: Clock | null;
  /** True if the clock has errors, which are reported at the clock itself. */
  readonly clockIsBroken: boolean;
  readonly until: Micros | null;
  readonly measures: readonly Measure[];
  /** The page's series, by name. */
  readonly series: ReadonlyMap<string, PageSeries>;
  readonly facts: ReadonlyMap<string, ObservedFact>;
  /** The observed entries and series that numbers were fitted to. */
  readonly fitted: Iterable<string>;
}

/** Pairs measures with the observed series that they name. */
export function checkCurves(context: Context, raw: RawScenario, settings: CurveSettings): Curve[] {
  return Object.entries(raw.measure ?? {}).flatMap(([name, own]): Curve[] => {
    if (typeof own === 'string') return [];
    const path: Path = ['measure', name];
    if (own.observed === undefined) {
      for (const key of ['within', 'normal'] as const) {
        if (own[key] !== undefined)
          context.report(say.withinWithoutSeries(context.keySpan([...path, key]), key));
      }
      return [];
    }
    const measure = settings.measures.find((one) => one.name === name);
    const curve = measure === undefined ? null : curveOf(context, raw, measure, own, settings);
    return curve === null ? [] : [curve];
  });
}

type RawMeasure = Exclude<NonNullable<RawScenario['measure']>[string], string>;

function curveOf(
  context: Context,
  raw: RawScenario,
  measure: Measure,
  { observed, within = {}, normal }: RawMeasure,
  { clock, clockIsBroken, until, series: all, facts, fitted }: CurveSettings,
): Curve | null {
  const path: Path = ['measure', measure.name];
  const span = context.span([...path, 'observed']);
  const name = observed!.replace(/^series\./, '');
  const found = all.get(name);
  if (found === undefined) {
    const known = [...all.keys()];
    return context.report(say.unknownSeries(span, name, nearest(name, known), known));
  }
  const { series } = found;
  const kind = measure.is.type.kind === 'duration' ? 'duration' : 'number';
  const meaning = meaningOf(series.unit);
  if ((kind === 'duration') !== (meaning.kind === 'duration')) {
    return context.report(say.seriesUnit(span, series.unit, kind));
  }
  const amountOf = (at: Path, written: string | number): number | null => {
    const value = parseValue(written);
    if (value !== null && value.type === kind) return value.value;
    return context.report(say.curveAmount(context.span([...path, ...at]), String(written), kind));
  };
  const mae = within.mae === undefined ? null : amountOf(['within', 'mae'], within.mae);
  const skill =
    within.skill === undefined ? null : skillOf(context, [...path, 'within', 'skill'], within.skill);
  const own = normal === undefined ? null : amountOf(['normal'], normal);
  if (clock === null) return clockIsBroken ? null : context.reportOnce(say.seriesNeedsClock(span));
  if (until === null) return null;
  const scaled = series.points.map(([at, value]): readonly [Micros, number | null] => [
    windowEnd(series, at) - clock.epoch,
    value === null ? null : value * meaning.factor,
  ]);
  const points = scaled.filter(([t]) => t > 0 && t <= until);
  if (!points.some(([, value]) => value !== null)) return context.report(say.seriesOutside(span, name));
  const { window } = series;
  if (window !== null && window !== measure.window && measure.uses.length > 0) {
    context.report(say.windowDiffers(span, window, measure.window));
  }
  return {
    measure: measure.name,
    series: name,
    title: found.text,
    source: found.source,
    unit: series.unit,
    kind: meaning.kind,
    points,
    ...(own === null
      ? normalOf(scaled, series.startedAt, clock)
      : { normal: own, normalIs: 'as the scenario says' }),
    within: { skill, mae },
    fitted: fittedPart(name, fitted, { clock, until, facts }),
    isInput: isInput(measure, raw),
    span: measure.span,
  };
}

function skillOf(context: Context, path: Path, written: string): number | null {
  const share = /^(-?\d+(?:\.\d+)?)\s*%$/.exec(written.trim());
  const value = share === null ? null : Number(share[1]) / 100;
  if (value !== null && value <= 1) return value;
  return context.report(say.skillShare(context.span(path), written));
}

/** Minimum number of values for a median. With fewer, one odd point could determine it. */
const LEAST_BEFORE = 3;

/**
 * The normal value: the median before the incident, or before the run if the incident's start isn't known. If there are
 * too few earlier points, the first value.
 */
function normalOf(
  points: Curve['points'],
  startedAt: number | null,
  { epoch }: Clock,
): Pick<Curve, 'normal' | 'normalIs'> {
  const start = startedAt === null ? 0 : startedAt - epoch;
  const before = points.flatMap(([t, value]) => (t <= start && value !== null ? [value] : []));
  const median = before.length < LEAST_BEFORE ? null : medianOf(before);
  if (median !== null) {
    const what = startedAt === null ? 'before the run starts' : 'before the incident starts';
    return { normal: median, normalIs: `the median of ${before.length} points ${what}` };
  }
  const first = points.find(([, value]) => value !== null)!;
  return { normal: first[1]!, normalIs: 'the first value, since too few points are before the incident' };
}

/** The part of a series that numbers were fitted to: from the earliest start to the latest end. */
function fittedPart(
  name: string,
  fitted: Iterable<string>,
  { clock, until, facts }: { clock: Clock; until: Micros; facts: CurveSettings['facts'] },
): Curve['fitted'] {
  let part: { from: Micros; to: Micros } | null = null;
  for (const text of fitted) {
    const to = parseFitted(text);
    if (to.kind !== 'series' || to.name !== name) continue;
    const at = (end: string, open: Micros): Micros => fittedTime(end, facts, clock) ?? open;
    const one = { from: at(to.from, 0), to: at(to.to, until) };
    part = part === null ? one : { from: Math.min(part.from, one.from), to: Math.max(part.to, one.to) };
  }
  return part;
}

/**
 * Observed entries in a part of a series that numbers were fitted to. That a run matches them isn't a prediction, even if
 * no number was fitted to the entry itself.
 */
export function entriesInFittedParts({
  clock,
  until,
  facts,
  series,
  fitted,
}: Pick<CurveSettings, 'clock' | 'until' | 'facts' | 'series' | 'fitted'>): Set<string> {
  if (clock === null || until === null) return new Set();
  const parts = [...series.keys()].flatMap((name) => fittedPart(name, fitted, { clock, until, facts }) ?? []);
  const inside = [...facts.values()].filter(({ t, latest, until: end }) =>
    parts.some(({ from, to }) => t >= from && (end ?? latest ?? t) <= to),
  );
  return new Set(inside.map(({ id }) => id));
}

/**
 * The simulated time of either end of a fitted part; null if the end is open or unknown. An unknown end is reported
 * elsewhere.
 */
function fittedTime(written: string, facts: ReadonlyMap<string, ObservedFact>, clock: Clock): Micros | null {
  if (written === '') return null;
  const at = parseInstant(written);
  return at === null ? (facts.get(written)?.t ?? null) : at - clock.epoch;
}

/** True if a measure consists only of arrivals at services that nothing but loads call, so it's an input. */
function isInput({ uses }: Measure, raw: RawScenario): boolean {
  const called = new Set(
    Object.values(raw.services ?? {}).flatMap(({ calls }) =>
      (calls ?? []).flatMap((call) => (typeof call === 'string' ? call : call.to)),
    ),
  );
  return (
    uses.length > 0 &&
    uses.every(({ metric, service }) => metric === 'arrivals' && !called.has(service)) &&
    uses.every(({ service }) => (raw.load ?? []).some(({ to }) => to === service))
  );
}

/**
 * Reports a series that a number was fitted to if the page doesn't have it, or if an end of the fitted part doesn't
 * exist.
 */
export function checkFittedSeries(
  context: Pick<Context, 'report'>,
  text: string,
  span: Span,
  { series, facts }: Pick<CurveSettings, 'series' | 'facts'>,
): void {
  const fitted = parseFitted(text);
  if (fitted.kind !== 'series') return;
  const known = [...series.keys()];
  if (!series.has(fitted.name)) {
    context.report(say.unknownSeries(span, fitted.name, nearest(fitted.name, known), known));
  }
  for (const end of [fitted.from, fitted.to]) {
    if (end === '' || parseInstant(end) !== null || facts.has(end)) continue;
    context.report(say.fittedEnd(span, end, nearest(end, facts.keys())));
  }
}

// Recomputes the labels of comparisons from a write-up's JSON: `node relabel.mjs incidents/ID.json`.
// It needs nothing but Node. The method is described in the guide "How far to trust a model".
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';

const MINUTE = 60e6;
const LEAD = 30 * MINUTE;

/**
 * The labels of a scenario's comparisons, determined from its probes alone. The argument is a Result's `validation`.
 */
export function relabel({ comparisons, numbers, probes }) {
  if (probes === null) return [];
  const known = new Map(numbers.map((number) => [number.id, number]));
  const marks = dependences({ comparisons, numbers, probes });
  const counted = [];
  return comparisons.map((one, i) => {
    if (one.kind === 'curve') return labelOfCurve(one, i, probes, known);
    if (one.kind !== 'mark') return labelOfFact(one, i, probes, known, counted);
    const mark = marks.find(({ index }) => index === i);
    const label = labelOfMark(mark, counted, probes);
    if (label !== 'missed' && label !== 'repeats') counted.push(mark);
    return label;
  });
}

/** What the time of each mark depends on. */
export function dependences({ comparisons, numbers, probes }) {
  const known = new Map(numbers.map((number) => [number.id, number]));
  const marks = comparisons.flatMap((one, i) =>
    one.kind === 'mark' ? [dependence(one, i, probes, known)] : [],
  );
  return marks.map((mark) => ({ ...mark, ...freedom(mark, marks) }));
}

function dependence(comparison, index, probes, known) {
  // A mark anywhere in the observed range counts as on time.
  const slack = ((comparison.latest ?? comparison.observed) - comparison.observed) / 2;
  const observed = comparison.observed + slack;
  const time = (probe) => probe?.[index] ?? null;
  const at = time(probes.base);
  const reached = at ?? observed;
  const inputs = probes.inputs.map(({ t, earlier, later }) => {
    const [early, late] = [time(earlier), time(later)];
    return { t, share: shareOfShift(early, at, late) };
  });
  const anchor = Math.max(
    0,
    ...inputs.filter(({ t, share }) => share >= 0.3 && t <= reached + MINUTE).map(({ t }) => t),
  );
  const wait = Math.abs(observed - anchor);
  const lag = Math.max(MINUTE, Math.abs(reached - anchor));
  const tolerance = (comparison.within ?? Math.max(MINUTE, 0.1 * wait)) + slack;
  const slope = (less, more, [low, high]) => {
    if (less !== null && more !== null) return (more - less) / Math.log(high / low) / lag;
    if (less !== null && at !== null && low !== 1) return (less - at) / Math.log(low) / lag;
    return more !== null && at !== null && high !== 1 ? (more - at) / Math.log(high) / lag : 0;
  };
  const effects = new Map();
  let isSet = false;
  let isStated = false;
  let isCounted = false;
  const repeated = [];
  for (const { id, less, more, isRefused } of probes.numbers) {
    const { basis, isThreshold, factors, kind, written } = known.get(id);
    const isSourced = basis === 'sourced';
    const change = slope(time(less), time(more), isSourced && factors !== null ? factors : [0.7, 1.3]);
    if (Math.abs(change) >= 0.3) isStated = true;
    if (kind !== 'duration' && !kind.startsWith('time') && Math.abs(change) >= 0.05) isCounted = true;
    const total = Math.abs(change) * lag;
    const times = isSourced && kind === 'duration' ? total / microsOf(written) : 0;
    if (times >= 2) repeated.push({ total, times });
    if (isSourced && factors === null) continue;
    if (isRefused && !isSourced) isSet = true;
    if (less === null && more === null) continue;
    if (at !== null && [less, more].some((probe) => probe !== null && time(probe) === null)) isSet = true;
    const ranged = factors === null ? 0 : Math.log(factors[1] / factors[0]) / 2;
    const guessed = Math.log(isThreshold && Math.abs(change) < 0.3 ? 1.1 : 2);
    const spread = isSourced ? ranged : Math.max(guessed, ranged);
    effects.set(id, { move: change * lag, spread });
  }
  const [faster, units, led] = [time(probes.faster), time(probes.units), time(probes.lead)];
  const hidden = Math.max(
    at === null || faster === null ? 0 : Math.abs(faster - 0.8 * at) / 0.2,
    at === null || units === null || isStated ? 0 : Math.abs(at - units) / 0.2,
  );
  const agrees = (probe) => time(probe) !== null && Math.abs(time(probe) - observed) <= tolerance;
  return {
    ...comparison,
    observed,
    index,
    at,
    inputs,
    wait,
    lag,
    tolerance,
    effects,
    isSet,
    hidden,
    repeated:
      isCounted || sum(repeated.map(({ times }) => times)) <= 8 ? 0 : sum(repeated.map(({ total }) => total)),
    isFromStart:
      anchor === 0 &&
      at !== null &&
      led !== null &&
      (at + LEAD - led) / LEAD >= 0.3 &&
      probes.starts.every((id) => id === comparison.id),
    durations: slope(time(probes.shorter), time(probes.longer), [0.8, 1.25]),
    counts: slope(time(probes.fewer), time(probes.more), [0.8, 1.25]),
    wide: shareOf(probes.wide, agrees),
    seeds: shareOf(probes.seeds, agrees),
  };
}

/** How far a mark moves when an input is moved 3 minutes earlier, later, or both, as a share of the input's move. */
function shareOfShift(early, at, late) {
  if (early !== null && late !== null) return (late - early) / (6 * MINUTE);
  if (early !== null && at !== null) return (at - early) / (3 * MINUTE);
  return late !== null && at !== null ? (late - at) / (3 * MINUTE) : Number.NaN;
}

/** How far numbers without a source can move a mark, before and after taking earlier marks that agree into account. */
function freedom(own, all) {
  const ids = [...own.effects.keys()];
  const vector = ({ effects }) => ids.map((id) => (effects.get(id)?.move ?? 0) * own.effects.get(id).spread);
  const mine = vector(own);
  const prior = mine.reduce((sum, value) => sum + Math.abs(value), 0);
  const square = dot(mine, mine);
  const variance = square === 0 ? 0 : prior ** 2 / square;
  let covariance = ids.map((_id, i) => ids.map((__id, j) => (i === j ? variance : 0)));
  for (const other of all) {
    if (other === own || other.at === null || other.observed >= own.observed - MINUTE) continue;
    if (Math.abs(other.at - other.observed) > other.tolerance || own.at === null) continue;
    if (Math.abs(own.at - own.observed - (other.at - other.observed)) > own.tolerance) continue;
    const theirs = vector(other);
    const moved = covariance.map((row) => dot(row, theirs));
    const total = dot(theirs, moved) + other.tolerance ** 2;
    covariance = covariance.map((row, i) => row.map((value, j) => value - (moved[i] * moved[j]) / total));
  }
  const left = Math.sqrt(
    Math.max(
      0,
      dot(
        mine,
        covariance.map((row) => dot(row, mine)),
      ),
    ),
  );
  return { prior, freedom: left * Math.max(1, own.wait / own.lag) };
}

function labelOfMark(mark, counted, probes) {
  const { at, observed, tolerance, prior, wait, lag } = mark;
  if (at === null) return 'missed';
  const given = mark.inputs
    .filter(({ t, share }) => Math.abs(share) > 0.3 && t <= observed + tolerance)
    .sort((a, b) => b.t - a.t);
  if (prior <= MINUTE && given.some(({ t }) => Math.abs(at - t) < MINUTE)) return 'given';
  if (Math.abs(at - observed) > tolerance) return 'missed';
  if (counted.some((other) => isSame(mark, other, probes.wide))) return 'repeats';
  const isNear = ({ t }) => tolerance >= Math.abs(observed - t) / 2 && Math.abs(at - t) <= tolerance;
  if (given.some(isNear)) return 'given';
  if (mark.inputs.some(({ t, share }) => Math.abs(share) > 0.3 && t > observed + tolerance)) return 'given';
  const far = Math.max(lag, wait);
  const moves = (share) => Math.abs(share) * Math.log(2) * far > tolerance;
  const isHidden = mark.hidden >= 0.3 * far && moves(mark.hidden / far);
  if (mark.isSet || mark.freedom > tolerance || mark.seeds < 0.5 || isHidden) return 'set by numbers';
  if (mark.repeated * Math.log(2) > tolerance) return 'set by numbers';
  const isOwn = mark.isFromStart || moves(mark.durations) || moves(mark.counts) || mark.wide < 0.5;
  if (mark.freedom >= 0.7 * prior && isOwn) return 'set by numbers';
  const since = given.length === 0 ? wait : Math.abs(observed - given[0].t);
  return tolerance + mark.freedom >= since / 2 ? 'says little' : 'holds up';
}

/** True if two marks stay the same time apart, whatever the numbers are. */
function isSame(mark, other, wide) {
  const distance = mark.observed - other.observed;
  if (distance > 1.44 * mark.tolerance) return false;
  const pairs = wide.filter((probe) => probe?.[mark.index] != null && probe[other.index] != null);
  const same = pairs.filter(
    (probe) => Math.abs(probe[mark.index] - probe[other.index] - distance) <= mark.tolerance,
  );
  return pairs.length >= 3 && same.length >= 0.8 * pairs.length;
}

/** The label of a measure that is compared with an observed series. */
function labelOfCurve({ curve }, index, { base, narrow, wide, seeds, numbers, inputs }, known) {
  if (curve.isFitted) return 'set by numbers';
  const agrees = (probe) => probe?.[index] === true;
  if (!agrees(base)) return 'missed';
  if (curve.isInput) return 'given';
  const isRare = (runs) => runs.length > 0 && runs.filter(agrees).length < runs.length / 2;
  if ([seeds, narrow, wide].some(isRare)) return 'set by numbers';
  if (curve.isFlat) return 'says little';
  const breaks = (probe) => probe !== null && !agrees(probe);
  const isSourced = numbers.some(
    ({ id, less, more }) => known.get(id).basis === 'sourced' && (breaks(less) || breaks(more)),
  );
  if (isSourced || ![...narrow, ...wide].every(agrees)) return 'holds up';
  return inputs.some(({ without }) => breaks(without)) ? 'given' : 'cannot fail';
}

/** Labels of a period or a value. */
function labelOfFact(comparison, index, probes, known, counted) {
  const { kind, observed, until, within } = comparison;
  const { base, narrow, wide, inputs, seeds } = probes;
  const tolerance = within ?? 0.1 * Math.abs(observed);
  const agrees = (probe) => {
    const value = probe?.[index] ?? null;
    return kind === 'period' ? value === true : value !== null && Math.abs(value - observed) <= tolerance;
  };
  if (!agrees(base)) return 'missed';
  const breaking = inputs.filter(({ without }) => without !== null && !agrees(without));
  const isGiven = (end) => breaking.some(({ t }) => Math.abs(t - end) <= MINUTE);
  if (kind === 'period' && isGiven(observed) && isGiven(until)) return 'given';
  const ofInputs = inputs.flatMap(({ earlier, later, without }) => [earlier, later, without]);
  const ofNumbers = probes.numbers.flatMap(({ less, more }) => [less, more]);
  const changed = [...ofNumbers, ...narrow, ...wide, ...(kind === 'value' ? [] : ofInputs)];
  const all = [base, ...changed.filter((probe) => probe !== null)];
  if (counted.some((mark) => isRepeated(comparison, index, mark, all, agrees, tolerance))) return 'repeats';
  const sourced = probes.numbers.filter(
    ({ id, less, more }) =>
      known.get(id).basis === 'sourced' && [less, more].some((probe) => probe !== null && !agrees(probe)),
  );
  const never = [...narrow, ...wide].every(agrees);
  if (never && sourced.length === 0) return breaking.length === 0 ? 'cannot fail' : 'given';
  const isRare = shareOf(narrow, agrees) < 0.9 || shareOf(wide, agrees) < (sourced.length > 0 ? 2 / 3 : 0.9);
  if (shareOf(seeds, agrees) < 0.5 || isRare) return 'set by numbers';
  const moving = kind === 'value' ? ofInputs : [...ofInputs, probes.faster];
  const isMoved = moving.some((probe) => probe !== null && probe[index] !== base[index]);
  if (never && breaking.length === 0 && sourced.length === 1 && !isMoved) return 'given';
  return kind === 'value' && tolerance >= Math.abs(observed) / 2 ? 'says little' : 'holds up';
}

/** True if a period or value follows from the time of a mark in all runs. */
function isRepeated({ kind, observed, until }, index, mark, all, agrees, tolerance) {
  const time = (probe) => probe[mark.index] ?? Number.POSITIVE_INFINITY;
  if (kind === 'value') {
    const points = all.flatMap((probe) =>
      probe[mark.index] === null || probe[index] === null ? [] : [[probe[mark.index], probe[index]]],
    );
    if (points.length === 0) return false;
    const [t0, v0] = points[0];
    const [t1, v1] = points.reduce((a, b) => (Math.abs(b[0] - t0) > Math.abs(a[0] - t0) ? b : a));
    if (Math.abs(t1 - t0) <= MINUTE || Math.abs(v1 - v0) <= tolerance / 2) return false;
    return points.every(([t, v]) => Math.abs(v - v0 - ((t - t0) * (v1 - v0)) / (t1 - t0)) <= tolerance / 2);
  }
  const isSame = (bound, expected) => {
    const clear = all.filter((probe) => Math.abs(time(probe) - bound) > MINUTE);
    return !clear.every(agrees) && clear.every((probe) => agrees(probe) === expected(time(probe)));
  };
  return isSame(observed, (t) => t < observed) || isSame(until, (t) => t > until);
}

function shareOf(probes, agrees) {
  return probes.length === 0 ? 1 : probes.filter(agrees).length / probes.length;
}

const UNITS = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };

/** The first duration in a text like `1m30s, 2m`. */
function microsOf(written) {
  const [first] = written.split(',');
  return sum([...first.matchAll(/([\d.]+)(us|ms|[smhd])/g)].map(([, n, unit]) => Number(n) * UNITS[unit]));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const { scenarios } = JSON.parse(readFileSync(argv[2], 'utf8'));
  for (const { result } of scenarios) {
    const { comparisons } = result.validation;
    relabel(result.validation).forEach((label, i) => {
      const same =
        label === comparisons[i].label ? 'as on the page' : `the page says "${comparisons[i].label}"`;
      stdout.write(`${result.scenario} ${comparisons[i].id}: ${label} (${same})\n`);
    });
  }
}

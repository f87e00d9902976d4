// Recomputes the labels of comparisons from a write-up's JSON: `node relabel.mjs incidents/ID.json`.
// It needs nothing but Node. The method is described in the guide "How far to trust a model".
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';

const MINUTE = 60e6;

/** The labels of a scenario's comparisons, from its probes alone. `validation` is that of a Result. */
export function relabel({ comparisons, numbers, probes }) {
  if (probes === null) return [];
  const known = new Map(numbers.map((number) => [number.id, number]));
  const marks = comparisons.flatMap((one, i) =>
    one.kind === 'mark' ? [dependence(one, i, probes, known)] : [],
  );
  for (const mark of marks) Object.assign(mark, freedom(mark, marks));
  const counted = [];
  return comparisons.map((one, i) => {
    if (one.kind !== 'mark') return labelOfFact(one, i, probes);
    const mark = marks.find(({ index }) => index === i);
    const label = labelOfMark(mark, counted, probes);
    if (label !== 'missed' && label !== 'repeats') counted.push(mark);
    return label;
  });
}

/** What a mark's time depends on. */
function dependence(comparison, index, probes, known) {
  const time = (probe) => probe?.[index] ?? null;
  const at = time(probes.base);
  const reached = at ?? comparison.observed;
  const inputs = probes.inputs.map(({ t, earlier, later }) => {
    const [early, late] = [time(earlier), time(later)];
    return { t, share: early === null || late === null ? Number.NaN : (late - early) / (6 * MINUTE) };
  });
  const anchor = Math.max(
    0,
    ...inputs.filter(({ t, share }) => share >= 0.3 && t <= reached + MINUTE).map(({ t }) => t),
  );
  const wait = Math.abs(comparison.observed - anchor);
  const lag = Math.max(MINUTE, Math.abs(reached - anchor));
  const tolerance = comparison.within ?? Math.max(MINUTE, 0.1 * wait);
  const slope = (less, more, [low, high]) => {
    if (less !== null && more !== null) return (more - less) / Math.log(high / low) / lag;
    if (less !== null && at !== null) return (less - at) / Math.log(low) / lag;
    return more !== null && at !== null ? (more - at) / Math.log(high) / lag : 0;
  };
  const effects = new Map();
  let isLost = false;
  for (const { id, less, more } of probes.numbers) {
    const { basis, isThreshold } = known.get(id);
    if (less === null || more === null || basis === 'sourced') continue;
    if (at !== null && (time(less) === null || time(more) === null)) isLost = true;
    const spread = Math.log(isThreshold ? 1.1 : 2);
    effects.set(id, slope(time(less), time(more), [0.7, 1.3]) * lag * spread);
  }
  const agrees = (probe) => time(probe) !== null && Math.abs(time(probe) - comparison.observed) <= tolerance;
  return {
    ...comparison,
    index,
    at,
    inputs,
    wait,
    lag,
    tolerance,
    effects,
    isLost,
    scale: slope(time(probes.shorter), time(probes.longer), [0.8, 1.25]),
    wide: shareOf(probes.wide, agrees),
  };
}

/** How far numbers without a source can move a mark, before and after earlier marks that agree are known. */
function freedom(own, all) {
  const ids = [...new Set(all.flatMap(({ effects }) => [...effects.keys()]))];
  const vector = ({ effects }) => ids.map((id) => effects.get(id) ?? 0);
  const mine = vector(own);
  const prior = mine.reduce((sum, value) => sum + Math.abs(value), 0);
  const square = dot(mine, mine);
  const variance = square === 0 ? 0 : prior ** 2 / square;
  let covariance = ids.map((_id, i) => ids.map((__id, j) => (i === j ? variance : 0)));
  for (const other of all) {
    if (other === own || other.at === null || other.observed >= own.observed - MINUTE) continue;
    if (Math.abs(other.at - other.observed) > other.tolerance) continue;
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
  if (prior <= MINUTE && given.some(({ t }) => Math.abs(at - t) < MINUTE)) return 'put in';
  if (Math.abs(at - observed) > tolerance) return 'missed';
  if (counted.some((other) => isSame(mark, other, probes.wide))) return 'repeats';
  const isNear = ({ t }) => tolerance >= Math.abs(observed - t) / 2 && Math.abs(at - t) <= tolerance;
  if (given.some(isNear)) return 'put in';
  const isPinned = mark.freedom < 0.7 * prior;
  const isOwnTime = Math.abs(mark.scale) * Math.log(2) * Math.max(lag, wait) > tolerance;
  if (mark.isLost || mark.freedom > tolerance) return 'set by numbers';
  if (!isPinned && (isOwnTime || mark.wide < 0.5)) return 'set by numbers';
  const since = given.length === 0 ? wait : Math.abs(observed - given[0].t);
  return tolerance >= since / 2 ? 'says little' : 'holds up';
}

/** True if two marks keep their distance, whatever the numbers are. */
function isSame(mark, other, wide) {
  const distance = mark.observed - other.observed;
  if (distance > 1.44 * mark.tolerance) return false;
  const pairs = wide.filter((probe) => probe?.[mark.index] != null && probe[other.index] != null);
  const same = pairs.filter(
    (probe) => Math.abs(probe[mark.index] - probe[other.index] - distance) <= mark.tolerance,
  );
  return pairs.length >= 3 && same.length >= 0.8 * pairs.length;
}

/** Labels of a period or a value. */
function labelOfFact(comparison, index, { base, narrow, wide, inputs }) {
  const { kind, observed, until, within } = comparison;
  const tolerance = within ?? 0.1 * Math.abs(observed);
  const agrees = (probe) => {
    const value = probe?.[index] ?? null;
    return kind === 'period' ? value === true : value !== null && Math.abs(value - observed) <= tolerance;
  };
  if (!agrees(base)) return 'missed';
  const breaking = inputs.filter(({ without }) => without !== null && !agrees(without));
  if (breaking.length === 0 && [...narrow, ...wide].every(agrees)) return 'cannot fail';
  if (shareOf(narrow, agrees) < 0.5 || shareOf(wide, agrees) < 0.5) return 'set by numbers';
  const isGiven = (end) => breaking.some(({ t }) => Math.abs(t - end) <= MINUTE);
  if (kind === 'period' && isGiven(observed) && isGiven(until)) return 'put in';
  return kind === 'value' && tolerance >= Math.abs(observed) / 2 ? 'says little' : 'holds up';
}

function shareOf(probes, agrees) {
  return probes.length === 0 ? 1 : probes.filter(agrees).length / probes.length;
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

import type { MarkResult, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import type { Micros } from '../result-units.ts';
import { humanDuration } from '../time/duration.ts';
import { type Difference, difference, type Place, pair } from './difference.ts';

/** What two runs of one variant give that differs: marks, impact, verdicts, recovery. */
export function compareRuns(place: Place, before: Run, after: Run): Difference[] {
  return [
    ...marks(place, before, after),
    ...services(place, before, after),
    ...properties(place, before, after),
    ...facts(place, before, after),
    ...recovery(place, before, after),
  ];
}

/** Claims of the write-up about a run or a search: turned, new and gone. */
export function compareClaims(
  place: Place,
  before: Pick<Run, 'expectations'>,
  after: Pick<Run, 'expectations'>,
): Difference[] {
  const { both, removed, added } = pair(before.expectations, after.expectations, ({ claim }) => claim);
  return [
    ...both
      .filter(([a, b]) => a.met !== b.met)
      .map(([a, b]) => difference(place, 'claim-turned', a.claim, a.found, b.found)),
    ...removed.map(({ claim, found }) => difference(place, 'claim-removed', claim, found, null)),
    ...added.map(({ claim, found }) => difference(place, 'claim-added', claim, null, found)),
  ];
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

/** Time that a service spent in impact. */
export function impactTime({ windows }: ServiceResult, end: Micros): Micros {
  return windows.reduce((sum, { from, to }) => sum + (to ?? end) - from, 0);
}

function inImpact(length: Micros): string {
  return length === 0 ? 'no impact' : `${humanDuration(length)} of impact`;
}

function failures({ failed, requests }: ServiceResult): string {
  return `${Math.round(failed)} of ${Math.round(requests)} requests failed`;
}

function properties(place: Place, before: Run, after: Run): Difference[] {
  return pair(before.properties, after.properties, ({ name, kind }) => `${kind} ${name}`).both.flatMap(
    ([a, b]) => {
      if (a.verdict === b.verdict) return [];
      return [
        difference(place, 'verdict-turned', a.name, `${a.verdict} in the run`, `${b.verdict} in the run`),
      ];
    },
  );
}

function facts(place: Place, before: Run, after: Run): Difference[] {
  return pair(before.facts, after.facts, ({ id }) => id).both.flatMap(([a, b]) => {
    if (a.verdict === b.verdict) return [];
    return [difference(place, 'fact-turned', a.id, `the model ${a.verdict}`, `the model ${b.verdict}`)];
  });
}

function recovery(place: Place, before: Run, after: Run): Difference[] {
  const [a, b] = [before.recovery, after.recovery];
  if (a === null || b === null) return [];
  if (a.metastable !== b.metastable) {
    const words = (metastable: boolean): string =>
      metastable
        ? 'it does not come back when the trigger is gone'
        : 'it comes back when the trigger is gone';
    return [difference(place, 'metastability-turned', null, words(a.metastable), words(b.metastable))];
  }
  if (a.recoveredAfter === b.recoveredAfter) return [];
  const words = (after: Micros | null): string =>
    after === null ? 'not by the end of the run' : `${humanDuration(after)} after the trigger began`;
  const size = Math.abs((a.recoveredAfter ?? 0) - (b.recoveredAfter ?? 0));
  return [
    difference(place, 'recovery-changed', null, words(a.recoveredAfter), words(b.recoveredAfter), size),
  ];
}

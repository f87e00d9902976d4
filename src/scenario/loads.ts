import type { Clock, Micros } from '../result.ts';
import { DAY, HOUR, MINUTE } from '../time/duration.ts';
import { nearest } from '../yaml/suggest.ts';
import { checkAsking } from './asking.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { RawScenario } from './schema.ts';
import type { RawLoad } from './schema-service.ts';
import type { Load, Profile } from './service.ts';
import { DOUBLE } from './types.ts';

/** Microseconds by which a zone's wall clock is ahead of UTC at an instant. */
export type OffsetAt = (zone: string, epoch: number) => number;

/** What places a profile on simulated time. */
export interface Timing {
  readonly clock: Clock | null;
  readonly until: Micros | null;
  readonly offsetAt: OffsetAt;
}

/** Who asks the services, and how often. */
export function checkLoads(context: Context, raw: RawScenario, scope: Scope, timing: Timing): Load[] {
  const services = Object.keys(raw.services ?? {});
  const seen = new Set<string>();
  return (raw.load ?? []).flatMap((load, i): Load[] => {
    const path = ['load', i];
    const span = context.span([...path, 'id']);
    if (seen.has(load.id)) context.report(say.duplicateName(span, load.id, 'a load'));
    seen.add(load.id);
    if (!services.includes(load.to)) {
      const near = nearest(load.to, services);
      context.report(say.unknownThing(context.span([...path, 'to']), load.to, 'service', near));
    }
    const at = [...path, 'arrivals', 'rate'];
    const rate = context.expr(at, scope, DOUBLE);
    const asks = checkAsking(context, path, load, scope, { to: load.to, span });
    if (rate === null) return [];
    if (rate.op === 'literal' && (rate.value as number) < 0) {
      context.report(say.badRate(context.span(at), context.text(at)));
    }
    const name = `${load.id}.rate`;
    const field = scope.names.fields.get(name);
    return [
      {
        id: load.id,
        to: load.to,
        dist: load.arrivals.dist,
        rate: field === undefined ? rate : { op: 'state', name, old: false, type: field, span: rate.span },
        profile: checkProfile(context, [...path, 'arrivals', 'profile'], load.arrivals.profile, timing),
        scale: load.scale ?? 1,
        asks,
        span,
      },
    ];
  });
}

const CLOCK_TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MOST_POINTS = 20_000;

/** The factors of every day of the run, at the wall clock's time in its zone. */
function checkProfile(
  context: Context,
  path: Path,
  raw: RawLoad['arrivals']['profile'],
  { clock, until, offsetAt }: Timing,
): Profile | null {
  if (raw === undefined) return null;
  if (clock === null) return context.report(say.needsClock(context.keySpan(path)));
  const points: { time: Micros; times: number }[] = [];
  for (const [i, { at, times }] of raw.entries()) {
    const found = CLOCK_TIME.exec(at.trim());
    const time = found === null ? -1 : Number(found[1]) * HOUR + Number(found[2]) * MINUTE;
    const span = context.span([...path, i, 'at']);
    if (found === null) context.report(say.profile(span, `\`${at}\` is no time of day`, "write '06:30'"));
    else if (time <= (points.at(-1)?.time ?? -1)) {
      context.report(say.profile(span, 'the times of a profile rise', 'begin with the earliest of the day'));
    } else points.push({ time, times });
  }
  const days = Math.ceil((until ?? 0) / DAY) + 3;
  if (days * points.length > MOST_POINTS) {
    const what = 'points of a profile in one run';
    return context.report(say.tooMany(context.keySpan(path), days * points.length, what, MOST_POINTS));
  }
  return onSimulatedTime(points, clock, days, offsetAt);
}

/** Places the points of each day, from the day before the run to the day after it. */
function onSimulatedTime(
  points: readonly { time: Micros; times: number }[],
  { zone, epoch }: Clock,
  days: number,
  offsetAt: OffsetAt,
): Profile {
  const at: Micros[] = [];
  const times: number[] = [];
  const today = Math.floor((epoch + offsetAt(zone, epoch)) / DAY) * DAY;
  for (let day = -1; day < days - 1; day++) {
    for (const point of points) {
      const wall = today + day * DAY + point.time;
      // Where clocks go forward the time does not exist, and the offset before the change places it behind.
      const utc = wall - offsetAt(zone, wall - offsetAt(zone, wall));
      const moment = utc - epoch;
      if (moment <= (at.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
      at.push(moment);
      times.push(point.times);
    }
  }
  return { at, times };
}

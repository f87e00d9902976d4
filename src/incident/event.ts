import type { Micros } from '../result.ts';
import { MINUTE } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import { type Incident, MOMENTS } from './incident.ts';
import type { TimelineEntry } from './timeline.ts';

/** An incident to scale: stated periods of impact, key moments and responses. Times are relative to the start. */
export interface EventScale {
  readonly from: Micros;
  readonly to: Micros;
  /** Bars, sorted by start. Empty if no period is stated. */
  readonly bars: readonly EventBar[];
  /** Number of services or groups of people that have a stated period but no bar. */
  readonly moreBars: number;
  /** Key moments, sorted by time. */
  readonly moments: readonly EventMoment[];
  /** Times of responses that aren't key moments, so they have no labels. */
  readonly responses: readonly Micros[];
}

/** Stated periods of impact on one service or group of people. */
export interface EventBar {
  readonly name: string;
  readonly pieces: readonly { readonly from: Micros; readonly to: Micros }[];
}

export interface EventMoment {
  readonly t: Micros;
  /** The moment's label. Example: `Cause known`. */
  readonly label: string;
}

/** Maximum number of bars. More would push the text below the first screen. */
const MOST_BARS = 6;

/** A time in the front matter and a key moment count as one event if they're this close together. */
const SAME: Micros = MINUTE;

const LABELS: Readonly<Record<(typeof MOMENTS)[number], string>> = {
  started_at: 'Started',
  detected_at: 'Detected',
  acknowledged_at: 'Acknowledged',
  identified_at: 'Cause known',
  mitigated_at: 'Mitigated',
  resolved_at: 'Resolved',
};

/** The data for the event figure. Null if the incident has only one point in time. */
export function eventScale(incident: Incident, timeline: readonly TimelineEntry[]): EventScale | null {
  const start = parseInstant(incident.started_at) ?? 0;
  const since = (at: string | null): Micros | null => {
    const epoch = at === null ? null : parseInstant(at);
    return epoch === null ? null : epoch - start;
  };
  const all = barsOf(incident, since);
  const bars = all.slice(0, MOST_BARS).sort((a, b) => a.pieces[0]!.from - b.pieces[0]!.from);
  const moments = momentsOf(incident, timeline, since);
  const ends = bars.flatMap(({ pieces }) => pieces.flatMap(({ from, to }) => [from, to]));
  const from = Math.min(0, ...ends);
  const to = Math.max(...ends, ...moments.map(({ t }) => t));
  if (to <= from) return null;
  const isShown = (t: Micros): boolean => t >= from && t <= to;
  const responses = timeline
    .filter(({ kind, moment }) => kind === 'response' && moment === null)
    .map(({ epoch }) => epoch - start)
    .filter((t) => isShown(t) && !moments.some((moment) => Math.abs(moment.t - t) < SAME));
  return {
    from,
    to,
    bars,
    moreBars: all.length - bars.length,
    moments: moments.filter(({ t }) => isShown(t)),
    responses,
  };
}

/** Stated periods by name, in the order of the front matter. A note in parentheses isn't part of the name. */
function barsOf(incident: Incident, since: (at: string | null) => Micros | null): EventBar[] {
  const byName = new Map<string, { from: Micros; to: Micros }[]>();
  for (const row of incident.impact) {
    const [from, to] = [since(row.from), since(row.to)];
    if (from === null || to === null || to <= from) continue;
    const written = row.service ?? row.who ?? '';
    const name = written.replace(/\s*\([^)]*\)$/, '') || written;
    byName.set(name, [...(byName.get(name) ?? []), { from, to }]);
  }
  return [...byName].map(([name, pieces]) => ({ name, pieces: merged(pieces) }));
}

/** Sorts the pieces and merges those that overlap. */
function merged(pieces: readonly { from: Micros; to: Micros }[]): { from: Micros; to: Micros }[] {
  const out: { from: Micros; to: Micros }[] = [];
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && piece.from <= last.to) last.to = Math.max(last.to, piece.to);
    else out.push({ ...piece });
  }
  return out;
}

function momentsOf(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  since: (at: string | null) => Micros | null,
): EventMoment[] {
  const marked = timeline.flatMap(({ at, moment }): EventMoment[] => {
    const t = since(at);
    return t === null || moment === null ? [] : [{ t, label: moment }];
  });
  const key = MOMENTS.flatMap((name): EventMoment[] => {
    const t = since(incident[name]);
    const isMarked = t === null || marked.some((one) => Math.abs(one.t - t) < SAME);
    return isMarked ? [] : [{ t, label: LABELS[name] }];
  });
  const byTime = new Map<Micros, string[]>();
  for (const { t, label } of [...key, ...marked]) byTime.set(t, [...(byTime.get(t) ?? []), label]);
  return [...byTime].map(([t, labels]) => ({ t, label: labels.join(', ') })).sort((a, b) => a.t - b.t);
}

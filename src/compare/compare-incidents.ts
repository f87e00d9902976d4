import { type Action, type Incident, MOMENTS } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { type Difference, difference, type Place, pair } from './difference.ts';

/** What of the front matter is compared by kind; everything else is told as changed, key by key. */
const TOLD_APART = new Set<string>([...MOMENTS, 'severity', 'status', 'visibility', 'actions', 'impact']);

/** What two versions of a write-up's front matter say differently. */
export function compareFrontMatter(place: Place, before: Incident, after: Incident): Difference[] {
  const out: Difference[] = [];
  const single = (
    kind: 'moment-changed' | 'severity-changed' | 'status-changed' | 'visibility-changed',
    key: keyof Incident,
  ): void => {
    const [a, b] = [textOf(before[key]), textOf(after[key])];
    if (a !== b) out.push(difference(place, kind, key, a, b));
  };
  for (const moment of MOMENTS) single('moment-changed', moment);
  single('severity-changed', 'severity');
  single('status-changed', 'status');
  single('visibility-changed', 'visibility');
  out.push(...compareActions(place, before.actions, after.actions));
  const [was, is] = [JSON.stringify(before.impact), JSON.stringify(after.impact)];
  if (was !== is) {
    const rows = ({ impact }: Incident): string => `${impact.length} rows`;
    out.push(difference(place, 'impact-record-changed', null, rows(before), rows(after)));
  }
  for (const key of Object.keys(after) as (keyof Incident)[]) {
    if (TOLD_APART.has(key) || JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    out.push(difference(place, 'front-matter-changed', key, textOf(before[key]), textOf(after[key])));
  }
  return out;
}

function compareActions(place: Place, before: readonly Action[], after: readonly Action[]): Difference[] {
  const { both, removed, added } = pair(before, after, ({ id }) => id);
  return [
    ...removed.map((one) => difference(place, 'action-removed', one.id, actionText(one), null)),
    ...added.map((one) => difference(place, 'action-added', one.id, null, actionText(one))),
    ...both.flatMap(([a, b]) =>
      (Object.keys(b) as (keyof Action)[]).flatMap((key) => {
        const [was, is] = [textOf(a[key]), textOf(b[key])];
        return was === is ? [] : [difference(place, 'action-changed', `${a.id}: ${key}`, was, is)];
      }),
    ),
  ];
}

function actionText({ title, status, owner, due }: Action): string {
  return [title, status, owner, due === null ? null : `due ${due}`]
    .filter((part) => part !== null)
    .join(', ');
}

/** Entries of the record: new, gone, at another time, or saying something else. */
export function compareTimelines(
  place: Place,
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): Difference[] {
  const { both, removed, added } = pair(before, after, ({ id }) => id);
  const whole = ({ at, text }: TimelineEntry): string => `${at} ${text}`;
  return [
    ...removed.map((one) => difference(place, 'entry-removed', one.id, whole(one), null)),
    ...added.map((one) => difference(place, 'entry-added', one.id, null, whole(one))),
    ...both.flatMap(([a, b]): Difference[] => {
      if (a.epoch !== b.epoch) {
        return [difference(place, 'entry-moved', a.id, a.at, b.at, Math.abs(b.epoch - a.epoch))];
      }
      const said = (entry: TimelineEntry): string => JSON.stringify({ ...entry, at: null });
      return said(a) === said(b)
        ? []
        : [difference(place, 'entry-changed', a.id, entryText(a), entryText(b))];
    }),
  ];
}

function entryText({ text, kind, evidence, basis }: TimelineEntry): string {
  return [text, kind, basis, evidence?.title ?? evidence?.url ?? 'no evidence'].join(', ');
}

/** A value of the front matter as words; null where there is none. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length === 0 ? null : value.join('; ');
  }
  return JSON.stringify(value);
}

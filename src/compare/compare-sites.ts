import { type Action, type Incident, MOMENTS } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { compareResults } from './compare-results.ts';
import {
  type Difference,
  difference,
  type IncidentSnapshot,
  type PageSnapshot,
  type Place,
  pair,
  ranked,
  type ScenarioSnapshot,
  type SiteSnapshot,
} from './difference.ts';
import { compareProse } from './prose.ts';

/** Results published by an earlier build, possibly with another engine, by slug and scenario. */
export type PublishedResults = ReadonlyMap<string, ReadonlyMap<string, Result>>;

/**
 * The differences between two versions of a site, most important first.
 *
 * @param published results published for the earlier version. If another engine computed them, differences from this
 * engine's results for the same text have `cause: 'engine'`.
 */
export function compareSites(
  before: SiteSnapshot,
  after: SiteSnapshot,
  published: PublishedResults = new Map(),
): Difference[] {
  const { both, removed, added } = pair(before.incidents, after.incidents, ({ slug }) => slug);
  const at = (incident: string): Place => ({ incident, scenario: null, variant: null, cause: 'text' });
  return ranked([
    ...removed.map((one) => difference(at(one.slug), 'incident-removed', null, titleOf(one), null)),
    ...added.map((one) => difference(at(one.slug), 'incident-added', null, null, titleOf(one))),
    ...added.flatMap((one) =>
      one.page === null ? [difference(at(one.slug), 'incident-broken', null, null, errorsOf(one))] : [],
    ),
    ...both.flatMap(([a, b]) => compareIncidents(at(a.slug), a, b)),
    ...before.incidents.flatMap((one) => engineDifferences(at(one.slug), one, published.get(one.slug))),
  ]);
}

function compareIncidents(place: Place, before: IncidentSnapshot, after: IncidentSnapshot): Difference[] {
  if (after.page === null) {
    return before.page === null
      ? [difference(place, 'incident-not-compared', null, null, errorsOf(after))]
      : [difference(place, 'incident-broken', null, null, errorsOf(after))];
  }
  if (before.page === null) {
    return [difference(place, 'incident-fixed', null, errorsOf(before), null)];
  }
  return comparePages(place, before.page, after.page);
}

function comparePages(place: Place, before: PageSnapshot, after: PageSnapshot): Difference[] {
  const scenarios = pair(before.scenarios, after.scenarios, ({ id }) => id);
  const found = [
    ...compareFrontMatter(place, before.incident, after.incident),
    ...compareTimelines(place, before.timeline, after.timeline),
    ...scenarios.removed.map(({ id, title }) => difference(place, 'scenario-removed', id, title, null)),
    ...scenarios.added.map(({ id, title }) => difference(place, 'scenario-added', id, null, title)),
    ...scenarios.both.flatMap(([a, b]) => compareScenarios({ ...place, scenario: a.id }, a, b)),
  ];
  for (const change of compareProse(before.prose, after.prose)) {
    found.push(difference(place, 'prose-changed', null, change.before, change.after));
  }
  return found;
}

function compareScenarios(place: Place, before: ScenarioSnapshot, after: ScenarioSnapshot): Difference[] {
  const found = compareResults(place, before.result, after.result);
  if (found.length > 0 || before.text === after.text) return found;
  return [difference(place, 'scenario-text-changed', null, null, null)];
}

function engineDifferences(
  place: Place,
  { page }: IncidentSnapshot,
  published: ReadonlyMap<string, Result> | undefined,
): Difference[] {
  return (page?.scenarios ?? []).flatMap(({ id, result }) => {
    const old = published?.get(id);
    if (old === undefined || old.engine === result.engine) return [];
    return compareResults({ ...place, scenario: id, cause: 'engine' }, old, result);
  });
}

function titleOf({ page, slug }: IncidentSnapshot): string {
  return page?.incident.title ?? slug;
}

function errorsOf({ errors }: IncidentSnapshot): string {
  const [first] = errors;
  return errors.length === 0
    ? "it can't be built"
    : `${errors.length} ${errors.length === 1 ? 'error' : 'errors, the first'}: ${first}`;
}

/** Front matter keys with their own kinds of differences. All other keys are compared as values. */
const SEPARATE_KEYS = new Set<string>([...MOMENTS, 'severity', 'status', 'visibility', 'actions', 'impact']);

function compareFrontMatter(place: Place, before: Incident, after: Incident): Difference[] {
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
    const rows = ({ impact }: Incident): string => `${impact.length} ${impact.length === 1 ? 'row' : 'rows'}`;
    out.push(difference(place, 'impact-record-changed', null, rows(before), rows(after)));
  }
  for (const key of Object.keys(after) as (keyof Incident)[]) {
    if (SEPARATE_KEYS.has(key) || JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
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

function compareTimelines(
  place: Place,
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): Difference[] {
  const { both, removed, added } = pair(before, after, ({ id }) => id);
  const whole = ({ at, latest, text, observed }: TimelineEntry): string =>
    [
      latest === null ? at : `${at} to ${latest}`,
      text,
      ...(observed === null ? [] : [valueText(observed)]),
    ].join(' ');
  return [
    ...removed.map((one) => difference(place, 'entry-removed', one.id, whole(one), null)),
    ...added.map((one) => difference(place, 'entry-added', one.id, null, whole(one))),
    ...both.flatMap(([a, b]): Difference[] => {
      if (a.epoch !== b.epoch) {
        return [difference(place, 'entry-moved', a.id, a.at, b.at, Math.abs(b.epoch - a.epoch))];
      }
      const changed = changedFields(a, b);
      if (changed.length === 0) return [];
      const side = (index: 1 | 2): string => changed.map((one) => one[index]).join(', ');
      return [difference(place, 'entry-changed', a.id, side(1), side(2))];
    }),
  ];
}

/** Fields that differ between two timeline entries, except the time: key, value before and value after. */
function changedFields(before: TimelineEntry, after: TimelineEntry): [string, string, string][] {
  const keys = Object.keys(after) as (keyof TimelineEntry)[];
  return keys.flatMap((key): [string, string, string][] => {
    if (key === 'at' || key === 'epoch') return [];
    const [was, is] = [fieldText(key, before[key]), fieldText(key, after[key])];
    return was === is ? [] : [[key, was, is]];
  });
}

function fieldText(key: keyof TimelineEntry, value: TimelineEntry[keyof TimelineEntry]): string {
  if (key === 'text' && typeof value === 'string') return value;
  if (key === 'within' && typeof value === 'number') return `within ${humanDuration(value)}`;
  if (key === 'observed' && value !== null) return valueText(value as NonNullable<TimelineEntry['observed']>);
  if (key === 'latest' && typeof value === 'string') return `at the latest ${value}`;
  const isEvidence = typeof value === 'object' && value !== null && 'url' in value;
  const text = isEvidence ? (value.title ?? value.url) : textOf(value);
  return text === null ? `no ${key}` : `${key} ${text}`;
}

/** An observed value with its unit and tolerance. */
function valueText({ value, type, unit, within }: NonNullable<TimelineEntry['observed']>): string {
  const words = (amount: number): string => (type === 'duration' ? humanDuration(amount) : String(amount));
  const tolerance = within === null ? '' : ` ± ${words(within)}`;
  return `value ${words(value)}${tolerance}${unit === null ? '' : ` ${unit}`}`;
}

/** A front matter value as text, or null. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length === 0 ? null : value.join('; ');
  }
  return JSON.stringify(value);
}

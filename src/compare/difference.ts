import type { Incident } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';

/** Kinds of differences, most important first. Reports use this order. */
export const KINDS = [
  'incident-broken',
  'incident-not-compared',
  'incident-fixed',
  'tolerance-widened',
  'tolerance-removed',
  'tolerance-added',
  'label-changed',
  'effect-changed',
  'unsourced-number',
  'verdict-changed',
  'claim-changed',
  'fact-changed',
  'metastability-changed',
  'impact-changed',
  'failures-changed',
  'outcome-changed',
  'curve-changed',
  'mark-appeared',
  'mark-disappeared',
  'mark-moved',
  'recovery-changed',
  'spread-changed',
  'incident-added',
  'incident-removed',
  'moment-changed',
  'severity-changed',
  'status-changed',
  'visibility-changed',
  'action-added',
  'action-removed',
  'action-changed',
  'scenario-added',
  'scenario-removed',
  'variant-added',
  'variant-removed',
  'claim-added',
  'claim-removed',
  'tolerance-narrowed',
  'constant-changed',
  'assumption-added',
  'assumption-removed',
  'states-changed',
  'entry-added',
  'entry-removed',
  'entry-moved',
  'entry-changed',
  'impact-record-changed',
  'front-matter-changed',
  'scenario-text-changed',
  'prose-changed',
] as const;

export type DifferenceKind = (typeof KINDS)[number];

/** One difference between two versions of a site. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** The write-up's slug. */
  readonly incident: string;
  readonly scenario: string | null;
  readonly variant: string | null;
  /** What differs: the id of a mark, action, entry, or property, the name of a service, or a front matter key. */
  readonly subject: string | null;
  /** The value as text; null if there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** `engine`: the text is the same, but a different engine version computes a different result. */
  readonly cause: 'text' | 'engine';
  /** Differences of the same kind are sorted by this value, largest first. */
  readonly size: number;
}

/** The location of a difference on the site, and its cause. */
export interface Place {
  readonly incident: string;
  readonly scenario: string | null;
  readonly variant: string | null;
  readonly cause: 'text' | 'engine';
}

export function difference(
  place: Place,
  kind: DifferenceKind,
  subject: string | null,
  before: string | null,
  after: string | null,
  size = 0,
): Difference {
  return { kind, ...place, subject, before, after, size };
}

/** Sorts by kind, then by size, then by place. Differences at the same place keep their order. */
export function ranked(differences: readonly Difference[]): Difference[] {
  const key = (one: Difference): string =>
    [one.incident, one.scenario ?? '', one.variant ?? '', one.subject ?? ''].join('\u0000');
  const byKey = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...differences].sort(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.size - a.size || byKey(key(a), key(b)),
  );
}

/** Items in two lists, paired by key. */
export interface Paired<T> {
  readonly both: readonly (readonly [T, T])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** Pairs the items in two lists by key. If a key repeats, its first item is used. */
export function pair<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Paired<T> {
  const old = firstByKey(before, keyOf);
  const fresh = firstByKey(after, keyOf);
  return {
    both: [...old].flatMap(([key, item]) => (fresh.has(key) ? [[item, fresh.get(key)!] as const] : [])),
    removed: [...old].flatMap(([key, item]) => (fresh.has(key) ? [] : [item])),
    added: [...fresh].flatMap(([key, item]) => (old.has(key) ? [] : [item])),
  };
}

function firstByKey<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const out = new Map<string, T>();
  for (const item of items) if (!out.has(keyOf(item))) out.set(keyOf(item), item);
  return out;
}

/** A site to compare: its write-ups and the results of their scenarios. */
export interface SiteSnapshot {
  readonly incidents: readonly IncidentSnapshot[];
}

export interface IncidentSnapshot {
  readonly slug: string;
  /** Null if the write-up has errors. */
  readonly page: PageSnapshot | null;
  /** Error messages, each as `code: message`. */
  readonly errors: readonly string[];
}

export interface PageSnapshot {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly ScenarioSnapshot[];
  /** The Markdown after the front matter, without scenarios and timelines, which are compared separately. */
  readonly prose: string;
}

export interface ScenarioSnapshot {
  readonly id: string;
  readonly title: string;
  /** The block's text. */
  readonly text: string;
  readonly result: Result;
}

import type { Incident } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';

/** What kinds of differences there are, the weightiest first: reports are ranked by this order. */
export const KINDS = [
  'incident-broken',
  'incident-not-compared',
  'incident-mended',
  'verdict-turned',
  'claim-turned',
  'fact-turned',
  'metastability-turned',
  'impact-changed',
  'failures-changed',
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

/** One difference in substance between two versions of a site. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Slug of the write-up. */
  readonly incident: string;
  readonly scenario: string | null;
  readonly variant: string | null;
  /** What differs: the id of a mark, action, entry or property, the name of a service, the key of the front matter. */
  readonly subject: string | null;
  /** As words; null where there was, or is, nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** `engine`: the text is as it was, another version of the engine gives another result. */
  readonly cause: 'text' | 'engine';
  /** How much, for the order among those of one kind; larger is told first. */
  readonly size: number;
}

/** Where in the site a difference lies, which all differences found there share. */
export interface Place {
  readonly incident: string;
  readonly scenario: string | null;
  readonly variant: string | null;
  readonly cause: 'text' | 'engine';
}

/** Makes a difference at a place. */
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

/** Weightiest first; those of one kind by size, then by where they stand. */
export function ranked(differences: readonly Difference[]): Difference[] {
  const key = (one: Difference): string =>
    [one.incident, one.scenario ?? '', one.variant ?? '', one.subject ?? ''].join('\u0000');
  return [...differences].sort(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.size - a.size || (key(a) < key(b) ? -1 : 1),
  );
}

/** What two lists with keys share and what only one of them has. */
export interface Paired<T> {
  readonly both: readonly (readonly [T, T])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** Pairs the items of two lists by key; of several with one key the first counts. */
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

/** A site as a comparison sees it: its write-ups with all that their scenarios gave. */
export interface SiteSnapshot {
  readonly incidents: readonly IncidentSnapshot[];
}

/** One write-up. */
export interface IncidentSnapshot {
  readonly slug: string;
  /** Null where the write-up has errors: then nothing of it can be compared but that. */
  readonly page: PageSnapshot | null;
  /** Findings that are errors, each as `code: message`. */
  readonly errors: readonly string[];
}

export interface PageSnapshot {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly ScenarioSnapshot[];
  /** The text behind the front matter, without the blocks that are compared by what they say. */
  readonly prose: string;
}

export interface ScenarioSnapshot {
  readonly id: string;
  readonly title: string;
  /** Text of the block. */
  readonly text: string;
  readonly result: Result;
}

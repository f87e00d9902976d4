import type { MOMENTS } from '../../incident/incident.ts';
import type { ENTRY_KINDS } from '../../incident/timeline.ts';
import type { Epoch } from '../../time/instant.ts';

/*
 * What a source says about an incident, before it's merged. The text is still unchanged. It's scrubbed and escaped in
 * one place, when the draft is created.
 */

export type MomentName = (typeof MOMENTS)[number];
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Text from a source, and its markup language. */
export interface SourceText {
  readonly text: string;
  readonly markup: 'plain' | 'html' | 'slack';
}

/** Kinds of claims about a moment, most reliable first. Of two claims, the one whose kind is listed first wins. */
export const RANKS = ['field', 'log', 'chat', 'page', 'creation'] as const;

/** A source's claim about one of the incident's moments. */
export interface MomentClaim {
  readonly moment: MomentName;
  readonly at: Epoch;
  readonly rank: (typeof RANKS)[number];
  /** Where the claim comes from, for a comment: `PagerDuty incident 4172`. */
  readonly from: string;
  /** Why the time is an estimate, or null if the source states it exactly. */
  readonly guess: string | null;
}

export interface ImportedEntry {
  readonly at: Epoch;
  readonly to: Epoch | null;
  readonly kind: EntryKind;
  /** The kind to use if the incident had been detected before the entry, or null if that makes no difference. */
  readonly kindOnceDetected: EntryKind | null;
  readonly text: SourceText;
  /** A role, team or program. People are only named with `--names`. */
  readonly actor: string | null;
  /** The entry's name in its source, used to find it on the next import: `PagerDuty log entry R0ACK00001`. */
  readonly key: string;
  readonly url: string | null;
  readonly basis: 'observed' | 'estimated';
  /** What an author should check, or null. */
  readonly guess: string | null;
}

export interface ImportedUpdate {
  readonly at: Epoch;
  readonly text: SourceText;
  readonly source: string;
}

export interface ImportedImpact {
  readonly service: string;
  readonly text: SourceText | null;
  readonly from: Epoch | null;
  readonly to: Epoch | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly source: string;
}

export interface ImportedAction {
  readonly id: string;
  readonly title: SourceText;
  readonly status: 'open' | 'in_progress' | 'done' | 'declined';
  readonly owner: string | null;
  readonly ticket: string | null;
  readonly due: string | null;
  readonly priority: string | null;
}

export interface ImportedLink {
  readonly title: SourceText;
  readonly url: string;
}

/** Something in a file that wasn't imported, and why. */
export interface LeftOut {
  readonly what: string;
  readonly count: number;
  readonly why: string;
}

/** Everything read from one source's files. */
export interface ImportedRecord {
  /** The source's name. Example: `PagerDuty`. */
  readonly source: string;
  /** Names of the files that were read, for messages. */
  readonly files: readonly string[];
  readonly title: SourceText | null;
  readonly summary: SourceText | null;
  /** The source's name for the severity. */
  readonly severity: string | null;
  readonly zone: string | null;
  readonly services: readonly string[];
  readonly moments: readonly MomentClaim[];
  readonly entries: readonly ImportedEntry[];
  readonly updates: readonly ImportedUpdate[];
  readonly impact: readonly ImportedImpact[];
  readonly actions: readonly ImportedAction[];
  readonly links: readonly ImportedLink[];
  readonly left: readonly LeftOut[];
  /** Additional notes about what was read. */
  readonly notes: readonly string[];
  /** Full names of people in the files. They are replaced in all text unless `--names` is given. */
  readonly people: readonly string[];
  /** Number of entries that were in the files twice and were merged. */
  readonly joined: number;
}

const NOTHING: Omit<ImportedRecord, 'source' | 'files'> = {
  title: null,
  summary: null,
  severity: null,
  zone: null,
  services: [],
  moments: [],
  entries: [],
  updates: [],
  impact: [],
  actions: [],
  links: [],
  left: [],
  notes: [],
  people: [],
  joined: 0,
};

/** A record with the given parts. All others are empty. */
export function recordOf(
  source: string,
  files: readonly string[],
  parts: Partial<ImportedRecord>,
): ImportedRecord {
  return { ...NOTHING, source, files, ...parts };
}

export function plain(text: string): SourceText {
  return { text, markup: 'plain' };
}

/** Text that isn't empty, or null. */
export function plainOrNull(text: string | null): SourceText | null {
  return text === null || text.trim() === '' ? null : plain(text);
}

export function html(text: string): SourceText {
  return { text, markup: 'html' };
}

/** An entry with the defaults that most sources use. */
export function entryOf(
  entry: Pick<ImportedEntry, 'at' | 'kind' | 'text' | 'key'> & Partial<ImportedEntry>,
): ImportedEntry {
  return {
    to: null,
    kindOnceDetected: null,
    actor: null,
    url: null,
    basis: 'observed',
    guess: null,
    ...entry,
  };
}

/** A claim for a moment, or an empty list if the source gives no time. */
export function claim(
  moment: MomentName,
  at: Epoch | null,
  rank: MomentClaim['rank'],
  from: string,
  guess: string | null = null,
): MomentClaim[] {
  return at === null ? [] : [{ moment, at, rank, from, guess }];
}

/** Counts what was left out, by kind. */
export function countLeft(items: readonly string[], why: string): LeftOut[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].map(([what, count]) => ({ what, count, why }));
}

import { createHash } from 'node:crypto';
import type { Incident } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';

/** A write-up for export. */
export interface ExportedIncident {
  readonly id: string;
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly ExportedScenario[];
  /** The findings, one for each scenario in the edition. */
  readonly findings: readonly ExportedFinding[];
  /** The body as Markdown, as shown in the edition. */
  readonly markdown: string;
}

export interface ExportedScenario {
  readonly id: string;
  readonly title: string;
  /** The scenario block's text, as written. */
  readonly text: string;
  readonly result: Result;
}

/** A scenario's finding, with the address of its model's page relative to the write-up's page. */
export interface ExportedFinding {
  readonly id: string;
  readonly title: string;
  readonly isIllustration: boolean;
  readonly path: string;
}

export interface SiteAddress {
  /** Example: `https://status.example.com`. Null if the site doesn't set it, in which case addresses are relative. */
  readonly site: string | null;
  /** The site's base path, with a leading and trailing slash. */
  readonly base: string;
}

/**
 * The address of a page or file. If the site's address isn't known, the result is relative to the site's root, where
 * the feeds are.
 *
 * @param path path from the site's root, without a leading slash
 */
export function addressOf({ site, base }: SiteAddress, path: string): string {
  return site === null ? `./${path}` : new URL(`${base}${path}`, site).href;
}

/** A stable UUID that depends only on `parts`, not on the site's address or edition. */
export function permanentId(...parts: readonly string[]): string {
  const hash = createHash('sha256')
    .update(['hindcast', ...parts].join('\0'))
    .digest('hex');
  const variant = ((Number.parseInt(hash[16]!, 16) & 0x3) | 0x8).toString(16);
  const [a, b, c, d, e] = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ];
  return `urn:uuid:${a}-${b}-${c}-${d}-${e}`;
}

/** Parses a date or an RFC 3339 time. Returns null for other text. */
export function momentOf(written: string | null): Epoch | null {
  if (written === null) return null;
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00Z` : written);
}

/** When a write-up was first published. Default: the end of the incident, or its start if there is no end. */
export function publishedAt({ published_at, resolved_at, mitigated_at, started_at }: Incident): Epoch {
  const stated = momentOf(published_at) ?? momentOf(resolved_at) ?? momentOf(mitigated_at);
  return stated ?? momentOf(started_at) ?? 0;
}

/** When a write-up was last changed, according to its `history`. */
export function updatedAt(incident: Incident): Epoch {
  return Math.max(publishedAt(incident), ...incident.history.map(({ at }) => momentOf(at) ?? 0));
}

/** Sorts write-ups from newest to oldest, and by id if they were published at the same time. */
export function newestFirst<T extends Pick<ExportedIncident, 'id' | 'incident'>>(all: readonly T[]): T[] {
  return [...all].sort(
    (a, b) => publishedAt(b.incident) - publishedAt(a.incident) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

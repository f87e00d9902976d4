import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { RecordEntry } from '../hindcast.ts';
import { type Guide, readGuide } from '../incident/guide.ts';
import type { Incident } from '../incident/incident.ts';
import { type IncidentRead, readIncident } from '../incident/read-incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Edition, Shown } from '../incident/visibility.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../incident/vocabulary.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { variantNames } from '../views/markup/figure.ts';
import type { PathKey } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import type { Link } from './blocks.ts';
import * as say from './diagnostics.ts';
import { hiddenPageAt } from './hidden-links.ts';
import { type Hidden, type PageScenario, statedImpact, type UnfinishedScenario } from './page.ts';

/** A kind of page. Kinds differ only in their front matter; bodies are processed the same way. */
export interface PageKind<Front extends object> {
  /** Required keys in the page's front matter. */
  readonly required: readonly string[];
  /** True if each scenario of a page has a separate page. */
  readonly hasModels: boolean;
  readFront(source: SourceText, edition?: Edition): FrontRead<Front>;
}

/** Parsed front matter. */
export interface FrontRead<Front extends object> {
  /** The page's data, without references to hidden content. Null if and only if there is an error. */
  front(page: PageContext): Front | null;
  /** Which parts of the page the edition shows. */
  readonly shown: Shown;
  /** IANA time zone that the page shows in addition to UTC. */
  readonly zone: string;
  /** Start of the incident; null if unknown. */
  readonly startedAt: Epoch | null;
  /** The models that actions name in `verified_by`. */
  readonly verifying: readonly string[];
  /** Periods of impact. Null if the edition hides any of them. */
  readonly impact: readonly RecordEntry[] | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Checks references to other parts of the page and to other pages. */
  crossCheck(page: PageContext): Diagnostic[];
}

/** What front matter can refer to. */
export interface PageContext {
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly PageScenario[];
  /** What the edition leaves out of the body. */
  readonly hidden: Hidden;
  /** Names of pages of any kind that aren't in the edition. */
  readonly hiddenPages: readonly string[];
  /** Links in the body. */
  readonly links: readonly Link[];
  /** Scenarios being simulated. Their variants aren't known yet. */
  readonly unfinished: readonly UnfinishedScenario[];
  /** Diagnostics for the body. */
  readonly diagnostics: readonly Diagnostic[];
  /** Slugs of all pages of the same kind. */
  readonly slugs: readonly string[];
}

/** The page kind for write-ups on a site with these severities, services and time zone. */
export function incidentKindOf(words: Vocabulary): PageKind<{ incident: Incident }> {
  return {
    required: ['title', 'summary', 'severity', 'started_at'],
    hasModels: true,
    readFront(source, edition = 'internal') {
      const read = readIncident(source, { words, edition });
      const { incident, shown, diagnostics } = read;
      const cut = (page: PageContext): Incident | null =>
        incident === null || edition === 'internal' ? incident : withoutHidden(incident, page);
      return {
        front(page) {
          const kept = cut(page);
          return kept === null ? null : { incident: kept };
        },
        shown,
        zone: incident?.zone ?? words.zone,
        startedAt: incident === null ? null : parseInstant(incident.started_at),
        verifying: incident?.actions.flatMap(({ verified_by }) => verified_by ?? []) ?? [],
        impact: shownImpact(
          incident,
          edition === 'internal' ? incident : readIncident(source, { words }).incident,
        ),
        diagnostics,
        crossCheck: (page) => {
          const shown = { ...read, incident: cut(page) };
          const found = crossCheckIncident(shown, page);
          return edition === 'internal'
            ? found
            : [...found, ...hiddenAddresses(shown, page), ...hiddenActions(shown, page)];
        },
      };
    },
  };
}

/** The page kind for write-ups on a site without a configuration. */
export const incidentKind = incidentKindOf(DEFAULT_VOCABULARY);

export const guideKind: PageKind<{ guide: Guide }> = {
  required: ['title', 'summary'],
  // A guide explains views, so it shows them on its page.
  hasModels: false,
  readFront(source, edition = 'internal') {
    const { value, shown, diagnostics } = readGuide(source, edition);
    const front = value === null ? null : { guide: value };
    const nothing = { startedAt: null, verifying: [], impact: [], crossCheck: () => [] };
    return { front: () => front, shown, zone: 'UTC', diagnostics, ...nothing };
  },
};

/** The stated periods of impact; null if the edition hides any of them. */
function shownImpact(incident: Incident | null, whole: Incident | null): RecordEntry[] | null {
  if (incident === null || whole === null) return [];
  const [shown, all] = [statedImpact(incident), statedImpact(whole)];
  return JSON.stringify(shown) === JSON.stringify(all) ? shown : null;
}

/** Drops references to write-ups and timeline entries that aren't in the public edition. */
function withoutHidden(incident: Incident, { timeline, slugs }: PageContext): Incident {
  const entries = new Set(timeline.map(({ id }) => id));
  return {
    ...incident,
    related: incident.related.filter((slug) => slugs.includes(slug)),
    status_updates: incident.status_updates.map((update) => ({
      ...update,
      announces: update.announces.filter((id) => entries.has(id)),
    })),
  };
}

/** Reports URLs of pages that aren't in the edition, anywhere in the front matter. */
function hiddenAddresses({ incident, placeOf }: IncidentRead, { hiddenPages }: PageContext): Diagnostic[] {
  const out: Diagnostic[] = [];
  const visit = (value: unknown, path: readonly PathKey[]): void => {
    if (typeof value === 'string') {
      const page = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? hiddenPageAt(value, hiddenPages) : null;
      if (page !== null) out.push(say.internalPage(placeOf(path), page));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        visit(item, [...path, Array.isArray(value) ? Number(key) : key]);
      }
    }
  };
  visit(incident, []);
  return out;
}

/** Reports links to actions that aren't in the edition, since they would reveal the actions' ids. */
function hiddenActions({ incident }: IncidentRead, { links }: PageContext): Diagnostic[] {
  const shown = new Set(
    incident?.actions.flatMap(({ id }) => [`#action.${id}`, `#action.${encodeURIComponent(id)}`]),
  );
  return links
    .filter(({ url }) => incident !== null && url.startsWith('#action.') && !shown.has(url))
    .map(({ url, span }) => say.internalAnchor(span, url.slice(1)));
}

/** Checks `related`, `announces`, `verified_by` and the scenarios of patterns. */
function crossCheckIncident(
  { incident, placeOf }: IncidentRead,
  { timeline, scenarios, hidden, unfinished, diagnostics, slugs }: PageContext,
): Diagnostic[] {
  if (incident === null) return [];
  const out: Diagnostic[] = [];
  for (const [index, slug] of incident.related.entries()) {
    if (!slugs.includes(slug)) {
      out.push(say.unknownRelated(placeOf(['related', index]), slug, nearest(slug, slugs)));
    }
  }
  // If there are errors, an entry or scenario may be in a block that couldn't be read.
  if (hasErrors(diagnostics)) return out;
  const entries = timeline.map(({ id }) => id);
  for (const [index, { announces }] of incident.status_updates.entries()) {
    for (const [at, id] of announces.entries()) {
      if (entries.includes(id)) continue;
      const place = placeOf(['status_updates', index, 'announces', at]);
      out.push(say.unknownEntry(place, id, nearest(id, entries), entries.slice(0, 12)));
    }
  }
  for (const [index, pattern] of incident.patterns.entries()) {
    for (const [at, id] of pattern.scenarios.entries()) {
      if (scenarios.some((one) => one.id === id) || unfinished.some((one) => one.id === id)) continue;
      const place = placeOf(['patterns', index, 'scenarios', at]);
      const ids = scenarios.map((one) => one.id);
      out.push(
        hidden.scenarios.has(id)
          ? say.internalScenario(place, id)
          : say.unknownScenario(place, id, nearest(id, ids), ids),
      );
    }
  }
  const known = scenarios.flatMap(({ id, result }) => variantNames(result).map((name) => `${id}#${name}`));
  for (const [index, action] of incident.actions.entries()) {
    const { verified_by: written } = action;
    if (written === null || known.includes(written.includes('#') ? written : `${written}#base`)) continue;
    const place = placeOf(['actions', index, 'verified_by']);
    const id = written.replace(/#.*/, '');
    if (unfinished.some((one) => one.id === id)) continue;
    if (hidden.scenarios.has(id)) {
      out.push(say.internalScenario(place, id));
      continue;
    }
    out.push(say.notVerified(place, written, nearest(written, known)));
  }
  return out;
}

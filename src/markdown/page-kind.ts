import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { type Guide, readGuide } from '../incident/guide.ts';
import type { Incident } from '../incident/incident.ts';
import { type IncidentRead, readIncident } from '../incident/read-incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { USUAL_VOCABULARY, type Vocabulary } from '../incident/vocabulary.ts';
import { variantNames } from '../views/figure.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';
import type { PageScenario } from './page.ts';

/** What sets one kind of page apart: its front matter. Everything behind that is read and rendered alike. */
export interface PageKind<Front extends object> {
  /** Keys that its front matter can't do without. */
  readonly required: readonly string[];
  readFront(source: SourceText): FrontRead<Front>;
}

/** Front matter that was read, as it goes into the data of its page. */
export interface FrontRead<Front extends object> {
  /** Null if and only if a finding is an error. */
  readonly front: Front | null;
  /** IANA zone in which the page shows times beside UTC. */
  readonly zone: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What the front matter says about the rest of the page and about other pages. */
  crossCheck(page: PageContext): Diagnostic[];
}

/** What a page's front matter may refer to. */
export interface PageContext {
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly PageScenario[];
  /** Findings about the body. */
  readonly diagnostics: readonly Diagnostic[];
  /** Names of all pages of the same kind. */
  readonly slugs: readonly string[];
}

/** Write-ups of a site with these severities and services. */
export function incidentKindOf(words: Vocabulary): PageKind<{ incident: Incident }> {
  return {
    required: ['title', 'summary', 'severity', 'started_at'],
    readFront(source) {
      const read = readIncident(source, words);
      const { incident, diagnostics } = read;
      return {
        front: incident === null ? null : { incident },
        zone: incident?.zone ?? words.zone,
        diagnostics,
        crossCheck: (page) => crossCheckIncident(read, page),
      };
    },
  };
}

/** Write-ups of a site that configures nothing. */
export const incidentKind = incidentKindOf(USUAL_VOCABULARY);

export const guideKind: PageKind<{ guide: Guide }> = {
  required: ['title', 'summary'],
  readFront(source) {
    const { value, diagnostics } = readGuide(source);
    const front = value === null ? null : { guide: value };
    return { front, zone: 'UTC', diagnostics, crossCheck: () => [] };
  },
};

/** Scenarios that verify an action, and other write-ups. */
function crossCheckIncident(
  { incident, placeOf }: IncidentRead,
  { timeline, scenarios, diagnostics, slugs }: PageContext,
): Diagnostic[] {
  if (incident === null) return [];
  const out: Diagnostic[] = [];
  for (const [index, slug] of incident.related.entries()) {
    if (!slugs.includes(slug)) {
      out.push(say.unknownRelated(placeOf(['related', index]), slug, nearest(slug, slugs)));
    }
  }
  // What stands in a block with errors is not among the page's: naming it is no mistake of its own.
  if (hasErrors(diagnostics)) return out;
  const entries = timeline.map(({ id }) => id);
  for (const [index, { tells }] of incident.status_updates.entries()) {
    for (const [at, id] of tells.entries()) {
      if (entries.includes(id)) continue;
      const place = placeOf(['status_updates', index, 'tells', at]);
      out.push(say.unknownTold(place, id, nearest(id, entries), entries.slice(0, 12)));
    }
  }
  const known = scenarios.flatMap(({ id, result }) => variantNames(result).map((name) => `${id}#${name}`));
  for (const [index, action] of incident.actions.entries()) {
    const { verified_by: written } = action;
    if (written === null || known.includes(written.includes('#') ? written : `${written}#base`)) continue;
    const place = placeOf(['actions', index, 'verified_by']);
    out.push(say.notVerified(place, written, nearest(written, known)));
  }
  return out;
}

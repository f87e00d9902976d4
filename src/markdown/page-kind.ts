import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { type Guide, readGuide } from '../incident/guide.ts';
import type { Incident } from '../incident/incident.ts';
import { type IncidentRead, readIncident } from '../incident/read-incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Edition, Shown } from '../incident/visibility.ts';
import { USUAL_VOCABULARY, type Vocabulary } from '../incident/vocabulary.ts';
import { variantNames } from '../views/markup/figure.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';
import { internalScenario } from './diagnostics.ts';
import type { PageScenario, UnfinishedScenario } from './page.ts';

/** What sets one kind of page apart: its front matter. Everything behind that is read and rendered alike. */
export interface PageKind<Front extends object> {
  /** Keys that its front matter can't do without. */
  readonly required: readonly string[];
  readFront(source: SourceText, edition?: Edition): FrontRead<Front>;
}

/** Front matter that was read, as it goes into the data of its page. */
export interface FrontRead<Front extends object> {
  /** Null if and only if a finding is an error. What refers to things that the edition lacks is left out. */
  front(page: PageContext): Front | null;
  /** What of the page the edition shows. */
  readonly shown: Shown;
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
  /** Ids of scenarios that the edition leaves out. */
  readonly hiddenScenarios: ReadonlySet<string>;
  /** What these have to show is not known yet. */
  readonly unfinished: readonly UnfinishedScenario[];
  /** Findings about the body. */
  readonly diagnostics: readonly Diagnostic[];
  /** Names of all pages of the same kind. */
  readonly slugs: readonly string[];
}

/** Write-ups of a site with these severities and services. */
export function incidentKindOf(words: Vocabulary): PageKind<{ incident: Incident }> {
  return {
    required: ['title', 'summary', 'severity', 'started_at'],
    readFront(source, edition = 'internal') {
      const read = readIncident(source, { words, edition });
      const { incident, shown, diagnostics } = read;
      const cut = (page: PageContext): Incident | null =>
        incident === null || edition === 'internal' ? incident : withoutUnknown(incident, page);
      return {
        front(page) {
          const kept = cut(page);
          return kept === null ? null : { incident: kept };
        },
        shown,
        zone: incident?.zone ?? words.zone,
        diagnostics,
        crossCheck: (page) => crossCheckIncident({ ...read, incident: cut(page) }, page),
      };
    },
  };
}

/** Write-ups of a site that configures nothing. */
export const incidentKind = incidentKindOf(USUAL_VOCABULARY);

export const guideKind: PageKind<{ guide: Guide }> = {
  required: ['title', 'summary'],
  readFront(source, edition = 'internal') {
    const { value, shown, diagnostics } = readGuide(source, edition);
    const front = value === null ? null : { guide: value };
    return { front: () => front, shown, zone: 'UTC', diagnostics, crossCheck: () => [] };
  },
};

/** Other write-ups and entries of the record that the public edition lacks are not named in it. */
function withoutUnknown(incident: Incident, { timeline, slugs }: PageContext): Incident {
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

/** Scenarios that verify an action, and other write-ups. */
function crossCheckIncident(
  { incident, placeOf }: IncidentRead,
  { timeline, scenarios, hiddenScenarios, unfinished, diagnostics, slugs }: PageContext,
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
  for (const [index, { announces }] of incident.status_updates.entries()) {
    for (const [at, id] of announces.entries()) {
      if (entries.includes(id)) continue;
      const place = placeOf(['status_updates', index, 'announces', at]);
      out.push(say.unknownTold(place, id, nearest(id, entries), entries.slice(0, 12)));
    }
  }
  const known = scenarios.flatMap(({ id, result }) => variantNames(result).map((name) => `${id}#${name}`));
  for (const [index, action] of incident.actions.entries()) {
    const { verified_by: written } = action;
    if (written === null || known.includes(written.includes('#') ? written : `${written}#base`)) continue;
    const place = placeOf(['actions', index, 'verified_by']);
    const id = written.replace(/#.*/, '');
    if (unfinished.some((one) => one.id === id)) continue;
    if (hiddenScenarios.has(id)) {
      out.push(internalScenario(place, id));
      continue;
    }
    out.push(say.notVerified(place, written, nearest(written, known)));
  }
  return out;
}

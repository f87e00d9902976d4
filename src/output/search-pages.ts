import type { SearchPage } from './search-index.ts';

/** What a search can be narrowed by, as `incidents/<id>.json` has it. */
interface IncidentFacts {
  readonly incident: {
    readonly severity: string;
    readonly services: readonly string[];
    readonly categories: readonly string[];
    readonly started_at: string;
  };
}

/** Pages with a text of their own, by the pattern of their path; lists would only repeat them. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^incidents\/([a-z0-9-]+)\/index\.html$/, 'Incident'],
  [/^guides\/([a-z0-9-]+)\/index\.html$/, 'Guide'],
  [/^services\/([^/]+)\/index\.html$/, 'Service'],
  [/^(glossary|about)\/index\.html$/, 'Page'],
];

/**
 * What a page is to the search; null for one that is not indexed.
 *
 * @param readText text of a file of the built site, or null if there is none
 */
export function searchPageOf(
  path: string,
  html: string,
  readText: (path: string) => string | null,
): SearchPage | null {
  for (const [pattern, kind] of KINDS) {
    const id = pattern.exec(path)?.[1];
    if (id === undefined) continue;
    const text = kind === 'Incident' ? readText(`incidents/${id}.json`) : null;
    if (text === null) return { path, html, filters: { kind: [kind] }, meta: { kind } };
    const facts: IncidentFacts = JSON.parse(text);
    const date = facts.incident.started_at.slice(0, 10);
    return {
      path,
      html,
      filters: { kind: [kind], ...incidentFilters(facts) },
      meta: { kind, date, severity: facts.incident.severity },
    };
  }
  return null;
}

function incidentFilters({ incident }: IncidentFacts): Record<string, readonly string[]> {
  return {
    severity: [incident.severity],
    year: [incident.started_at.slice(0, 4)],
    service: incident.services,
    tag: incident.categories,
  };
}

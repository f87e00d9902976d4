import { stringify } from 'yaml';
import type { SiteFacts } from '../config/site.ts';
import { ALWAYS_PUBLIC, metricsOf } from '../incident/incident.ts';
import { addressOf, type ExportedIncident, newestFirst, permanentId, type SiteAddress } from './entry.ts';

/** Raised when a field changes its meaning or goes away; a new field alone does not raise it. */
export const EXPORT_VERSION = 1;

/**
 * A write-up as JSON: what its front matter says, the record, the durations with their formulas, and each scenario with
 * its text and its Result (see src/result.ts).
 */
export function incidentJson(entry: ExportedIncident, facts: SiteFacts, at: SiteAddress): string {
  const { id, incident, timeline, scenarios } = entry;
  const { public: _public, internal: _internal, ...told } = incident;
  return print({
    format: 'hindcast-incident',
    version: EXPORT_VERSION,
    id,
    uuid: permanentId('incident', id),
    edition: facts.edition,
    ...linksOf(id, at),
    incident: told,
    metrics: metricsOf(incident),
    timeline,
    scenarios,
  });
}

/** All write-ups in short, the newest first: what a program reads to find the one that it wants. */
export function incidentsJson(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  return print({
    format: 'hindcast-incidents',
    version: EXPORT_VERSION,
    title: facts.title,
    edition: facts.edition,
    severities: facts.severities,
    services: facts.services,
    incidents: newestFirst(all).map(({ id, incident }) => ({
      id,
      ...linksOf(id, at),
      title: incident.title,
      summary: incident.summary,
      severity: incident.severity,
      status: incident.status,
      started_at: incident.started_at,
      resolved_at: incident.resolved_at,
      services: incident.services,
      categories: incident.categories,
      actions: incident.actions.length,
    })),
  });
}

/** Relative to the root of the site where the site has no address of its own. */
function linksOf(id: string, at: SiteAddress): { page: string; json: string; markdown: string } {
  const to = (path: string): string => addressOf(at, `incidents/${id}${path}`);
  return { page: to('/index.html'), json: to('.json'), markdown: to('.md') };
}

function print(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Keys whose items say for themselves who may read them: a copy is of one edition, so that it need not. */
const NO_FACTS = new Set(['visibility', 'internal', 'public']);

/**
 * A write-up as Markdown: its facts as front matter, its body as the edition shows it, and numbers in place of their
 * citations. What is empty is left out.
 */
export function incidentMarkdown({ incident, markdown }: ExportedIncident): string {
  const facts = withoutEmpty(incident) as Record<string, unknown>;
  const head = Object.fromEntries(
    Object.entries(facts).filter(
      ([key]) => !NO_FACTS.has(key) || (ALWAYS_PUBLIC as readonly string[]).includes(key),
    ),
  );
  return `---\n${stringify(head, { lineWidth: 100 })}---\n\n${markdown.trim()}\n`;
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([, one]) => one !== null && !(Array.isArray(one) && one.length === 0))
    .map(([key, one]) => [key, withoutEmpty(one)] as const);
  return Object.fromEntries(kept);
}

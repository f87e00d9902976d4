import type { SiteFacts } from '../config/site.ts';
import { metricsOf } from '../incident/metrics.ts';
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

import { stringify } from 'yaml';
import type { SiteFacts } from '../config/site.ts';
import { ALWAYS_PUBLIC, metricsOf } from '../incident/incident.ts';
import { addressOf, type ExportedIncident, newestFirst, permanentId, type SiteAddress } from './entry.ts';
import { summaryOf } from './result-copies.ts';

/** Version of the format. Increment it when a field is removed or changes its meaning, not when one is added. */
const EXPORT_VERSION = 1;

/**
 * A write-up as JSON: front matter, timeline, durations with formulas, and each scenario with its text and the summary
 * of its Result.
 */
export function incidentJson(entry: ExportedIncident, facts: SiteFacts, at: SiteAddress): string {
  const { id, incident, timeline, scenarios, findings } = entry;
  const { public: _public, internal: _internal, ...front } = incident;
  return print({
    format: 'hindcast-incident',
    version: EXPORT_VERSION,
    id,
    uuid: permanentId('incident', id),
    edition: facts.edition,
    ...linksOf(id, at),
    incident: front,
    metrics: metricsOf(incident),
    timeline,
    findings: findings.map(({ id: scenario, title, isIllustration, path }) => ({
      scenario,
      title,
      illustration: isIllustration,
      page: addressOf(at, `incidents/${id}/${path}index.html`),
    })),
    scenarios: scenarios.map(({ result, ...scenario }) => ({
      ...scenario,
      // The full Result, with all measures and samples, is in a separate file.
      data: addressOf(at, `incidents/${id}/models/${scenario.id}.json`),
      result: summaryOf(result),
    })),
  });
}

/** An index of all write-ups as JSON, newest first. */
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
      patterns: incident.patterns.map((pattern) => pattern.id),
      symptoms: incident.symptoms,
      actions: incident.actions.length,
    })),
  });
}

function linksOf(id: string, at: SiteAddress): { page: string; json: string; markdown: string } {
  const to = (path: string): string => addressOf(at, `incidents/${id}${path}`);
  return { page: to('/index.html'), json: to('.json'), markdown: to('.md') };
}

function print(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Keys that control visibility. Copies for an edition don't need them. */
const VISIBILITY_KEYS = new Set(['visibility', 'internal', 'public']);

/**
 * A write-up as Markdown: the front matter's non-empty keys, and the body as shown in the edition, with citations
 * replaced by values. Findings at the end link to their models' pages.
 */
export function incidentMarkdown({ id, incident, markdown, findings }: ExportedIncident): string {
  const facts = withoutEmpty(incident) as Record<string, unknown>;
  const head = Object.fromEntries(
    Object.entries(facts).filter(
      ([key]) => !VISIBILITY_KEYS.has(key) || (ALWAYS_PUBLIC as readonly string[]).includes(key),
    ),
  );
  const models = findings.map(
    ({ title, path }) => `- [${title.replace(/[\\[\]]/g, '\\$&')}](${id}/${path}index.html)\n`,
  );
  const list = models.length === 0 ? '' : `\n## Models\n\n${models.join('')}`;
  return `---\n${stringify(head, { lineWidth: 100 })}---\n\n${markdown.trim()}\n${list}`;
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([, one]) => one !== null && !(Array.isArray(one) && one.length === 0))
    .map(([key, one]) => [key, withoutEmpty(one)] as const);
  return Object.fromEntries(kept);
}

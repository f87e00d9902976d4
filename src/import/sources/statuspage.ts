import { z } from 'zod';
import type { Epoch } from '../../time/instant.ts';
import { chosen } from '../record/pages.ts';
import {
  claim,
  html,
  type ImportedImpact,
  type ImportedRecord,
  type LeftOut,
  plain,
  recordOf,
} from '../record/record.ts';
import { at, flag, hasKeys, instant, listOf, maybe, maybeInstant, read, text } from '../record/shape.ts';
import type { JsonSource, ReadOptions, SourceDocument } from '../record/source.ts';

const component = z.object({
  name: text,
  old_status: maybe,
  new_status: maybe,
});

const update = z.object({
  status: text,
  body: maybe,
  created_at: instant,
  display_at: maybeInstant,
  affected_components: listOf(component),
});

const incident = z.object({
  id: text,
  name: text,
  impact: maybe,
  status: maybe,
  created_at: instant,
  started_at: maybeInstant,
  monitoring_at: maybeInstant,
  resolved_at: maybeInstant,
  shortlink: maybe,
  incident_updates: listOf(update),
  components: listOf(z.object({ name: text, group: flag })),
});

type Incident = z.output<typeof incident>;
type Update = Incident['incident_updates'][number];

const page = z.object({ page: z.object({ time_zone: maybe }), incidents: z.array(incident) });
const several = z.array(incident);

/** Statuses of planned maintenance. */
const MAINTENANCE = ['scheduled', 'in_progress', 'verifying', 'completed'];

/** Atlassian Statuspage: the public list of incidents (v2), and a list or a single incident from the API (v1). */
export const statuspage: JsonSource = {
  name: 'Statuspage',
  kindOf(value) {
    if (hasKeys(value, 'page', 'incidents') && !hasKeys(value, 'issues')) return 'page';
    if (hasKeys(value, 'incident_updates', 'page_id')) return 'incident';
    if (Array.isArray(value) && hasKeys(value[0], 'incident_updates', 'page_id')) return 'incidents';
    return null;
  },
  read: readStatuspage,
};

function readStatuspage(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  let zone: string | null = null;
  const all = new Map<string, Incident>();
  for (const document of documents) {
    const found = incidentsOf(document);
    if (document.kind === 'page') zone ??= found.zone;
    // Later files can repeat an incident in another form. The first one is kept.
    for (const one of found.incidents) if (!all.has(one.id)) all.set(one.id, one);
  }
  const isMaintenance = ({ impact, status }: Incident): boolean =>
    impact === 'maintenance' || MAINTENANCE.includes(status ?? '');
  const planned = [...all.values()].filter(isMaintenance);
  const one = chosen(
    files[0]!,
    [...all.values()]
      .filter((candidate) => !isMaintenance(candidate))
      .map((candidate) => ({ ids: [candidate.id], name: candidate.name, incident: candidate })),
    options.incident,
  );
  const left: LeftOut[] = planned.map(({ name }) => ({
    what: `${name} (impact: maintenance)`,
    count: 1,
    why: 'maintenance is planned work',
  }));
  return recordOf('Statuspage', files, { ...factsOf(one), zone, left });
}

function incidentsOf(document: SourceDocument): { incidents: Incident[]; zone: string | null } {
  if (document.kind === 'page') {
    const { page: facts, incidents } = read(page, document);
    return { incidents, zone: facts.time_zone };
  }
  if (document.kind === 'incident') return { incidents: [read(incident, document)], zone: null };
  return { incidents: read(several, document), zone: null };
}

function factsOf(one: Incident): Partial<ImportedRecord> {
  const updates = one.incident_updates
    .map((entry) => ({ ...entry, at: entry.display_at ?? entry.created_at }))
    .sort((a, b) => a.at - b.at);
  const source = one.shortlink ?? `Statuspage incident ${one.id}`;
  const from = `Statuspage incident ${one.id}`;
  const first = updates[0]?.at ?? null;
  const started = one.started_at ?? first ?? one.created_at;
  const identified = updates.find(({ status }) => status === 'identified')?.at ?? null;
  const notes: string[] = [];
  if (first !== null && one.started_at !== null && one.started_at > first) {
    notes.push('started_at is later than the first display_at (back-dated update)');
  }
  const without = one.incident_updates.filter(
    (_, i) => at(one.incident_updates, i, 'affected_components', 0) === undefined,
  );
  if (without.length > 0) notes.push(`${without.length} of ${updates.length} updates name no components`);
  return {
    title: plain(one.name),
    severity: one.impact,
    services: servicesOf(one, updates),
    moments: [
      ...claim('started_at', started, 'page', from, 'a status page is updated after the impact begins'),
      ...claim('identified_at', identified, 'page', from, 'the time of the post'),
      ...claim('mitigated_at', one.monitoring_at, 'page', from, 'the time of the post'),
      ...claim('resolved_at', one.resolved_at, 'page', from, 'the time of the post'),
    ],
    updates: updates.flatMap(({ at: posted, body, status }) =>
      body === null || body.trim() === '' || status === 'postmortem'
        ? []
        : [{ at: posted, text: html(body), source }],
    ),
    impact: impactOf(updates, source),
    links: one.shortlink === null ? [] : [{ title: plain('Status page'), url: one.shortlink }],
    notes,
  };
}

function servicesOf(one: Incident, updates: readonly Update[]): string[] {
  const named = updates.flatMap(({ affected_components }) => affected_components.map(({ name }) => name));
  return [...new Set([...named, ...one.components.filter(({ group }) => !group).map(({ name }) => name)])];
}

const WORST = ['major_outage', 'partial_outage', 'degraded_performance', 'under_maintenance'];

/** An impact row for each outage of a component, which lasts until the component's status is operational again. */
function impactOf(updates: readonly (Update & { at: Epoch })[], source: string): ImportedImpact[] {
  const open = new Map<string, { from: Epoch; worst: string }>();
  const rows: ImportedImpact[] = [];
  const close = (service: string, to: Epoch | null): void => {
    const window = open.get(service);
    if (window === undefined) return;
    open.delete(service);
    rows.push({
      service,
      text: plain(window.worst.replaceAll('_', ' ')),
      from: window.from,
      to,
      value: null,
      unit: null,
      source,
    });
  };
  for (const { at: time, affected_components } of updates) {
    for (const { name, new_status } of affected_components) {
      if (new_status === null) continue;
      if (new_status === 'operational') close(name, time);
      else {
        const window = open.get(name) ?? { from: time, worst: new_status };
        const worse = WORST.indexOf(new_status) < WORST.indexOf(window.worst) ? new_status : window.worst;
        open.set(name, { from: window.from, worst: worse });
      }
    }
  }
  for (const service of [...open.keys()]) close(service, null);
  return rows;
}

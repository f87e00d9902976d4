import { z } from 'zod';
import { refused } from '../reading/diagnostics.ts';
import { checkNext, chosen } from '../record/pages.ts';
import {
  claim,
  countLeft,
  entryOf,
  type ImportedAction,
  type ImportedEntry,
  type ImportedRecord,
  type MomentClaim,
  type MomentName,
  plain,
  plainOrNull,
  recordOf,
} from '../record/record.ts';
import {
  at,
  count,
  hasKeys,
  instant,
  listOf,
  maybe,
  maybeInstant,
  maybeObject,
  read,
  text,
} from '../record/shape.ts';
import type { JsonSource, ReadOptions, SourceDocument } from '../record/source.ts';

const person = maybeObject({ user: maybeObject({ name: maybe }) });
const meta = maybeObject({ after: maybe, page_size: count, total_record_count: count });

const incident = z.object({
  id: text,
  reference: maybe,
  name: text,
  summary: maybe,
  permalink: maybe,
  mode: maybe,
  visibility: maybe,
  created_at: instant,
  severity: maybeObject({ name: maybe }),
  incident_timestamp_values: listOf(
    z.object({
      incident_timestamp: z.object({ id: maybe, name: text }),
      value: maybeObject({ value: maybeInstant }),
    }),
  ),
  custom_field_entries: listOf(
    z.object({
      custom_field: z.object({ name: text }),
      values: listOf(
        z.object({
          value_option: maybeObject({ value: maybe }),
          value_catalog_entry: maybeObject({ name: maybe }),
        }),
      ),
    }),
  ),
  creator: person,
  incident_role_assignments: listOf(z.object({ assignee: maybeObject({ name: maybe }) })),
});

const update = z.object({
  id: text,
  created_at: instant,
  message: maybe,
  new_incident_status: maybeObject({ name: maybe, category: maybe }),
  new_severity: maybeObject({ name: maybe }),
  updater: maybeObject({ user: maybeObject({ name: maybe }), workflow: maybeObject({ name: maybe }) }),
});

const followUp = z.object({
  id: text,
  title: text,
  status: text,
  priority: maybeObject({ name: maybe }),
  assignee: maybeObject({ name: maybe }),
  assignee_team: maybeObject({ name: maybe }),
  external_issue_reference: maybeObject({ issue_name: maybe, issue_permalink: maybe }),
});

type Incident = z.output<typeof incident>;

/**
 * incident.io: incidents, updates and follow-ups. Its API has no timeline. For that, use Slack pins or the postmortem.
 */
export const incidentIo: JsonSource = {
  name: 'incident.io',
  kindOf(value) {
    if (hasKeys(value, 'incidents') && at(value, 'incidents', 0, 'incident_timestamp_values') !== undefined)
      return 'incidents';
    if (hasKeys(value, 'incident') && at(value, 'incident', 'incident_timestamp_values') !== undefined)
      return 'incident';
    if (hasKeys(value, 'incident_updates') && !hasKeys(value, 'page_id')) return 'updates';
    if (hasKeys(value, 'follow_ups')) return 'follow-ups';
    if (hasKeys(value, 'markdown') && Object.keys(value).length === 1) return 'postmortem';
    return null;
  },
  read: readIncidentIo,
};

function readIncidentIo(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  const of = (kind: string): SourceDocument[] => documents.filter((one) => one.kind === kind);
  const lists = of('incidents').map((one) => ({
    file: one.file.file,
    ...read(z.object({ incidents: z.array(incident), pagination_meta: meta }), one),
  }));
  const pages = of('updates').map((one) => ({
    file: one.file.file,
    ...read(z.object({ incident_updates: z.array(update), pagination_meta: meta }), one),
  }));
  checkNext(
    lists.map((page) => ({ file: page.file, more: isFull(page.pagination_meta, page.incidents.length) })),
    'incidents',
  );
  checkNext(
    pages.map((page) => ({
      file: page.file,
      more: isFull(page.pagination_meta, page.incident_updates.length),
    })),
    'updates',
  );
  const singles = of('incident').map((one) => ({
    document: one,
    incident: read(z.object({ incident }), one).incident,
  }));
  const incidents = [...lists.flatMap((page) => page.incidents), ...singles.map((one) => one.incident)];
  const one = incidents.length === 0 ? null : chooseIncident(files[0]!, incidents, options);
  if (one !== null) refuse(one, files[0]!);
  const updates = pages.flatMap((page) => page.incident_updates);
  const followUps = of('follow-ups').flatMap(
    (doc) => read(z.object({ follow_ups: z.array(followUp) }), doc).follow_ups,
  );
  const { moments, entries } = timestampsOf(one);
  return recordOf('incident.io', files, {
    title: one === null ? null : plain(one.name),
    summary: one === null ? null : plainOrNull(one.summary?.replace(/\*\*/g, '') ?? null),
    severity: one?.severity?.name ?? null,
    services: one === null ? [] : servicesOf(one),
    moments,
    entries: [...entries, ...updateEntries(updates)],
    actions: followUps.filter(({ status }) => status !== 'deleted').map(actionOf),
    links:
      one?.permalink == null
        ? []
        : [{ title: plain(`incident.io ${one.reference ?? one.id}`), url: one.permalink }],
    left: [
      ...countLeft(
        followUps.flatMap(({ status }) => (status === 'deleted' ? ['deleted follow-up'] : [])),
        'deleted in incident.io',
      ),
      ...countLeft(
        of('postmortem').map(() => 'postmortem text'),
        'copy what you need from it by hand',
      ),
    ],
    people: peopleOf(one, updates, followUps),
  });
}

function isFull(page: z.output<typeof meta>, entries: number): boolean {
  if (page === null || page.after === null) return false;
  if (page.total_record_count !== null) return page.total_record_count > entries;
  return page.page_size === null || entries >= page.page_size;
}

function chooseIncident(file: string, incidents: readonly Incident[], options: ReadOptions): Incident {
  const choices = incidents.map((each) => ({
    ids: [...(each.reference === null ? [] : [each.reference]), each.id],
    name: each.name,
    incident: each,
  }));
  return chosen(file, choices, options.incident);
}

function refuse({ mode, visibility, name }: Incident, file: string): void {
  const place = { file, line: null };
  if (mode === 'test' || mode === 'tutorial') {
    throw refused(place, `\`${name}\` is a ${mode} incident`, 'choose a real incident with --incident');
  }
  if (visibility === 'private') {
    throw refused(
      place,
      `\`${name}\` is private in incident.io`,
      'everyone who can read the repository would see it; make the incident public in incident.io first',
    );
  }
}

/** Timestamp names in lowercase, without ` at`. All other timestamps become context entries. */
const MOMENT_NAMES: Readonly<Record<string, MomentName>> = {
  'impact started': 'started_at',
  started: 'started_at',
  reported: 'detected_at',
  detected: 'detected_at',
  accepted: 'acknowledged_at',
  acknowledged: 'acknowledged_at',
  identified: 'identified_at',
  fixed: 'mitigated_at',
  mitigated: 'mitigated_at',
  resolved: 'resolved_at',
  closed: 'resolved_at',
};

function timestampsOf(one: Incident | null): { moments: MomentClaim[]; entries: ImportedEntry[] } {
  if (one === null) return { moments: [], entries: [] };
  const from = `incident.io ${one.reference ?? one.id}`;
  const moments: MomentClaim[] = [];
  const entries: ImportedEntry[] = [];
  for (const { incident_timestamp: stamp, value } of one.incident_timestamp_values) {
    const time = value?.value ?? null;
    if (time === null) continue;
    const moment = MOMENT_NAMES[stamp.name.toLowerCase().trim().replace(/ at$/, '')];
    // “Reported” is when someone declared the incident, so an alert's time takes precedence.
    if (moment === 'detected_at') moments.push(...claim(moment, time, 'chat', from));
    else if (moment !== undefined && !moments.some((known) => known.moment === moment)) {
      moments.push(...claim(moment, time, 'field', from));
    } else {
      entries.push(
        entryOf({
          at: time,
          kind: 'context',
          text: plain(stamp.name),
          key: `${from} timestamp ${stamp.id ?? stamp.name}`,
        }),
      );
    }
  }
  moments.push(
    ...claim('started_at', one.created_at, 'creation', from, 'the time when the incident was declared'),
  );
  return { moments, entries };
}

function servicesOf(one: Incident): string[] {
  const fields = one.custom_field_entries.filter(({ custom_field }) =>
    /\bservices?\b|affected/i.test(custom_field.name),
  );
  return fields.flatMap(({ values }) =>
    values.flatMap(
      ({ value_option, value_catalog_entry }) => value_option?.value ?? value_catalog_entry?.name ?? [],
    ),
  );
}

function updateEntries(updates: readonly z.output<typeof update>[]): ImportedEntry[] {
  const sorted = [...updates].sort((a, b) => a.created_at - b.created_at);
  return sorted.map((one, i) => {
    const category = one.new_incident_status?.category;
    const isEnd = i === sorted.length - 1 && (category === 'closed' || category === 'learning');
    const status = one.new_incident_status?.name ?? 'unknown';
    const message = one.message === null || one.message.trim() === '' ? `Status: ${status}` : one.message;
    return entryOf({
      at: one.created_at,
      kind: isEnd ? 'recovery' : 'response',
      text: plain(message),
      actor: one.updater?.workflow?.name ?? null,
      key: `incident.io update ${one.id}`,
    });
  });
}

const STATUS: Readonly<Record<string, ImportedAction['status']>> = {
  outstanding: 'open',
  completed: 'done',
  not_doing: 'declined',
};

function actionOf(one: z.output<typeof followUp>): ImportedAction {
  const issue = one.external_issue_reference;
  return {
    id: (issue?.issue_name ?? one.id).toLowerCase(),
    title: plain(one.title),
    status: STATUS[one.status] ?? 'open',
    owner: one.assignee_team?.name ?? null,
    ticket: issue?.issue_permalink ?? issue?.issue_name ?? null,
    due: null,
    priority: one.priority?.name ?? null,
  };
}

function peopleOf(
  one: Incident | null,
  updates: readonly z.output<typeof update>[],
  followUps: readonly z.output<typeof followUp>[],
): string[] {
  const names = [
    one?.creator?.user?.name,
    ...(one?.incident_role_assignments.map(({ assignee }) => assignee?.name) ?? []),
    ...updates.map(({ updater }) => updater?.user?.name),
    ...followUps.map(({ assignee }) => assignee?.name),
  ];
  return names.filter((name) => name != null);
}

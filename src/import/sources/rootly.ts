import { z } from 'zod';
import { checkNext, chosen } from '../record/pages.ts';
import {
  claim,
  countLeft,
  entryOf,
  html,
  type ImportedAction,
  type ImportedRecord,
  plain,
  plainOrNull,
  recordOf,
} from '../record/record.ts';
import { at, instant, listOf, maybe, maybeInstant, maybeObject, read, text } from '../record/shape.ts';
import type { JsonSource, ReadOptions, SourceDocument } from '../record/source.ts';

/** Related objects are inline, either bare or as `{ data: { attributes } }`. */
function related<T extends z.ZodRawShape>(keys: T) {
  const bare = maybeObject(keys);
  return z.preprocess((value) => at(value, 'data', 'attributes') ?? at(value, 'attributes') ?? value, bare);
}

const named = related({ name: maybe, slug: maybe });

const incidentFields = z.object({
  title: text,
  summary: maybe,
  private: z.boolean().nullish(),
  sequential_id: z.union([z.number(), z.string()]).nullish(),
  url: maybe,
  severity: named,
  services: listOf(named),
  started_at: maybeInstant,
  detected_at: maybeInstant,
  acknowledged_at: maybeInstant,
  mitigated_at: maybeInstant,
  resolved_at: maybeInstant,
  created_at: maybeInstant,
});

const eventFields = z.object({
  event: text,
  occurred_at: maybeInstant,
  created_at: maybeInstant,
  visibility: maybe,
});
const pageEventFields = z.object({ event: text, status: maybe, started_at: instant });
const actionFields = z.object({
  summary: text,
  priority: maybe,
  status: maybe,
  due_date: maybe,
  jira_issue_key: maybe,
  jira_issue_url: maybe,
});

/** A JSON:API document: one resource or a list, with a link to the next page. */
function document<T extends z.ZodType>(attributes: T) {
  const resource = z.object({ id: text, attributes });
  return z.object({
    data: z.union([z.array(resource), resource.transform((one) => [one])]),
    links: maybeObject({ next: maybe }),
    meta: maybeObject({ next_page: z.union([z.number(), z.string()]).nullish() }),
  });
}

const KINDS: Readonly<Record<string, string>> = {
  incidents: 'incidents',
  incident_events: 'events',
  incident_action_items: 'actions',
  incident_status_page_events: 'page events',
};

/** Rootly's JSON:API: an incident, its events, its action items, and its status page events. */
export const rootly: JsonSource = {
  name: 'Rootly',
  kindOf(value) {
    const type = at(value, 'data', 'type') ?? at(value, 'data', 0, 'type');
    return typeof type === 'string' ? (KINDS[type] ?? null) : null;
  },
  read: readRootly,
};

function readRootly(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  const all = <T extends z.ZodType>(
    kind: string,
    attributes: T,
  ): { id: string; attributes: z.output<T> }[] => {
    const pages = documents
      .filter((one) => one.kind === kind)
      .map((one) => ({ file: one.file.file, ...read(document(attributes), one) }));
    checkNext(
      pages.map(({ file, links, meta }) => ({
        file,
        more: (links?.next ?? meta?.next_page ?? null) !== null,
      })),
      kind,
    );
    return pages.flatMap(({ data }) => data) as { id: string; attributes: z.output<T> }[];
  };
  const incidents = all('incidents', incidentFields);
  const one = incidents.length === 0 ? null : chooseIncident(files[0]!, incidents, options);
  const events = all('events', eventFields);
  const external = events.filter(({ attributes }) => attributes.visibility === 'external');
  const internal = events.filter(({ attributes }) => attributes.visibility !== 'external');
  const timed = (event: z.output<typeof eventFields>): number | null => event.occurred_at ?? event.created_at;
  return recordOf('Rootly', files, {
    ...(one === null ? {} : factsOf(one.id, one.attributes)),
    entries: internal.flatMap(({ id, attributes }) => {
      const time = timed(attributes);
      if (time === null) return [];
      const key = `Rootly event ${id}`;
      return [entryOf({ at: time, kind: 'response', text: html(attributes.event), key, guess: 'kind' })];
    }),
    updates: [
      ...external.flatMap(({ id, attributes }) => {
        const time = timed(attributes);
        return time === null
          ? []
          : [{ at: time, text: html(attributes.event), source: `Rootly event ${id}` }];
      }),
      ...all('page events', pageEventFields).map(({ id, attributes }) => ({
        at: attributes.started_at,
        text: html(attributes.event),
        source: `Rootly status page event ${id}`,
      })),
    ],
    actions: all('actions', actionFields).map(({ id, attributes }) => actionOf(id, attributes)),
    left: countLeft(
      events.filter(({ attributes }) => timed(attributes) === null).map(() => 'event without a time'),
      'has no time',
    ),
  });
}

type Found = { id: string; attributes: z.output<typeof incidentFields> };

function chooseIncident(file: string, incidents: readonly Found[], options: ReadOptions): Found {
  const choices = incidents.map((each) => ({
    ids: [each.id, String(each.attributes.sequential_id ?? each.id)],
    name: each.attributes.title,
    incident: each,
  }));
  return chosen(file, choices, options.incident);
}

function factsOf(id: string, one: z.output<typeof incidentFields>): Partial<ImportedRecord> {
  const from = `Rootly incident ${one.sequential_id ?? id}`;
  return {
    title: plain(one.title),
    summary: plainOrNull(one.summary),
    severity: one.severity?.name ?? null,
    services: one.services.flatMap((service) => service?.name ?? []),
    moments: [
      ...claim('started_at', one.started_at, 'field', from),
      ...claim('started_at', one.created_at, 'creation', from, 'the time when the incident was declared'),
      ...claim('detected_at', one.detected_at, 'field', from),
      ...claim('acknowledged_at', one.acknowledged_at, 'field', from),
      ...claim('mitigated_at', one.mitigated_at, 'field', from),
      ...claim('resolved_at', one.resolved_at, 'field', from),
    ],
    links: one.url === null ? [] : [{ title: plain(from), url: one.url }],
    notes: one.private === true ? ['the incident is private in Rootly'] : [],
  };
}

const STATUS: Readonly<Record<string, ImportedAction['status']>> = {
  open: 'open',
  in_progress: 'in_progress',
  done: 'done',
  cancelled: 'declined',
  canceled: 'declined',
};

function actionOf(id: string, one: z.output<typeof actionFields>): ImportedAction {
  return {
    id: (one.jira_issue_key ?? `rootly-${id.slice(0, 8)}`).toLowerCase(),
    title: html(one.summary),
    status: STATUS[one.status ?? 'open'] ?? 'open',
    owner: null,
    ticket: one.jira_issue_url ?? one.jira_issue_key,
    due: /^\d{4}-\d{2}-\d{2}/.exec(one.due_date ?? '')?.[0] ?? null,
    priority: one.priority,
  };
}

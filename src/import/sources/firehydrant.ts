import { z } from 'zod';
import { checkNext, chosen } from '../record/pages.ts';
import {
  claim,
  countLeft,
  entryOf,
  html,
  type ImportedEntry,
  type ImportedRecord,
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

const incident = z.object({
  id: maybe,
  name: text,
  number: count,
  created_at: maybeInstant,
  started_at: maybeInstant,
  summary: maybe,
  customer_impact_summary: maybe,
  severity: maybe,
  milestones: listOf(z.object({ type: text, occurred_at: maybeInstant })),
  services: listOf(z.object({ name: text })),
  impacts: listOf(
    z.object({ impact: maybeObject({ name: maybe }), condition: maybeObject({ name: maybe }), type: maybe }),
  ),
  customers_impacted: count,
  incident_url: maybe,
});

const event = z.object({
  id: text,
  type: text,
  occurred_at: instant,
  visibility: maybe,
  data: maybeObject({ body: maybe }),
  author: maybeObject({ name: maybe }),
});

const eventPage = z.object({
  data: z.array(event),
  pagination: maybeObject({ page: count, pages: count, next: count }),
});

type Incident = z.output<typeof incident>;

/** FireHydrant's API: an incident with its milestones, and its events. */
export const firehydrant: JsonSource = {
  name: 'FireHydrant',
  kindOf(value) {
    if (
      hasKeys(value, 'milestones') &&
      (hasKeys(value, 'incident_url') || hasKeys(value, 'current_milestone'))
    )
      return 'incident';
    const first = at(value, 'data', 0);
    if (hasKeys(first, 'occurred_at', 'incident_id')) return 'events';
    if (
      hasKeys(first, 'milestones') &&
      (hasKeys(first, 'incident_url') || hasKeys(first, 'current_milestone'))
    )
      return 'incidents';
    return null;
  },
  read: readFireHydrant,
};

function readFireHydrant(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  const of = (kind: string): SourceDocument[] => documents.filter((one) => one.kind === kind);
  const incidents = [
    ...of('incident').map((one) => read(incident, one)),
    ...of('incidents').flatMap((one) => read(z.object({ data: z.array(incident) }), one).data),
  ];
  const one =
    incidents.length === 0
      ? null
      : chosen(
          files[0]!,
          incidents.map((each) => ({
            ids: [String(each.number ?? each.id ?? ''), ...(each.id === null ? [] : [each.id])],
            name: each.name,
            incident: each,
          })),
          options.incident,
        );
  const pages = of('events').map((document) => ({ file: document.file.file, ...read(eventPage, document) }));
  checkNext(
    pages.map(({ file, pagination }) => ({ file, more: (pagination?.next ?? null) !== null })),
    'events',
  );
  const events = pages.flatMap(({ data }) => data);
  const taken = events.filter(({ type }) => type in TAKEN);
  const isPublic = ({ visibility }: (typeof events)[number]): boolean => visibility === 'open_to_public';
  const facts = one === null ? {} : factsOf(one);
  return recordOf('FireHydrant', files, {
    ...facts,
    entries: [...(facts.entries ?? []), ...taken.filter((each) => !isPublic(each)).map(entryFrom)],
    updates: taken.filter(isPublic).map((each) => ({
      at: each.occurred_at,
      text: html(each.data?.body ?? TAKEN[each.type]!.text),
      source: `FireHydrant event ${each.id}`,
    })),
    left: countLeft(
      events.flatMap(({ type }) => (type in TAKEN ? [] : [type])),
      'chat, routing or automation',
    ),
    people: events.flatMap(({ author }) => author?.name ?? []),
  });
}

/** Milestone names can be configured; these are the defaults. */
const MILESTONES: Readonly<Record<string, MomentName>> = {
  started: 'started_at',
  detected: 'detected_at',
  acknowledged: 'acknowledged_at',
  identified: 'identified_at',
  mitigated: 'mitigated_at',
  resolved: 'resolved_at',
};

function factsOf(one: Incident): Partial<ImportedRecord> {
  const from = `FireHydrant incident ${one.number ?? one.id ?? ''}`.trim();
  const milestones = one.milestones.flatMap(({ type, occurred_at }) => {
    const moment = MILESTONES[type];
    return moment === undefined ? [] : claim(moment, occurred_at, 'field', from);
  });
  const others = one.milestones.filter(
    ({ type, occurred_at }) => !(type in MILESTONES) && occurred_at !== null,
  );
  const source = one.incident_url ?? from;
  const impact = one.impacts.flatMap(({ impact: hit, condition }) =>
    hit?.name == null
      ? []
      : [
          {
            service: hit.name,
            text: condition?.name == null ? null : plain(condition.name),
            from: null,
            to: null,
            value: null,
            unit: null,
            source,
          },
        ],
  );
  const first = impact[0];
  const counted = one.customers_impacted !== null && one.customers_impacted > 0 && first !== undefined;
  return {
    title: plain(one.name),
    summary: plainOrNull(one.customer_impact_summary) ?? plainOrNull(one.summary),
    severity: one.severity,
    services: one.services.map(({ name }) => name),
    moments: [
      ...milestones,
      ...claim('started_at', one.started_at, 'log', from),
      ...claim('started_at', one.created_at, 'creation', from, 'the time when the incident was declared'),
    ],
    entries: others.map(({ type, occurred_at }) =>
      entryOf({
        at: occurred_at!,
        kind: 'context',
        text: plain(`Milestone: ${type}`),
        key: `${from} milestone ${type}`,
      }),
    ),
    impact: counted
      ? [{ ...first, value: one.customers_impacted, unit: 'customers' }, ...impact.slice(1)]
      : impact,
    links: one.incident_url === null ? [] : [{ title: plain(from), url: one.incident_url }],
  };
}

/** Event types to import. Only the first two have documented data, so the others are described by their type. */
const TAKEN: Readonly<Record<string, { kind: ImportedEntry['kind']; text: string }>> = {
  note: { kind: 'response', text: 'Note' },
  generic_chat_message: { kind: 'response', text: 'Message' },
  incident_status: { kind: 'response', text: 'Status changed' },
  bulk_milestone_update: { kind: 'response', text: 'Milestones changed' },
  bulk_update: { kind: 'response', text: 'Incident updated' },
  external_link: { kind: 'context', text: 'Link added' },
  alert_linked: { kind: 'detection', text: 'Alert linked' },
  change_type: { kind: 'context', text: 'Change linked' },
};

function entryFrom(one: z.output<typeof event>): ImportedEntry {
  const rule = TAKEN[one.type]!;
  const body = one.data?.body ?? null;
  return entryOf({
    at: one.occurred_at,
    kind: rule.kind,
    text: html(body === null || body.trim() === '' ? rule.text : body),
    key: `FireHydrant event ${one.id}`,
    guess: 'kind',
  });
}

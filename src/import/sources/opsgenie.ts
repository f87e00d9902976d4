import { z } from 'zod';
import { checkNext } from '../record/pages.ts';
import {
  claim,
  countLeft,
  entryOf,
  type ImportedEntry,
  type ImportedRecord,
  plain,
  recordOf,
} from '../record/record.ts';
import { at, flag, hasKeys, maybe, maybeInstant, maybeObject, read, text } from '../record/shape.ts';
import type { JsonSource, SourceDocument } from '../record/source.ts';

/** Opsgenie uses the year 1 for a missing time. */
const time = maybeInstant.transform((value) => (value !== null && value > 0 ? value : null));
const paging = maybeObject({ next: maybe });

const subject = z.object({
  data: z.object({
    id: maybe,
    tinyId: z.union([z.string(), z.number()]),
    message: text,
    priority: maybe,
    createdAt: time,
    closedAt: time.optional(),
    source: maybe,
    alias: maybe,
  }),
});

const timeline = z.object({
  data: z.object({
    entries: z.array(
      z.object({
        id: text,
        type: maybe,
        group: maybe,
        eventTime: time,
        hidden: flag,
        actor: maybeObject({ name: maybe, type: maybe }),
        description: maybeObject({ content: maybe, name: maybe }),
      }),
    ),
    nextOffset: z.union([z.string(), z.number()]).nullish(),
  }),
});

const logPage = z.object({
  data: z.array(
    z.object({
      log: maybe,
      note: maybe,
      type: maybe,
      owner: maybe,
      createdAt: time,
      offset: z.union([z.string(), z.number()]).nullish(),
    }),
  ),
  paging,
});

/** Opsgenie: an incident or alert, the incident's timeline, and an alert's log and notes. */
export const opsgenie: JsonSource = {
  name: 'Opsgenie',
  kindOf(value) {
    const data = at(value, 'data');
    if (hasKeys(data, 'tinyId', 'message'))
      return 'alias' in data || 'acknowledged' in data ? 'alert' : 'incident';
    if (at(value, 'data', 'entries', 0, 'eventTime') !== undefined) return 'timeline';
    if (at(value, 'data', 0, 'log') !== undefined) return 'log';
    if (at(value, 'data', 0, 'note') !== undefined) return 'notes';
    return null;
  },
  read: readOpsgenie,
};

function readOpsgenie(documents: readonly SourceDocument[]): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  const of = (kind: string): SourceDocument[] => documents.filter((one) => one.kind === kind);
  const incident = of('incident').map((one) => read(subject, one).data)[0] ?? null;
  const alerts = of('alert').map((one) => read(subject, one).data);
  const timelines = of('timeline').map((one) => ({ file: one.file.file, ...read(timeline, one).data }));
  checkNext(
    timelines.map(({ file, nextOffset }) => ({
      file,
      more: nextOffset !== null && nextOffset !== undefined && nextOffset !== '',
    })),
    'the timeline',
  );
  const logs = of('log').map((one) => ({ file: one.file.file, ...read(logPage, one) }));
  checkNext(
    logs.map(({ file, paging: page }) => ({ file, more: (page?.next ?? null) !== null })),
    'the log',
  );
  const notes = of('notes').map((one) => ({ file: one.file.file, ...read(logPage, one) }));
  checkNext(
    notes.map(({ file, paging: page }) => ({ file, more: (page?.next ?? null) !== null })),
    'the notes',
  );
  const events = timelines.flatMap(({ entries }) => entries);
  const lines = logs.flatMap(({ data }) => data).sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const detected = alerts.flatMap(({ createdAt }) => createdAt ?? []).sort((a, b) => a - b)[0] ?? null;
  const acknowledged = lines.find(({ log }) => /^Alert acknowledged/i.test(log ?? ''))?.createdAt ?? null;
  const resolved = events.filter(({ description, type }) =>
    /resolv/i.test(`${type} ${description?.name ?? ''}`),
  );
  const last = resolved.flatMap(({ eventTime }) => eventTime ?? []).sort((a, b) => b - a)[0] ?? null;
  const from = incident === null ? 'Opsgenie alert' : `Opsgenie incident ${incident.tinyId}`;
  const main = incident ?? alerts[0] ?? null;
  return recordOf('Opsgenie', files, {
    title: main === null ? null : plain(main.message),
    severity: main?.priority ?? null,
    moments: [
      ...claim(
        'started_at',
        incident?.createdAt ?? detected,
        'creation',
        from,
        'the time when it was created; the impact began earlier',
      ),
      ...claim('detected_at', detected, 'field', from),
      ...claim('acknowledged_at', acknowledged, 'log', from),
      ...claim('resolved_at', last, 'log', from),
    ],
    entries: [...events.flatMap(eventEntry), ...noteEntries(notes.flatMap(({ data }) => data))],
    left: [
      ...countLeft(
        events.flatMap(({ hidden }) => (hidden ? ['hidden timeline entry'] : [])),
        'hidden in Opsgenie',
      ),
      ...countLeft(
        lines.map(({ type }) => `alert log (${type ?? 'unknown'})`),
        'about people and routing',
      ),
    ],
  });
}

function eventEntry(one: z.output<typeof timeline>['data']['entries'][number]): ImportedEntry[] {
  const said = one.description?.content ?? one.description?.name ?? one.type;
  if (one.hidden || one.eventTime === null || said === null) return [];
  return [
    entryOf({
      at: one.eventTime,
      kind: /resolv|closed/i.test(one.type ?? '') ? 'recovery' : 'response',
      text: plain(said),
      key: `Opsgenie timeline entry ${one.id}`,
      guess: 'kind',
    }),
  ];
}

function noteEntries(notes: z.output<typeof logPage>['data']): ImportedEntry[] {
  return notes.flatMap(({ note, createdAt, offset }) =>
    note === null || createdAt === null
      ? []
      : [
          entryOf({
            at: createdAt,
            kind: 'response',
            text: plain(note),
            key: `Opsgenie note ${offset ?? createdAt}`,
            guess: 'kind',
          }),
        ],
  );
}

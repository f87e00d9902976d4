import { z } from 'zod';
import { checkOffsets, chosen } from '../record/pages.ts';
import {
  claim,
  countLeft,
  entryOf,
  html,
  type ImportedEntry,
  type ImportedRecord,
  type MomentClaim,
  plain,
  recordOf,
} from '../record/record.ts';
import {
  count,
  flag,
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

const agent = maybeObject({ type: maybe, summary: maybe });

const incident = z.object({
  id: text,
  incident_number: count,
  title: text,
  created_at: instant,
  resolved_at: maybeInstant,
  html_url: maybe,
  priority: maybeObject({ summary: maybe }),
  service: maybeObject({ summary: maybe }),
});

const logEntry = z.object({
  id: text,
  type: text,
  created_at: instant,
  summary: maybe,
  agent,
  user: agent,
  note: maybe,
  html_url: maybe,
  contexts: listOf(z.object({ href: maybe })),
  channel: maybeObject({ summary: maybe, type: maybe }),
  event_details: maybeObject({ description: maybe }),
});

const logPage = z.object({
  log_entries: z.array(logEntry),
  offset: count,
  more: flag,
});

const notePage = z.object({
  notes: z.array(z.object({ id: text, user: agent, content: text, created_at: instant })),
});

const changePage = z.object({
  change_events: z.array(
    z.object({
      id: maybe,
      summary: text,
      timestamp: instant,
      source: maybe,
      links: listOf(z.object({ href: maybe })),
    }),
  ),
});

type LogEntry = z.output<typeof logEntry>;
type Note = z.output<typeof notePage>['notes'][number];

/** PagerDuty's REST API: an incident, its log entries, its notes, and related change events. */
export const pagerduty: JsonSource = {
  name: 'PagerDuty',
  kindOf(value) {
    if (hasKeys(value, 'incident') && hasKeys(value['incident'], 'incident_number')) return 'incident';
    if (
      hasKeys(value, 'incidents') &&
      Array.isArray(value['incidents']) &&
      hasKeys(value['incidents'][0], 'incident_number')
    )
      return 'incidents';
    if (hasKeys(value, 'log_entries')) return 'log entries';
    if (hasKeys(value, 'notes') && Array.isArray(value['notes'])) return 'notes';
    if (hasKeys(value, 'change_events')) return 'change events';
    if (hasKeys(value, 'postmortem') && hasKeys(value['postmortem'], 'message')) return 'post';
    return null;
  },
  read: readPagerDuty,
};

function readPagerDuty(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord {
  const files = documents.map(({ file }) => file.file);
  const of = (kind: string): SourceDocument[] => documents.filter((one) => one.kind === kind);
  const incidents = [
    ...of('incident').map((one) => read(z.object({ incident }), one).incident),
    ...of('incidents').flatMap((one) => read(z.object({ incidents: z.array(incident) }), one).incidents),
  ];
  const one =
    incidents.length === 0
      ? null
      : chosen(
          files[0]!,
          incidents.map((each) => ({
            ids: [each.id, ...(each.incident_number === null ? [] : [String(each.incident_number)])],
            name: each.title,
            incident: each,
          })),
          options.incident,
        );
  const pages = of('log entries').map((document) => ({
    file: document.file.file,
    ...read(logPage, document),
  }));
  checkOffsets(
    pages.map(({ file, log_entries, offset, more }) => ({
      file,
      offset: offset ?? 0,
      count: log_entries.length,
      more,
    })),
    'log entries',
  );
  const log = uniqueById(pages.flatMap(({ log_entries }) => log_entries));
  const notes = uniqueById(of('notes').flatMap((document) => read(notePage, document).notes));
  const changes = of('change events').flatMap((document) => read(changePage, document).change_events);
  const { entries, joined } = entriesOf(log, notes);
  const posts = of('post').map(postOf);
  return recordOf('PagerDuty', files, {
    title: one === null ? null : plain(one.title),
    severity: one?.priority?.summary ?? null,
    services: one?.service?.summary == null ? [] : [one.service.summary],
    moments: momentsOf(one, log),
    entries: [
      ...entries,
      ...changes.map(({ id, summary, timestamp, source, links }, i) =>
        entryOf({
          at: timestamp,
          kind: 'context',
          text: plain(summary),
          actor: source,
          key: `PagerDuty change event ${id ?? i + 1}`,
          url: links.find(({ href }) => href !== null)?.href ?? null,
        }),
      ),
      ...posts,
    ],
    links: one?.html_url == null ? [] : [{ title: plain('PagerDuty incident'), url: one.html_url }],
    left: countLeft(
      log.map(kindOfLog).filter((kind) => !(kind in KINDS) && kind !== 'annotate_log_entry'),
      'about people and routing',
    ),
    people: peopleOf(log, notes),
    joined,
  });
}

/** The documentation spells one type in two ways. */
function kindOfLog({ type }: LogEntry): string {
  const plainType = type.replace(/_reference$/, '');
  return plainType === 'acknowledgement_log_entry' ? 'acknowledge_log_entry' : plainType;
}

const KINDS: Readonly<Record<string, { kind: ImportedEntry['kind']; text: string }>> = {
  trigger_log_entry: { kind: 'detection', text: 'Alert triggered' },
  acknowledge_log_entry: { kind: 'response', text: 'Alert acknowledged' },
  unacknowledge_log_entry: { kind: 'response', text: 'Acknowledgment timed out' },
  escalate_log_entry: { kind: 'response', text: 'Escalated' },
  snooze_log_entry: { kind: 'response', text: 'Snoozed' },
  resolve_log_entry: { kind: 'recovery', text: 'Resolved' },
};

/** A note appears in two places, with times that can differ by up to this many microseconds. */
const SAME_NOTE = 2_000_000;

function entriesOf(
  log: readonly LogEntry[],
  notes: readonly Note[],
): { entries: ImportedEntry[]; joined: number } {
  const entries: ImportedEntry[] = [];
  for (const one of log) {
    const rule = KINDS[kindOfLog(one)];
    if (rule === undefined) continue;
    const detail = one.event_details?.description ?? null;
    const level = /\blevel \d+\b/.exec(one.summary ?? '')?.[0];
    const more = detail ?? (level === undefined ? null : `to ${level}`);
    const text =
      more === null ? rule.text : detail === null ? `${rule.text} ${more}` : `${rule.text}: ${more}`;
    entries.push(
      entryOf({
        at: one.created_at,
        kind: rule.kind,
        text: plain(text),
        key: `PagerDuty log entry ${one.id}`,
        url: urlOf(one),
      }),
    );
  }
  let joined = 0;
  const taken = notes.map(({ id, content, created_at, user }) => {
    const isBot = user?.type === 'bot_user_reference';
    return entryOf({
      at: created_at,
      kind: isBot ? 'context' : 'response',
      text: plain(content),
      actor: isBot ? (user?.summary ?? null) : null,
      key: `PagerDuty note ${id}`,
    });
  });
  for (const one of log.filter((each) => kindOfLog(each) === 'annotate_log_entry')) {
    if (one.note === null || one.note.trim() === '') continue;
    const twin = taken.find(
      ({ text, at }) => text.text === one.note && Math.abs(at - one.created_at) <= SAME_NOTE,
    );
    if (twin !== undefined) joined++;
    else
      taken.push(
        entryOf({
          at: one.created_at,
          kind: 'response',
          text: plain(one.note),
          key: `PagerDuty log entry ${one.id}`,
          url: urlOf(one),
        }),
      );
  }
  return { entries: [...entries, ...taken], joined };
}

function urlOf({ html_url, contexts }: LogEntry): string | null {
  return html_url ?? contexts.find(({ href }) => href !== null)?.href ?? null;
}

function momentsOf(one: z.output<typeof incident> | null, log: readonly LogEntry[]): MomentClaim[] {
  const first = (kind: string): number | null =>
    log
      .filter((each) => kindOfLog(each) === kind)
      .map(({ created_at }) => created_at)
      .sort((a, b) => a - b)[0] ?? null;
  const last = (kind: string): number | null =>
    log
      .filter((each) => kindOfLog(each) === kind)
      .map(({ created_at }) => created_at)
      .sort((a, b) => b - a)[0] ?? null;
  const detected = one?.created_at ?? first('trigger_log_entry');
  const from = one === null ? 'PagerDuty log entries' : `PagerDuty incident ${one.incident_number ?? one.id}`;
  return [
    ...claim('started_at', detected, 'creation', from, 'the time of the alert; the impact began earlier'),
    ...claim('detected_at', detected, one === null ? 'log' : 'field', from),
    ...claim('acknowledged_at', first('acknowledge_log_entry'), 'log', from),
    ...claim(
      'resolved_at',
      one?.resolved_at ?? last('resolve_log_entry'),
      one?.resolved_at == null ? 'log' : 'field',
      from,
    ),
  ];
}

const post = z.object({ postmortem: z.object({ id: maybe, message: text, reported_at: instant }) });

function postOf(document: SourceDocument): ImportedEntry {
  const { id, message, reported_at } = read(post, document).postmortem;
  return entryOf({
    at: reported_at,
    kind: 'communication',
    text: html(message),
    key: `PagerDuty status page postmortem ${id ?? ''}`.trim(),
  });
}

function uniqueById<T extends { readonly id: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

function peopleOf(log: readonly LogEntry[], notes: readonly Note[]): string[] {
  const users = [...log.flatMap(({ agent: who, user }) => [who, user]), ...notes.map(({ user }) => user)];
  return users.flatMap((user) =>
    user?.type === 'user_reference' && user.summary !== null ? [user.summary] : [],
  );
}

import type { Vocabulary } from '../../incident/vocabulary.ts';
import { parseInstant } from '../../time/instant.ts';
import type { ImportedEntry, ImportedRecord, MomentName, SourceText } from '../record/record.ts';
import type { Draft, DraftEntry, DraftMoment, Severity } from './draft.ts';
import type { Finisher } from './finish.ts';
import { chooseMoments } from './moments.ts';
import { severityFor } from './severity.ts';

/** Sources by preference for titles, severities and claims, best first. All others follow by name. */
const SOURCE_ORDER = [
  'incident.io',
  'Rootly',
  'FireHydrant',
  'PagerDuty',
  'Opsgenie',
  'Slack',
  'CSV',
  'Statuspage',
  'GitHub',
  'GitLab',
  'Argo CD',
  'Kubernetes',
  'Jira',
  'Linear',
];

export interface MergeOptions {
  readonly words: Vocabulary;
  /** Severity given on the command line. */
  readonly severity: string | null;
}

/** Records sorted by source. */
function inSourceOrder(records: readonly ImportedRecord[]): ImportedRecord[] {
  const rank = ({ source }: ImportedRecord): number => {
    const index = SOURCE_ORDER.indexOf(source);
    return index < 0 ? SOURCE_ORDER.length : index;
  };
  return [...records].sort((a, b) => rank(a) - rank(b) || (a.source < b.source ? -1 : 1));
}

/** Merges the records from all sources into one draft. The result doesn't depend on the order of the files. */
export function mergeRecords(
  given: readonly ImportedRecord[],
  finisher: Finisher,
  { words, severity }: MergeOptions,
): Draft {
  const records = inSourceOrder(given);
  const moments = chooseMoments(records.flatMap((record) => record.moments));
  const firstText = (what: 'title' | 'summary'): string | null => {
    for (const record of records) {
      const text = record[what];
      const line = text === null ? '' : finisher.text(text, fileOf(record), what);
      if (line !== '') return line;
    }
    return null;
  };
  const chosen = chooseSeverity(records, finisher, words, severity);
  return {
    title: firstText('title'),
    summary: firstText('summary'),
    ...chosen,
    zone: records.find(({ zone }) => zone !== null)?.zone ?? null,
    services: servicesOf(records, finisher, words),
    moments: withCleanComments(moments, records, finisher),
    ...entriesOf(records, finisher, moments),
    ...partsOf(records, finisher, words),
  };
}

function fileOf({ files }: ImportedRecord): string {
  return files.length === 1 ? files[0]! : `${files[0]} and ${files.length - 1} more`;
}

function chooseSeverity(
  records: readonly ImportedRecord[],
  finisher: Finisher,
  { severities }: Vocabulary,
  given: string | null,
): { severity: Severity | null; unknownSeverity: string | null } {
  if (given !== null) {
    const known = severities.find((id) => id === given);
    return known === undefined
      ? { severity: null, unknownSeverity: given }
      : { severity: { id: known, comment: null }, unknownSeverity: null };
  }
  let unknown: string | null = null;
  for (const record of records) {
    if (record.severity === null || record.severity.trim() === '') continue;
    const name = finisher.label(record.severity, fileOf(record), 'severity');
    const severity = severityFor(name, severities, record.source);
    if (severity !== null) return { severity, unknownSeverity: null };
    unknown ??= name;
  }
  return { severity: null, unknownSeverity: unknown };
}

/** The site's name for a service if only the case differs. */
function serviceName(name: string, { services }: Vocabulary): string {
  return services.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
}

function servicesOf(records: readonly ImportedRecord[], finisher: Finisher, words: Vocabulary): string[] {
  const found = new Map<string, string>();
  for (const record of records) {
    for (const service of record.services) {
      const name = serviceName(finisher.label(service, fileOf(record), 'services'), words);
      if (name !== '' && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), name);
    }
  }
  return [...found.values()];
}

function withCleanComments(
  moments: ReadonlyMap<MomentName, DraftMoment>,
  records: readonly ImportedRecord[],
  finisher: Finisher,
): Map<MomentName, DraftMoment> {
  const file = records.length === 0 ? '' : fileOf(records[0]!);
  return new Map(
    [...moments].map(([name, moment]) => [
      name,
      { ...moment, comment: finisher.label(moment.comment, file, name) },
    ]),
  );
}

/** Sources that list everything that happened in a project or cluster, not only events related to an incident. */
const BROAD = new Set(['GitHub', 'GitLab', 'Argo CD', 'Kubernetes']);
const HOUR = 3_600_000_000;

function entriesOf(
  records: readonly ImportedRecord[],
  finisher: Finisher,
  moments: ReadonlyMap<MomentName, DraftMoment>,
): Pick<Draft, 'entries' | 'outside'> {
  const detected = moments.get('detected_at')?.at ?? null;
  const start = moments.get('started_at')?.at ?? null;
  const end = moments.get('resolved_at')?.at ?? null;
  const isOutside = ({ at }: ImportedEntry): boolean =>
    start !== null && (at < start - 24 * HOUR || at > (end ?? start + 24 * HOUR) + 2 * HOUR);
  const seen = new Set<string>();
  const entries: DraftEntry[] = [];
  const outside: Draft['outside'][number][] = [];
  for (const record of records) {
    const broad = BROAD.has(record.source);
    const count = broad ? record.entries.filter(isOutside).length : 0;
    if (count > 0)
      outside.push({
        source: record.source,
        what: 'entry',
        count,
        why: 'more than a day before, or two hours after, the incident',
      });
    for (const one of record.entries) {
      if (broad && isOutside(one)) continue;
      const entry = draftEntry(one, record, finisher, detected);
      if (entry.text === '' || seen.has(entry.key)) continue;
      seen.add(entry.key);
      entries.push(entry);
    }
  }
  const sorted = entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => a.entry.at - b.entry.at || a.index - b.index)
    .map(({ entry }) => entry);
  return { entries: sorted, outside };
}

function draftEntry(
  entry: ImportedEntry,
  record: ImportedRecord,
  finisher: Finisher,
  detected: number | null,
): DraftEntry {
  const file = fileOf(record);
  const key = finisher.label(entry.key, file, 'evidence');
  const late = entry.kindOnceDetected !== null && detected !== null && entry.at >= detected;
  const actor = entry.actor === null ? '' : finisher.label(entry.actor, file, key);
  return {
    at: entry.at,
    to: entry.to !== null && entry.to > entry.at ? entry.to : null,
    kind: late ? entry.kindOnceDetected! : entry.kind,
    text: finisher.text(entry.text, file, key),
    actor: actor === '' ? null : actor,
    key,
    url: finisher.url(entry.url, file, key),
    basis: entry.basis,
    guess: entry.guess,
  };
}

function partsOf(
  records: readonly ImportedRecord[],
  finisher: Finisher,
  words: Vocabulary,
): Pick<Draft, 'updates' | 'impact' | 'actions' | 'links'> {
  const text = (source: SourceText | null, record: ImportedRecord, place: string): string | null => {
    const line = source === null ? '' : finisher.text(source, fileOf(record), place);
    return line === '' ? null : line;
  };
  const label = (value: string | null, record: ImportedRecord, place: string): string | null => {
    const line = value === null ? '' : finisher.label(value, fileOf(record), place);
    return line === '' ? null : line;
  };
  /** A URL if it's safe to link to, otherwise the text. */
  const source = (value: string | null, record: ImportedRecord, place: string): string | null =>
    value !== null && /^[a-z][a-z0-9+.-]*:/i.test(value)
      ? finisher.url(value, fileOf(record), place)
      : label(value, record, place);
  return {
    updates: records
      .flatMap((record) =>
        record.updates.flatMap((one) => {
          const said = text(one.text, record, 'status_updates');
          return said === null
            ? []
            : [
                {
                  at: one.at,
                  text: said,
                  source: source(one.source, record, 'status_updates') ?? record.source,
                },
              ];
        }),
      )
      .sort((a, b) => a.at - b.at),
    impact: records.flatMap((record) =>
      record.impact.flatMap((one) => {
        const service = label(one.service, record, 'impact');
        if (service === null) return [];
        return [
          {
            ...one,
            service: serviceName(service, words),
            text: text(one.text, record, 'impact'),
            source: source(one.source, record, 'impact') ?? record.source,
          },
        ];
      }),
    ),
    actions: uniqueBy(
      records.flatMap((record) =>
        record.actions.flatMap((one) => {
          const place = `action ${one.id}`;
          const title = text(one.title, record, place);
          const id = label(one.id, record, place);
          if (title === null || id === null) return [];
          return [
            {
              ...one,
              id,
              title,
              owner: label(one.owner, record, place),
              ticket: source(one.ticket, record, place),
              due: one.due !== null && parseInstant(`${one.due}T00:00:00Z`) !== null ? one.due : null,
              priority: label(one.priority, record, place),
            },
          ];
        }),
      ),
      ({ id }) => id,
      // An incident tool and a tracker can have the same action item. The tracker has the due date.
      (first, later) => ({
        ...first,
        owner: first.owner ?? later.owner,
        ticket: first.ticket ?? later.ticket,
        due: first.due ?? later.due,
        priority: first.priority ?? later.priority,
      }),
    ),
    links: uniqueBy(
      records.flatMap((record) =>
        record.links.flatMap((one) => {
          const url = finisher.url(one.url, fileOf(record), 'links');
          return url === null ? [] : [{ title: text(one.title, record, 'links') ?? url, url }];
        }),
      ),
      ({ url }) => url,
    ),
  };
}

/** One item for each key. By default, the first item is kept. */
function uniqueBy<T>(
  all: readonly T[],
  key: (one: T) => string,
  join: (first: T, later: T) => T = (first) => first,
): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const first = found.get(key(one));
    found.set(key(one), first === undefined ? one : join(first, one));
  }
  return [...found.values()];
}

import { stringify } from 'yaml';
import { formatUtc } from '../../time/instant.ts';
import type { Draft, DraftEntry, DraftMoment } from './draft.ts';

/*
 * Parts of a draft as lines of YAML. They are written one key per line, so that comments can say what was guessed.
 */

/** A string or number as a YAML scalar on one line. */
export function scalar(value: string | number): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** A comment after a value. A comment ends at the line break, so text after a line break would become YAML. */
function comment(text: string | null): string {
  return text === null ? '' : ` # ${text.replace(/\s+/g, ' ').trim()}`;
}

type Value = string | number | null;

/** A list item with the keys that aren't null. */
function item(
  keys: Readonly<Record<string, Value>>,
  comments: Readonly<Record<string, string | null>> = {},
): string[] {
  const lines = Object.entries(keys)
    .filter((entry): entry is [string, string | number] => entry[1] !== null)
    .map(([key, value]) => `${key}: ${scalar(value)}${comment(comments[key] ?? null)}`);
  return lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
}

const time = (at: number | null): string | null => (at === null ? null : formatUtc(at));

/** A timeline entry. */
export function entryLines(entry: DraftEntry, id: string): string[] {
  const head = item(
    {
      id,
      at: formatUtc(entry.at),
      to: time(entry.to),
      kind: entry.kind,
      actor: entry.actor,
      text: entry.text,
      basis: entry.basis === 'observed' ? null : entry.basis,
    },
    { kind: entry.guess === null ? null : `TODO check: ${entry.guess}` },
  );
  return entry.url === null
    ? [...head, `  evidence: ${scalar(entry.key)}`]
    : [...head, '  evidence:', `    url: ${scalar(entry.url)}`, `    title: ${scalar(entry.key)}`];
}

/** A moment in the front matter. */
export function momentLine(name: string, { at, comment: text }: DraftMoment): string {
  return `${name}: ${formatUtc(at)}${comment(text)}`;
}

export function severityLine(severity: NonNullable<Draft['severity']>): string {
  return `severity: ${scalar(severity.id)}${comment(severity.comment)}`;
}

export function updateLines({ at, text, source }: Draft['updates'][number]): string[] {
  return item({ at: formatUtc(at), text, source });
}

export function impactLines(one: Draft['impact'][number]): string[] {
  return item({
    service: one.service,
    text: one.text,
    from: time(one.from),
    to: time(one.to),
    value: one.value,
    unit: one.unit,
    basis: 'reported',
    source: one.source,
  });
}

export function actionLines({
  id,
  title,
  priority,
  owner,
  ticket,
  due,
  status,
}: Draft['actions'][number]): string[] {
  return item({ id, title, priority, owner, ticket, due, status });
}

export function linkLines({ title, url }: Draft['links'][number]): string[] {
  return item({ title, url });
}

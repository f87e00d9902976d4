import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { childOf, type YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import * as check from './checks.ts';
import * as say from './diagnostics.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { ALWAYS_PUBLIC, type Incident, incidentSchema, MOMENTS } from './incident.ts';
import type { Edition } from './visibility.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from './vocabulary.ts';

export interface IncidentRead extends Omit<FrontMatter<Incident>, 'value'> {
  /** The parsed front matter. Null if and only if there is an error. */
  readonly incident: Incident | null;
}

export interface IncidentOptions {
  readonly words: Vocabulary;
  readonly edition: Edition;
}

/** Reads a write-up's front matter. For the public edition, internal parts are removed. */
export function readIncident(
  source: SourceText,
  { words = DEFAULT_VOCABULARY, edition = 'internal' }: Partial<IncidentOptions> = {},
): IncidentRead {
  const read = readFrontMatter(source, incidentSchema, {
    edition,
    always: ALWAYS_PUBLIC,
    checkValues: (text, root) => [...checkValues(text, root), ...checkWords(text, root, words)],
  });
  const { value, ...rest } = read;
  if (value === null) return { incident: null, ...rest };
  const hasZone = check.textOf(childOf(read.kept ?? undefined, 'zone')) !== null;
  const incident = hasZone ? value : { ...value, zone: words.zone };
  if (edition === 'internal') return { incident, ...rest };
  const isHidden = (name: string): boolean =>
    words.services.length > 0 && !words.publicServices.includes(name);
  const patterns = incident.patterns.filter(({ id }) => words.publicPatterns.includes(id));
  const services = incident.services.filter((name) => !isHidden(name));
  const found = incident.impact.flatMap(({ service }, index) => {
    if (service === null || !isHidden(service)) return [];
    return [say.internalService(read.placeOf(['impact', index, 'service']), service)];
  });
  const diagnostics = [...rest.diagnostics, ...found];
  return { ...rest, incident: found.length > 0 ? null : { ...incident, services, patterns }, diagnostics };
}

/**
 * Reports severities, patterns and services that the site doesn't define. Unknown services only cause warnings, since a
 * service may no longer exist.
 */
function checkWords(source: SourceText, root: YamlNode, words: Vocabulary): Diagnostic[] {
  const out: Diagnostic[] = [];
  const severity = check.textOf(childOf(root, 'severity'));
  if (severity !== null && !words.severities.includes(String(severity.value))) {
    const near = nearest(String(severity.value), words.severities);
    out.push(say.unknownSeverity(source, severity, String(severity.value), near, words.severities));
  }
  for (const item of listUnder(root, 'patterns')) {
    const node = check.textOf(childOf(item, 'id') ?? item);
    if (node === null || words.patterns.includes(String(node.value))) continue;
    const near = nearest(String(node.value), words.patterns);
    out.push(say.unknownPattern(source, node, String(node.value), near, words.patterns));
  }
  if (words.services.length === 0) return out;
  const named = [
    ...listUnder(root, 'services'),
    ...listUnder(root, 'impact').flatMap((row) => childOf(row, 'service') ?? []),
  ];
  for (const node of named.map((one) => check.textOf(childOf(one, 'text') ?? one))) {
    if (node === null || words.services.includes(String(node.value))) continue;
    const near = nearest(String(node.value), words.services);
    out.push(say.unknownService(source, node, String(node.value), near));
  }
  return out;
}

/**
 * Pairs of moments in which the first can't be after the second. The six moments don't have a fixed order: the cause
 * may be identified after everything is resolved, and a mitigation may take effect before anyone notices the incident.
 */
const ORDER = [
  ['started_at', 'detected_at'],
  ['detected_at', 'acknowledged_at'],
  ['detected_at', 'identified_at'],
  ['started_at', 'mitigated_at'],
  ['started_at', 'resolved_at'],
  ['mitigated_at', 'resolved_at'],
] as const;

function checkValues(source: SourceText, root: YamlNode): Diagnostic[] {
  const out: Diagnostic[] = [];
  const moments = new Map(MOMENTS.map((key) => [key, check.timeUnder(source, root, key, out)]));
  for (const [earlier, later] of ORDER) {
    check.checkOrder(source, moments.get(earlier) ?? null, moments.get(later) ?? null, out);
  }
  check.checkDate(source, check.textOf(childOf(root, 'published_at')), out);
  check.checkZone(source, check.textOf(childOf(root, 'zone')), out);
  check.checkSource(source, check.textOf(childOf(childOf(root, 'detection'), 'source')), out);
  for (const row of listUnder(root, 'impact')) {
    const from = check.timeUnder(source, row, 'from', out);
    check.checkOrder(source, from, check.timeUnder(source, row, 'to', out), out);
    check.checkSource(source, check.textOf(childOf(row, 'source')), out);
  }
  for (const update of listUnder(root, 'status_updates')) {
    check.timeUnder(source, update, 'at', out);
    check.checkSource(source, check.textOf(childOf(update, 'source')), out);
  }
  for (const change of listUnder(root, 'history')) {
    check.checkDate(source, check.textOf(childOf(change, 'at')), out);
  }
  for (const link of listUnder(root, 'links')) {
    check.checkLink(source, check.textOf(childOf(link, 'url')), out);
  }
  checkActions(source, listUnder(root, 'actions'), out);
  return out;
}

function checkActions(source: SourceText, actions: readonly YamlNode[], out: Diagnostic[]): void {
  const seen = new Set<string>();
  for (const action of actions) {
    check.checkDate(source, check.textOf(childOf(action, 'due')), out);
    check.checkSource(source, check.textOf(childOf(action, 'ticket')), out);
    check.checkSource(source, check.textOf(childOf(action, 'source')), out);
    const id = check.textOf(childOf(action, 'id'));
    if (id === null) continue;
    const name = String(id.value);
    if (seen.has(name)) out.push(say.duplicateAction(source, id, name));
    seen.add(name);
  }
}

function listUnder(root: YamlNode, key: string): readonly YamlNode[] {
  return check.itemsOf(childOf(root, key));
}

import { z } from 'zod';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Micros } from '../result.ts';
import { parseDuration } from '../time/duration.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { type ObservedValue, parseTolerance, parseValue } from '../time/observed-value.ts';
import { childOf, plainValue, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { adviseUnits, validate } from '../yaml/validate.ts';
import * as check from './checks.ts';
import * as say from './diagnostics.ts';
import { doc } from './key-doc.ts';
import { EVERYTHING, internalKeys, itemVisibility, publicItems, type Shown } from './visibility.ts';

/** Kinds of timeline entries. */
export const ENTRY_KINDS = [
  'impact',
  'detection',
  'response',
  'communication',
  'recovery',
  'context',
] as const;

/** The evidence for an entry: a URL, a title, or both. */
export interface Evidence {
  url: string | null;
  title: string | null;
}

/** An entry in a page's observed timeline. */
export interface TimelineEntry {
  /** The entry's id, which is unique on the page. Scenarios refer to the entry as `observed.<id>`. */
  id: string;
  /** The entry's time in RFC 3339 with an offset, as written. */
  at: string;
  /** `at` in microseconds since the epoch. */
  epoch: Epoch;
  /** The latest possible time if `at` is the start of a range; otherwise null. */
  latest: string | null;
  /** End of a period in RFC 3339; null for a single moment. */
  to: string | null;
  kind: (typeof ENTRY_KINDS)[number];
  actor: string | null;
  text: string;
  /** Short label of a key moment; null for other entries. */
  moment: string | null;
  evidence: Evidence | null;
  /** Tolerance for a simulated mark with this id. Null for an entry with a value. */
  within: Micros | null;
  /** The observed value of the outcome or measure with this id; null if there is none. */
  observed: ObservedValue | null;
  basis: 'observed' | 'estimated';
  /** Ids of entries that this public post announced. */
  announces: string[];
}

/** Maximum length of a key moment's label, in characters. Longer ones don't fit into the event figure. */
const LONGEST_LABEL = 24;

const text = z.string().min(1);
const maybe = text.nullable().default(null);

export const entrySchema = z.strictObject({
  id: text.meta(
    doc('Id of the entry, unique on the page. Scenarios refer to it as `observed.<id>`.', 'errors_rise'),
  ),
  at: z
    .union([text, z.tuple([text, text])])
    .meta(
      doc(
        'When the event happened or began: RFC 3339 with an offset. If the time isn’t known exactly, the earliest and the latest possible time.',
        '2026-03-02T09:00:00+01:00',
        ['2026-03-02T17:00:00+01:00', '2026-03-02T19:00:00+01:00'],
      ),
    ),
  to: maybe.meta(
    doc(
      'When the period ended, for an entry that covers one: RFC 3339 with an offset.',
      '2026-03-02T09:20:00+01:00',
    ),
  ),
  kind: text.pipe(z.enum(ENTRY_KINDS)).meta(doc('The kind of event that the entry describes.', 'impact')),
  actor: maybe.meta(doc('Who or what acted.', 'Deploy pipeline')),
  text: text.meta(doc('What happened, in one sentence.', 'Error rate rises to 30%')),
  moment: z
    .string()
    .min(1)
    .max(LONGEST_LABEL)
    .nullable()
    .default(null)
    .meta(
      doc(
        'Marks the entry as a key moment. The value is its label, at most 24 characters. The page lists key moments first and labels them in the figure at the top.',
        'Cause known',
      ),
    ),
  evidence: z
    .union([
      text,
      z.strictObject({
        url: text.meta(doc('An http or https URL.', 'https://graphs.example/7')),
        title: maybe.meta(doc('The link’s text: what the evidence shows.', 'Error rate of the shop')),
      }),
    ])
    .nullable()
    .default(null)
    .meta(
      doc('How you know the time: an http or https URL, text, or both.', 'https://graphs.example/7', {
        url: 'https://graphs.example/7',
        title: 'Error rate of the shop',
      }),
    ),
  value: z
    .union([z.number(), text])
    .nullable()
    .default(null)
    .meta(
      doc(
        'An observed value of the outcome or measure with this id: a number, share, rate per second or duration.',
        4_000_000,
        '30%',
      ),
    ),
  unit: maybe.meta(doc('Unit of `value`.', 'orders')),
  within: z
    .union([text, z.number()])
    .nullable()
    .default(null)
    .meta(
      doc(
        'A duration: how far the simulated mark with this id can be from the observed time. With `value`, how far the simulated value can be from it: a percentage of it, or an amount.',
        '10m',
        '10%',
      ),
    ),
  basis: z
    .enum(['observed', 'estimated'])
    .nullable()
    .default('observed')
    .transform((basis) => basis ?? 'observed')
    .meta(doc('Whether the time was observed or estimated.', 'estimated')),
  announces: z
    .array(text)
    .nullable()
    .default([])
    .transform((ids) => ids ?? [])
    .meta(
      doc('Ids of entries that this public post made public. Only for the kind `communication`.', ['deploy']),
    ),
  visibility: itemVisibility,
  internal: internalKeys(['actor', 'moment', 'evidence', 'value', 'unit', 'within', 'announces']),
});

export interface TimelineRead {
  /** The entries in document order; empty if the block has errors. */
  readonly entries: TimelineEntry[];
  /** Ids under `announces`. The caller checks that the page has these entries, possibly in another block. */
  readonly announced: EntryId[];
  /** Entries that have `within`, with that value's span. The caller checks that each is compared with a mark. */
  readonly tolerated: EntryId[];
  /** Ids of entries hidden in the edition. */
  readonly hidden: string[];
  readonly diagnostics: Diagnostic[];
}

/** An entry's id, and the span of the reference to it. */
export interface EntryId {
  readonly id: string;
  readonly span: Span;
}

export interface TimelineOptions {
  /** Ids of entries in earlier blocks on the page. */
  readonly taken: ReadonlySet<string>;
  /** The parts of the page that the edition shows. */
  readonly shown: Shown;
}

/** Keys whose values are durations, which need a unit. */
const DURATIONS = new Set(['within']);

/** Reads a `timeline` block: a YAML list of entries. Entries that the edition hides are checked and then left out. */
export function readTimeline(
  source: SourceText,
  { taken = new Set(), shown = EVERYTHING }: Partial<TimelineOptions> = {},
): TimelineRead {
  const { root, diagnostics } = readYaml(source, 'the timeline');
  if (root === null) return { entries: [], announced: [], tolerated: [], hidden: [], diagnostics };
  const shape = validate(z.array(entrySchema), source, root, adviseUnits(DURATIONS));
  const found = [...diagnostics, ...shape.diagnostics];
  const seen = new Set(taken);
  const announced: EntryId[] = [];
  const tolerated: EntryId[] = [];
  for (const item of check.itemsOf(root)) {
    checkEntry(source, item, seen, found);
    announced.push(...checkAnnounces(source, item, found));
    tolerated.push(...toleratedIn(source, item));
  }
  const broken = found.some((one) => one.severity === 'error');
  if (broken || shape.value === null)
    return { entries: [], announced, tolerated, hidden: [], diagnostics: found };
  if (shown === EVERYTHING)
    return { entries: shape.value.map(entryOf), announced, tolerated, hidden: [], diagnostics: found };
  const kept = z.array(entrySchema).parse(plainValue(publicItems(root, shown.shows('timeline'))));
  const ids = new Set(kept.map(({ id }) => id));
  const hidden = shape.value.map(({ id }) => id).filter((id) => !ids.has(id));
  return { entries: kept.map(entryOf), announced: [], tolerated: [], hidden, diagnostics: found };
}

/** All entries on a page, sorted by time. Entries with the same time keep their document order. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return [...entries].sort((a, b) => a.epoch - b.epoch);
}

const ID = /^[A-Za-z][A-Za-z0-9_]*$/;

function checkEntry(source: SourceText, item: YamlNode, seen: Set<string>, out: Diagnostic[]): void {
  if (item.kind !== 'map') return;
  checkTimes(source, item, out);
  checkValue(source, item, out);
  const evidence = childOf(item, 'evidence');
  check.checkSource(source, check.textOf(evidence), out);
  check.checkLink(source, check.textOf(childOf(evidence, 'url')), out);
  const id = check.textOf(childOf(item, 'id'));
  if (id === null) return;
  const name = String(id.value);
  if (!ID.test(name)) out.push(say.entryId(source, id, name));
  if (seen.has(name)) out.push(say.duplicateEntry(source, id, name));
  seen.add(name);
  const proven = evidence !== undefined && !(evidence.kind === 'scalar' && evidence.value === null);
  if (!proven) out.push(say.noEvidence(source, id, name));
}

/** Checks `at`, which may be a range, and `to`. */
function checkTimes(source: SourceText, item: YamlNode, out: Diagnostic[]): void {
  const range = check.itemsOf(childOf(item, 'at')).flatMap((node) => check.textOf(node) ?? []);
  const [earliest, latest] = range.map((node) => check.timeAt(source, node, 'at', out));
  check.checkOrder(source, earliest ?? null, latest ?? null, out);
  const at = range.length === 0 ? check.timeUnder(source, item, 'at', out) : (latest ?? null);
  check.checkOrder(source, at, check.timeUnder(source, item, 'to', out), out);
}

/** Checks `value` and `within`. Without a value, the tolerance is a duration. */
function checkValue(source: SourceText, item: YamlNode, out: Diagnostic[]): void {
  const [value, within] = [check.filledOf(childOf(item, 'value')), check.filledOf(childOf(item, 'within'))];
  const parsed = value === null ? null : parseValue(value.value);
  if (value !== null && parsed === null) out.push(say.entryValue(source, value.node, String(value.value)));
  if (within === null) return;
  const text = String(within.value);
  if (value === null && parseDuration(text) === null) {
    const needsUnit = typeof within.value === 'number';
    out.push((needsUnit ? say.withinUnit : say.duration)(source, within.node, text));
  }
  if (parsed !== null && parseTolerance(parsed, within.value) === null) {
    out.push(say.entryTolerance(source, within.node, text));
  }
}

function toleratedIn(source: SourceText, item: YamlNode): EntryId[] {
  const id = check.textOf(childOf(item, 'id'));
  const within = check.filledOf(childOf(item, 'within'))?.node;
  if (id === null || within === undefined) return [];
  return [{ id: String(id.value), span: source.spanAt(within.start, within.end) }];
}

/** Only public posts can have `announces`. */
function checkAnnounces(source: SourceText, item: YamlNode, out: Diagnostic[]): EntryId[] {
  const announces = childOf(item, 'announces');
  const ids = check.itemsOf(announces).flatMap((node) => check.textOf(node) ?? []);
  const kind = check.textOf(childOf(item, 'kind'));
  if (announces !== undefined && ids.length > 0 && kind !== null && kind.value !== 'communication') {
    out.push(say.cantAnnounce(source, announces, String(kind.value)));
  }
  return ids.map((node) => ({ id: String(node.value), span: source.spanAt(node.start, node.end) }));
}

function entryOf({
  visibility: _visibility,
  internal: _internal,
  ...written
}: z.output<typeof entrySchema>): TimelineEntry {
  const { evidence, within, value, unit, at: times, ...rest } = written;
  const [at, latest] = typeof times === 'string' ? [times, null] : times;
  const parsed = value === null ? null : parseValue(value);
  return {
    ...rest,
    at,
    latest,
    epoch: parseInstant(at) ?? 0,
    within: within === null || parsed !== null ? null : parseDuration(String(within)),
    observed:
      parsed === null
        ? null
        : { ...parsed, unit, within: within === null ? null : parseTolerance(parsed, within) },
    evidence: typeof evidence === 'string' ? evidenceOf(evidence) : evidence,
  };
}

function evidenceOf(written: string): Evidence {
  return check.isWebAddress(written) ? { url: written, title: null } : { url: null, title: written };
}

import { z } from 'zod';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Micros } from '../result.ts';
import { parseDuration } from '../time/duration.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { childOf, plainValue, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { validate } from '../yaml/validate.ts';
import * as check from './checks.ts';
import * as say from './diagnostics.ts';
import { EVERYTHING, heldBack, itemVisibility, publicItems, type Shown } from './visibility.ts';

/** What an entry of the record is about. */
export const ENTRY_KINDS = [
  'impact',
  'detection',
  'response',
  'communication',
  'recovery',
  'context',
] as const;

/** What shows that an entry happened when it says: an address, a text, or both. */
export interface Evidence {
  url: string | null;
  title: string | null;
}

/** One entry of a page's timeline: a fact of the record. */
export interface TimelineEntry {
  /** Unique on the page; scenarios name it as `observed.<id>`. */
  id: string;
  /** RFC 3339 with offset, as written. */
  at: string;
  /** The same moment in microseconds since the epoch. */
  epoch: Epoch;
  /** End of a state of affairs, RFC 3339; null for a moment. */
  to: string | null;
  kind: (typeof ENTRY_KINDS)[number];
  actor: string | null;
  text: string;
  evidence: Evidence | null;
  /** How far a simulated mark of the same id may be off. */
  within: Micros | null;
  basis: 'observed' | 'estimated';
  /** Ids of entries that this one, a public post, made known outside. */
  announces: string[];
}

export interface TimelineRead {
  /** Entries that are whole, in the order of the text. */
  readonly entries: TimelineEntry[];
  /** Ids under `announces` with their places. The page has all entries, so the page checks them. */
  readonly told: Announcement[];
  /** Ids of entries that the edition leaves out. */
  readonly hidden: string[];
  readonly diagnostics: Diagnostic[];
}

/** An id that a post is said to tell of. */
export interface Announcement {
  readonly id: string;
  readonly span: Span;
}

const ID = /^[A-Za-z][A-Za-z0-9_]*$/;
const text = z.string().min(1);
const maybe = text.nullable().default(null);

export const entrySchema = z.strictObject({
  id: text.describe('Name of the entry, unique on the page: scenarios call it `observed.<id>`.'),
  at: text.describe('When it happened: RFC 3339 with an offset.'),
  to: maybe.describe('When it ended, for what lasted.'),
  kind: text.pipe(z.enum(ENTRY_KINDS)).describe('What sort of thing happened.'),
  actor: maybe.describe('Who or what did it.'),
  text: text.describe('What happened, in a sentence.'),
  evidence: z
    .union([
      text,
      z.strictObject({ url: text.describe('Its address.'), title: maybe.describe('What it is.') }),
    ])
    .nullable()
    .default(null)
    .describe('How the time is known: an address, a title, or both.'),
  within: maybe.describe('How far a run may be off before the two no longer agree, such as 10m.'),
  basis: z
    .enum(['observed', 'estimated'])
    .nullable()
    .default(null)
    .transform((basis) => basis ?? 'observed')
    .describe('Whether the time was observed or estimated.'),
  announces: z
    .array(text)
    .nullable()
    .default(null)
    .transform((ids) => ids ?? [])
    .describe('Ids of earlier entries that this one made known outside.'),
  visibility: itemVisibility,
  internal: heldBack(['actor', 'evidence', 'within', 'announces']).describe(
    'Keys that the public edition leaves out.',
  ),
});

/** What a block is read with. */
export interface TimelineReading {
  /** Ids of the page's earlier blocks. */
  readonly taken: ReadonlySet<string>;
  /** What of the page the edition shows. */
  readonly shown: Shown;
}

/** Reads a `timeline` block: a YAML list of entries. Those that the edition does not show are checked and left out. */
export function readTimeline(
  source: SourceText,
  { taken = new Set(), shown = EVERYTHING }: Partial<TimelineReading> = {},
): TimelineRead {
  const { root, diagnostics } = readYaml(source, 'the timeline');
  if (root === null) return { entries: [], told: [], hidden: [], diagnostics };
  const shape = validate(z.array(entrySchema), source, root);
  const found = [...diagnostics, ...shape.diagnostics];
  const seen = new Set(taken);
  const told: Announcement[] = [];
  for (const item of check.itemsOf(root)) {
    checkEntry(source, item, seen, found);
    told.push(...checkTold(source, item, found));
  }
  const broken = found.some((one) => one.severity === 'error');
  if (broken || shape.value === null) return { entries: [], told, hidden: [], diagnostics: found };
  if (shown === EVERYTHING)
    return { entries: shape.value.map(entryOf), told, hidden: [], diagnostics: found };
  const kept = z.array(entrySchema).parse(plainValue(publicItems(root, shown.shows('timeline'))));
  const ids = new Set(kept.map(({ id }) => id));
  const hidden = shape.value.map(({ id }) => id).filter((id) => !ids.has(id));
  return { entries: kept.map(entryOf), told: [], hidden, diagnostics: found };
}

/** All entries of a page by time; entries of one moment keep the order of the text. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return [...entries].sort((a, b) => a.epoch - b.epoch);
}

function checkEntry(source: SourceText, item: YamlNode, seen: Set<string>, out: Diagnostic[]): void {
  if (item.kind !== 'map') return;
  const [at, to] = [check.statedTime(source, item, 'at', out), check.statedTime(source, item, 'to', out)];
  check.checkOrder(source, at, to, out);
  const within = check.textOf(childOf(item, 'within'));
  if (within !== null && parseDuration(String(within.value)) === null) {
    out.push(say.duration(source, within, String(within.value)));
  }
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

/** Only a post announces the outside anything. */
function checkTold(source: SourceText, item: YamlNode, out: Diagnostic[]): Announcement[] {
  const announces = childOf(item, 'announces');
  const told = check.itemsOf(announces).flatMap((node) => check.textOf(node) ?? []);
  const kind = check.textOf(childOf(item, 'kind'));
  if (announces !== undefined && told.length > 0 && kind !== null && kind.value !== 'communication') {
    out.push(say.tellsNothing(source, announces, String(kind.value)));
  }
  return told.map((node) => ({ id: String(node.value), span: source.spanAt(node.start, node.end) }));
}

function entryOf({
  visibility: _visibility,
  internal: _internal,
  ...written
}: z.output<typeof entrySchema>): TimelineEntry {
  const { evidence, within, at } = written;
  return {
    ...written,
    epoch: parseInstant(at) ?? 0,
    within: within === null ? null : parseDuration(within),
    evidence: typeof evidence === 'string' ? evidenceOf(evidence) : evidence,
  };
}

function evidenceOf(written: string): Evidence {
  return check.isWebAddress(written) ? { url: written, title: null } : { url: null, title: written };
}

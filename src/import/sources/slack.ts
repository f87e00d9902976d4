import { z } from 'zod';
import { formatUtc } from '../../time/instant.ts';
import type { TextFile } from '../reading/decode.ts';
import { listItems, readJson } from '../reading/json.ts';
import { checkNext } from '../record/pages.ts';
import {
  type countLeft,
  entryOf,
  type ImportedEntry,
  type ImportedLink,
  type ImportedRecord,
  plain,
  recordOf,
} from '../record/record.ts';
import { at, count, flag, hasKeys, listOf, maybe, maybeObject, read, text } from '../record/shape.ts';
import type { JsonSource, ReadOptions, SourceDocument } from '../record/source.ts';

const attachment = z.object({ title: maybe, text: maybe, fallback: maybe });

const message = z.object({
  type: maybe,
  subtype: maybe,
  user: maybe,
  bot_id: maybe,
  username: maybe,
  text: maybe,
  ts: z.string().regex(/^\d{9,11}\.\d{1,9}$/),
  thread_ts: maybe,
  edited: maybeObject({ ts: maybe }),
  reactions: listOf(z.object({ name: text })),
  pinned_to: listOf(z.string()),
  attachments: listOf(attachment),
  blocks: listOf(z.unknown()),
});

type Message = z.output<typeof message>;

export interface SlackChannel {
  readonly id: string | null;
  readonly name: string;
}

/** User names by id. Empty unless `--names` is given. */
export type SlackUsers = ReadonlyMap<string, string>;

/** Every marked message and every channel notice has one of these keys. */
const KEYS = ['"pinned_to"', '"reactions"', '"subtype"'];

/** Subtypes of channel notices, such as a new topic. */
const SKIPPED = new Set([
  'channel_join',
  'channel_leave',
  'channel_topic',
  'channel_purpose',
  'channel_name',
  'channel_archive',
  'channel_unarchive',
  'group_join',
  'group_leave',
  'bot_add',
  'bot_remove',
  'file_comment',
  'tombstone',
  'huddle_thread',
  'pinned_item',
]);

/**
 * Collects a channel's marked messages: those that are pinned or have a marking reaction. Nothing else is kept, so
 * memory use doesn't depend on the channel's size.
 */
export class SlackMessages {
  readonly #marks: ReadonlySet<string>;
  /** Timestamps of messages listed as pinned in a separate file. */
  readonly #also: ReadonlySet<string>;
  readonly #kept = new Map<string, { message: Message; channel: SlackChannel }>();
  #seen = 0;
  #unmarked = 0;

  constructor(marks: readonly string[], also: ReadonlySet<string> = new Set()) {
    this.#marks = new Set(marks);
    this.#also = also;
  }

  /** Adds a day's messages. A reply that was also sent to the channel appears twice, with the same timestamp. */
  add(document: SourceDocument, channel: SlackChannel): void {
    read(z.array(z.unknown()), document).forEach((value, i) => {
      this.#addOne(document, value, i, channel);
    });
  }

  /**
   * Adds a day's messages from the text of its file. It only parses messages with one of `KEYS`. A day can have many
   * thousands of messages, and parsing all of them would use the most memory.
   */
  addDay(file: TextFile, channel: SlackChannel): void {
    const document = { file: { ...file, values: [] }, index: 0, value: null, kind: 'day' };
    let i = 0;
    for (const item of listItems(file)) {
      if (this.#also.size > 0 || KEYS.some((key) => item.includes(key))) {
        this.#addOne(document, readJson({ ...file, text: item }).values[0], i, channel);
      } else {
        this.#seen++;
        this.#unmarked++;
      }
      i++;
    }
  }

  #addOne(document: SourceDocument, value: unknown, i: number, channel: SlackChannel): void {
    this.#seen++;
    const subtype = at(value, 'subtype');
    if (typeof subtype === 'string' && SKIPPED.has(subtype)) return;
    if (!this.#isMarked(value)) {
      this.#unmarked++;
      return;
    }
    const one = read(message, { ...document, value }, [i]);
    this.#kept.set(one.ts, { message: one, channel });
  }

  #isMarked(value: unknown): boolean {
    const [pins, reactions, ts] = [at(value, 'pinned_to'), at(value, 'reactions'), at(value, 'ts')];
    const marked = (one: unknown): boolean => {
      const name = at(one, 'name');
      return typeof name === 'string' && this.#marks.has(name);
    };
    return (
      (Array.isArray(pins) && pins.length > 0) ||
      (typeof ts === 'string' && this.#also.has(ts)) ||
      (Array.isArray(reactions) && reactions.some(marked))
    );
  }

  /** Number of messages read. */
  get seen(): number {
    return this.#seen;
  }

  /** The marked messages as entries, sorted by timestamp. Timestamps are compared as text. */
  entries(users: SlackUsers, workspace: string | null): ImportedEntry[] {
    const sorted = [...this.#kept.values()].sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1));
    return sorted.map(({ message: one, channel }) => entryFrom(one, channel, users, workspace));
  }

  left(): ReturnType<typeof countLeft> {
    return this.#unmarked === 0
      ? []
      : [{ what: 'message', count: this.#unmarked, why: 'neither pinned nor marked with a reaction' }];
  }
}

function entryFrom(
  one: Message,
  channel: SlackChannel,
  users: SlackUsers,
  workspace: string | null,
): ImportedEntry {
  const said = withNames(textOf(one), users);
  const isBot = one.bot_id !== null || one.subtype === 'bot_message';
  const edited = one.edited?.ts == null ? null : secondsOf(one.edited.ts);
  const guess = edited === null || Number.isNaN(edited) ? 'kind' : `kind; edited at ${formatUtc(edited)}`;
  return entryOf({
    at: secondsOf(one.ts),
    kind: kindOf(said, isBot),
    text: { text: said, markup: 'slack' },
    actor: isBot ? one.username : (users.get(one.user ?? '') ?? null),
    key: `Slack #${channel.name}, message ${one.ts}`,
    url: workspace === null || channel.id === null ? null : permalink(workspace, channel.id, one),
    guess,
  });
}

/** When a message was posted, in whole seconds. The fraction is a serial number within the channel. */
function secondsOf(ts: string): number {
  return Number(ts.split('.')[0]) * 1_000_000;
}

function permalink(workspace: string, channel: string, { ts, thread_ts }: Message): string {
  const address = `https://${workspace}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return thread_ts === null || thread_ts === ts
    ? address
    : `${address}?thread_ts=${thread_ts}&cid=${channel}`;
}

function kindOf(said: string, isBot: boolean): ImportedEntry['kind'] {
  if (/\b(?:resolved|recovered|rolled back|back to normal)\b/i.test(said)) return 'recovery';
  return isBot || /\bFIRING\b/.test(said) ? 'detection' : 'response';
}

/** Replaces mentions with names, for users whose names are kept. */
function withNames(text: string, users: SlackUsers): string {
  return text.replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, user: string) => users.get(user) ?? whole);
}

/** A message's text. Bots often put it only in attachments or blocks. */
function textOf({ text: own, attachments, blocks }: Message): string {
  if (own !== null && own.trim() !== '') return own;
  const attached = attachments.map(
    ({ title, text: body, fallback }) =>
      [title, body].filter((part) => part !== null && part.trim() !== '').join(': ') || (fallback ?? ''),
  );
  const joined = attached.filter((part) => part !== '').join('; ');
  if (joined !== '') return joined;
  const found: string[] = [];
  collectTexts(blocks, found, 0);
  const said = found.join('').trim();
  return said === '' ? '(a message without text)' : said;
}

function collectTexts(value: unknown, out: string[], depth: number): void {
  if (depth > 12) return;
  if (Array.isArray(value)) for (const item of value) collectTexts(item, out, depth + 1);
  else if (typeof value === 'object' && value !== null) {
    const own = at(value, 'text');
    if (typeof own === 'string') out.push(own);
    else collectTexts(own, out, depth + 1);
    collectTexts(at(value, 'elements'), out, depth + 1);
  }
}

const bookmarks = z.object({
  bookmarks: z.array(z.object({ title: text, link: maybe })),
});
const pins = z.object({ items: z.array(z.object({ message: maybeObject({ ts: maybe }) })) });
const history = z.object({
  messages: z.array(z.unknown()),
  has_more: flag,
  response_metadata: maybeObject({ next_cursor: maybe }),
});

/** Responses from Slack's API for one channel, without an export: messages, replies, pins and bookmarks. */
export const slack: JsonSource = {
  name: 'Slack',
  kindOf(value) {
    if (hasKeys(value, 'messages') && (hasKeys(value, 'ok') || at(value, 'messages', 0, 'ts') !== undefined))
      return 'messages';
    if (hasKeys(value, 'bookmarks')) return 'bookmarks';
    if (hasKeys(value, 'items', 'ok')) return 'pins';
    if (Array.isArray(value) && hasKeys(value[0], 'ts', 'type') && at(value, 0, 'type') === 'message')
      return 'day';
    return null;
  },
  read(documents, options) {
    const files = documents.map(({ file }) => file.file);
    const pages = documents
      .filter(({ kind }) => kind === 'messages')
      .map((document) => ({ document, ...read(history, document) }));
    checkNext(
      pages.map(({ document, has_more, response_metadata: meta }) => ({
        file: document.file.file,
        more: has_more && (meta?.next_cursor ?? 'unknown') !== '',
      })),
      'messages',
    );
    const messages = new SlackMessages(options.marks, pinnedIn(documents));
    const channel = { id: null, name: options.channel ?? 'channel' };
    for (const { document, messages: value } of pages) messages.add({ ...document, value }, channel);
    for (const day of documents.filter(({ kind }) => kind === 'day')) messages.add(day, channel);
    return slackRecord(
      files,
      messages,
      { links: linksIn(documents), users: new Map(), title: null },
      options,
    );
  },
};

export function pinnedIn(documents: readonly SourceDocument[]): Set<string> {
  const lists = documents.filter(({ kind }) => kind === 'pins').map((one) => read(pins, one).items);
  return new Set(lists.flat().flatMap((item) => item.message?.ts ?? []));
}

export function linksIn(documents: readonly SourceDocument[]): ImportedLink[] {
  return documents
    .filter(({ kind }) => kind === 'bookmarks')
    .flatMap((one) => read(bookmarks, one).bookmarks)
    .flatMap(({ title, link }) => (link === null ? [] : [{ title: plain(title), url: link }]));
}

interface SlackFacts {
  readonly links: readonly ImportedLink[];
  readonly users: SlackUsers;
  readonly title: string | null;
  readonly people?: readonly string[];
  readonly notes?: readonly string[];
}

/** Everything imported from an incident's channel. */
export function slackRecord(
  files: readonly string[],
  messages: SlackMessages,
  { links, users, title, people = [], notes = [] }: SlackFacts,
  options: ReadOptions,
): ImportedRecord {
  return recordOf('Slack', files, {
    title: title === null || title.trim() === '' ? null : { text: title, markup: 'slack' },
    entries: messages.entries(users, options.workspace),
    links,
    left: messages.left(),
    people,
    notes,
  });
}

export const channelSchema = z.object({
  id: text,
  name: text,
  topic: maybeObject({ value: maybe }),
  purpose: maybeObject({ value: maybe }),
  pins: listOf(z.object({ id: maybe })),
});

export const userSchema = z.object({
  id: text,
  is_bot: flag,
  real_name: maybe,
  profile: maybeObject({ real_name: maybe, display_name: maybe }),
  updated: count,
});

import { z } from 'zod';
import { decode } from '../reading/decode.ts';
import { noChannel, severalChannels } from '../reading/diagnostics.ts';
import { readJson } from '../reading/json.ts';
import type { ImportedRecord } from '../record/record.ts';
import { read } from '../record/shape.ts';
import type { FileTree, ReadOptions, SourceDocument } from '../record/source.ts';
import { channelSchema, linksIn, pinnedIn, SlackMessages, slackRecord, userSchema } from './slack.ts';

const CHANNEL_FILES = ['channels.json', 'groups.json'];
const USER_FILES = ['users.json', 'org_users.json'];

/** The folder in a tree that contains a Slack export (`''` for the root), or null if there is none. */
export function slackRoot({ paths }: FileTree): string | null {
  const file = paths.find((path) => /(^|\/)channels\.json$/.test(path));
  if (file === undefined) return null;
  const root = file.slice(0, -'channels.json'.length);
  return USER_FILES.some((name) => paths.includes(root + name)) ? root : null;
}

type Channel = z.output<typeof channelSchema>;

/**
 * Reads one channel of a Slack export, one day's file at a time.
 *
 * @param beside additional documents: pins and bookmarks, which exports don't contain
 * @throws ImportError if the channel isn't in the export, or a file can't be read
 */
export async function readSlackExport(
  tree: FileTree,
  root: string,
  beside: readonly SourceDocument[],
  options: ReadOptions,
): Promise<ImportedRecord> {
  const documentAt = async (path: string): Promise<SourceDocument> => {
    const file = readJson(decode(`${tree.name}/${path}`, await tree.read(path)));
    return { file, index: 0, value: file.values[0], kind: 'day' };
  };
  const all = async <T extends z.ZodType>(names: readonly string[], schema: T): Promise<z.output<T>[]> => {
    const found: z.output<T>[] = [];
    for (const name of names) {
      if (tree.paths.includes(root + name))
        found.push(...read(z.array(schema), await documentAt(root + name)));
    }
    return found;
  };
  const channels = await all(CHANNEL_FILES, channelSchema);
  const users = await all(USER_FILES, userSchema);
  const { channel, guessed } = chooseChannel(tree, channels, options.channel);
  const pinned = new Set([...pinnedIn(beside), ...channel.pins.flatMap(({ id }) => id ?? [])]);
  const messages = new SlackMessages(options.marks, pinned);
  const folder = `${root}${channel.name}/`;
  // The names of the day files depend on a time zone that isn't in the export, so only the messages' times are used.
  const days = tree.paths.filter((path) => path.startsWith(folder) && path.endsWith('.json')).sort();
  for (const path of days) messages.addDay(decode(`${tree.name}/${path}`, await tree.read(path)), channel);
  const named = users.flatMap(({ id, is_bot, real_name, profile }) => {
    const name = real_name ?? profile?.real_name ?? null;
    return is_bot || name === null || !name.trim().includes(' ') ? [] : [[id, name.trim()] as const];
  });
  const workspace = options.workspace ?? workspaceOf(tree.name);
  const notes = guessed ? [`took the channel #${channel.name}; choose another with --channel`] : [];
  if (options.workspace === null && workspace !== null) {
    notes.push(`links to messages assume the workspace ${workspace}.slack.com; correct it with --workspace`);
  }
  return slackRecord(
    [tree.name, ...beside.map(({ file }) => file.file)],
    messages,
    {
      links: linksIn(beside),
      users: new Map(options.names ? named : []),
      title: channel.purpose?.value ?? channel.topic?.value ?? null,
      people: named.map(([, name]) => name),
      notes: [...notes, `read ${messages.seen} messages of #${channel.name}`],
    },
    { ...options, workspace },
  );
}

function chooseChannel(
  tree: FileTree,
  channels: readonly Channel[],
  wanted: string | null,
): { channel: Channel; guessed: boolean } {
  if (wanted !== null) {
    const name = wanted.replace(/^#/, '');
    const channel = channels.find((one) => one.name === name || one.id === name);
    if (channel === undefined) throw noChannel(tree.name, wanted);
    return { channel, guessed: false };
  }
  const likely = channels.filter(({ name }) => /^(?:inc|incident|sev\d?|outage)[-_]?\d*/i.test(name));
  const found = channels.length === 1 ? channels : likely;
  if (found.length !== 1)
    throw severalChannels(
      tree.name,
      (likely.length > 1 ? likely : channels).map(({ name }) => name),
    );
  return { channel: found[0]!, guessed: channels.length > 1 };
}

/** Exports are named after the workspace: `Larkspur Slack export Mar 29 2026 - Mar 30 2026.zip`. */
function workspaceOf(file: string): string | null {
  const name = /([^/\\]+) Slack export /.exec(file)?.[1];
  const domain =
    name
      ?.toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') ?? '';
  return domain === '' ? null : domain;
}

import { nearest } from '../../yaml/suggest.ts';
import type { DocsReport } from '../output/reports.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { pagerOf, showInPager } from '../terminal/pager.ts';
import { type Cell, paintFor, printJson, type Style, styleFor, tableLines } from '../terminal/print.ts';
import { type Block, documentLines } from './document.ts';
import { partsAbout } from './sections.ts';
import { allTopics, type Topic } from './topics.ts';

export interface DocsCommand {
  readonly json?: boolean | undefined;
}

/** Document width if the output isn't a terminal, and the maximum width in a terminal. */
const DOCUMENT_WIDTH = 80;
const MAX_DOCUMENT_WIDTH = 100;

/**
 * `hindcast docs`: prints a topic, the parts of a topic that are about a word, or the list of topics.
 *
 * @returns exit status
 * @throws UsageError if the topic doesn't exist or doesn't cover the word
 */
export async function docs(
  id: string | undefined,
  word: string | undefined,
  command: DocsCommand,
  io: Io,
): Promise<number> {
  const topics = allTopics();
  if (command.json === true) {
    if (id !== undefined)
      throw new UsageError(
        "`--json` can't be used with a topic",
        'leave out the topic to list all topics as JSON',
      );
    const report: DocsReport = {
      version: 1,
      topics: topics.map(({ id, kind, title, summary }) => ({ id, kind, title, summary })),
    };
    printJson([report], false, io.stdout);
    return EXIT.ok;
  }
  if (id === undefined) {
    io.stdout.write(listOf(topics, styleFor(io.stdout, io.env)));
    return EXIT.ok;
  }
  const topic = topics.find((one) => one.id === id.toLowerCase());
  if (topic === undefined) throw await unknownTopic(id, topics);
  const pager = pagerOf(io);
  const blocks = word === undefined ? await topic.blocks(true) : await blocksAbout(topic, word);
  const text = textOf(blocks, {
    paint: pager === null ? paintFor(io.stdout, io.env) : (_, text) => text,
    width: Math.min(io.stdout.columns || DOCUMENT_WIDTH, MAX_DOCUMENT_WIDTH),
  });
  if (pager === null || !(await showInPager(pager, text, io))) io.stdout.write(text);
  return EXIT.ok;
}

function listOf(topics: readonly Topic[], style: Style): string {
  const rowsOf = (kind: Topic['kind']): Cell[][] =>
    topics.filter((one) => one.kind === kind).map(({ id, title }) => [id, title]);
  const lines = [
    ...tableLines(['Guides', ''], rowsOf('guide'), style),
    '',
    ...tableLines(['Reference', ''], rowsOf('reference'), style),
    '',
    'To read a topic: hindcast docs TOPIC',
    'To read about a key: hindcast docs language KEY',
    'To read about an error: hindcast explain CODE',
  ];
  return `${lines.join('\n')}\n`;
}

function textOf(blocks: readonly Block[], style: Style): string {
  return `${documentLines(blocks, style).join('\n')}\n`;
}

async function blocksAbout(topic: Topic, word: string): Promise<Block[]> {
  const parts = partsAbout(await topic.blocks(true), word);
  if (parts.length > 0) return parts;
  throw new UsageError(
    `\`${topic.id}\` has no section or entry named \`${word}\``,
    `to read all of it: hindcast docs ${topic.id}`,
  );
}

/** Suggests a topic with a similar name, or topics that mention the word. */
async function unknownTopic(word: string, topics: readonly Topic[]): Promise<UsageError> {
  const near = nearest(
    word,
    topics.map(({ id }) => id),
  );
  const plain: Style = { paint: (_, text) => text, width: DOCUMENT_WIDTH };
  const texts = await Promise.all(
    topics.map(async (topic) => {
      const blocks = await topic.blocks(false);
      const isEntry = topic.kind === 'reference' && partsAbout(blocks, word).length > 0;
      return { id: topic.id, text: textOf(blocks, plain), isEntry };
    }),
  );
  const mentions = texts.filter(({ text }) => text.toLowerCase().includes(word.toLowerCase()));
  const entry = texts.find(({ isEntry }) => isEntry);
  if (near === null && entry !== undefined) {
    return new UsageError(
      `there is no topic named \`${word}\``,
      `to read about it: hindcast docs ${entry.id} ${printable(word)}`,
    );
  }
  const suggestion = near === null ? '' : `; did you mean \`${near}\`?`;
  const hint =
    near === null && word !== '' && mentions.length > 0
      ? `\`${printable(word)}\` is mentioned in: ${mentions.map(({ id }) => id).join(', ')}`
      : `topics: ${topics.map(({ id }) => id).join(', ')}`;
  return new UsageError(`there is no topic named \`${word}\`${suggestion}`, hint);
}

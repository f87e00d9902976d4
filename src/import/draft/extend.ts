import { blockSource } from '../../diagnostic/source.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { MOMENTS } from '../../incident/incident.ts';
import { formatUtc, parseInstant } from '../../time/instant.ts';
import { childOf, type MapEntry, type YamlNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { wrongTarget } from '../reading/diagnostics.ts';
import { entryId } from '../text/entry-id.ts';
import type { Draft, DraftEntry } from './draft.ts';
import { actionLines, entryLines, impactLines, linkLines, momentLine, updateLines } from './yaml-lines.ts';

/** The extended write-up, with counts of what was added and what it already had. */
export interface Extended {
  readonly text: string;
  /** Number of items added, by kind. Example of a kind: `timeline entries`. */
  readonly added: ReadonlyMap<string, number>;
  /** Number of items that the write-up already had, by kind. */
  readonly found: ReadonlyMap<string, number>;
  /** Imported values that differ from the write-up's values. The write-up isn't changed. */
  readonly kept: readonly string[];
}

/**
 * Adds what a write-up doesn't have yet. It only inserts lines and fills empty keys. The rest of the author's text
 * doesn't change.
 *
 * @throws ImportError if the write-up's front matter or timeline can't be read
 */
export function extendWriteUp(file: string, text: string, draft: Draft): Extended {
  const counts = { added: new Map<string, number>(), found: new Map<string, number>(), kept: [] as string[] };
  const withFront = extendFront(file, text, draft, counts);
  const whole = extendTimeline(file, withFront, draft.entries, counts);
  return { text: whole, ...counts };
}

interface Counts {
  readonly added: Map<string, number>;
  readonly found: Map<string, number>;
  readonly kept: string[];
}

function addTo(map: Map<string, number>, what: string, count: number): void {
  if (count > 0) map.set(what, (map.get(what) ?? 0) + count);
}

/** A line edit: removes `replace` lines, starting at line `at`, and puts `insert` in their place. */
interface Edit {
  readonly at: number;
  readonly replace: number;
  readonly insert: readonly string[];
}

function extendFront(file: string, text: string, draft: Draft, counts: Counts): string {
  const { frontMatter } = splitPage(file, text);
  if (frontMatter === null) throw unreadable(file, 'it has no front matter');
  const { root, diagnostics } = readYaml(frontMatter, 'the front matter');
  if (root?.kind !== 'map') throw unreadable(file, diagnostics[0]?.message ?? 'its front matter has no keys');
  const front = frontMatter.text.split('\n');
  const edits: Edit[] = [
    ...momentEdits(root, front, draft, counts),
    ...listEdits(root, front, draft, counts),
  ];
  const lines = text.split('\n');
  // The front matter begins after the `---` line.
  return applied(
    lines,
    edits.map((edit) => ({ ...edit, at: edit.at + 1 })),
  ).join('\n');
}

function unreadable(file: string, why: string): Error {
  return wrongTarget(
    file,
    `can't extend \`${file}\`: ${why}`,
    'fix it with `hindcast check`, then import again',
  );
}

/**
 * Applies edits from the last to the first, so that line numbers stay valid. Edits at the same line keep their order.
 */
function applied(lines: readonly string[], edits: readonly Edit[]): string[] {
  const out = [...lines];
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => b.edit.at - a.edit.at || b.order - a.order);
  for (const { edit } of sorted) out.splice(edit.at, edit.replace, ...edit.insert);
  return out;
}

/** Number of the line that contains an offset, counting from 0. */
function lineOf(lines: readonly string[], offset: number): number {
  let start = 0;
  for (let line = 0; line < lines.length; line++) {
    start += lines[line]!.length + 1;
    if (offset < start) return line;
  }
  return lines.length - 1;
}

function isEmpty(node: YamlNode | undefined): boolean {
  if (node === undefined) return true;
  return node.kind === 'scalar' ? node.value === null : node.kind === 'list' && node.items.length === 0;
}

function momentEdits(
  root: YamlNode,
  front: readonly string[],
  draft: Draft,
  { added, found, kept }: Counts,
): Edit[] {
  const edits: Edit[] = [];
  let after = lastLineOf(root, front, 'severity') ?? front.length - 1;
  for (const name of MOMENTS) {
    const entry = entryAt(root, name);
    const moment = draft.moments.get(name);
    if (entry !== undefined) after = lastLineOf(root, front, name)!;
    if (moment === undefined) continue;
    if (entry === undefined) {
      edits.push({ at: after + 1, replace: 0, insert: [momentLine(name, moment)] });
      addTo(added, 'moments', 1);
    } else if (isEmpty(entry.value)) {
      const line = lineOf(front, entry.keyRange.start);
      edits.push({ at: line, replace: 1, insert: [momentLine(name, moment)] });
      addTo(added, 'moments', 1);
    } else {
      const written = entry.value.kind === 'scalar' ? String(entry.value.value) : '';
      if (parseInstant(written) === moment.at) addTo(found, 'moments', 1);
      else kept.push(`${name}: the write-up has ${written}, the files say ${formatUtc(moment.at)}`);
    }
  }
  return edits;
}

function entryAt(root: YamlNode, key: string): MapEntry | undefined {
  return root.kind === 'map' ? root.entries.find((entry) => entry.key === key) : undefined;
}

/** The last line of a key's value, or null if the key is absent. */
function lastLineOf(root: YamlNode, front: readonly string[], key: string): number | null {
  if (root.kind !== 'map') return null;
  const index = root.entries.findIndex((entry) => entry.key === key);
  if (index < 0) return null;
  const next = root.entries[index + 1];
  let line = next === undefined ? front.length - 1 : lineOf(front, next.keyRange.start) - 1;
  // Blank lines and comments between two keys belong to the second key.
  const first = lineOf(front, root.entries[index]!.keyRange.start);
  while (line > first && /^\s*(?:#.*)?$/.test(front[line]!)) line--;
  return line;
}

/** Items to add to a list in the front matter, and how to recognize an item that is already there. */
interface Addition<T> {
  readonly key: string;
  readonly what: string;
  readonly items: readonly T[];
  lines(item: T): string[];
  isSame(item: T, existing: YamlNode): boolean;
}

function textAt(node: YamlNode, key: string): string | null {
  const child = childOf(node, key);
  return child?.kind === 'scalar' && child.value !== null ? String(child.value) : null;
}

function sameTime(node: YamlNode, key: string, at: number | null): boolean {
  const written = textAt(node, key);
  return at === null ? written === null : written !== null && parseInstant(written) === at;
}

function listEdits(root: YamlNode, front: readonly string[], draft: Draft, counts: Counts): Edit[] {
  return [
    ...listEdit(root, front, counts, {
      key: 'impact',
      what: 'impact rows',
      items: draft.impact,
      lines: impactLines,
      isSame: (one, node) =>
        textAt(node, 'service') === one.service &&
        (sameTime(node, 'from', one.from) || textAt(node, 'source') === one.source),
    }),
    ...listEdit(root, front, counts, {
      key: 'actions',
      what: 'actions',
      items: draft.actions,
      lines: actionLines,
      isSame: (one, node) =>
        textAt(node, 'id') === one.id || (one.ticket !== null && textAt(node, 'ticket') === one.ticket),
    }),
    ...listEdit(root, front, counts, {
      key: 'links',
      what: 'links',
      items: draft.links,
      lines: linkLines,
      isSame: (one, node) => textAt(node, 'url') === one.url,
    }),
    ...listEdit(root, front, counts, {
      key: 'status_updates',
      what: 'status updates',
      items: draft.updates,
      lines: updateLines,
      isSame: (one, node) =>
        sameTime(node, 'at', one.at) &&
        (textAt(node, 'source') === one.source || textAt(node, 'text') === one.text),
    }),
  ];
}

function listEdit<T>(
  root: YamlNode,
  front: readonly string[],
  { added, found, kept }: Counts,
  given: Addition<T>,
): Edit[] {
  const entry = entryAt(root, given.key);
  const existing = entry?.value.kind === 'list' ? entry.value.items : [];
  const fresh = given.items.filter((one) => !existing.some((node) => given.isSame(one, node)));
  addTo(found, given.what, given.items.length - fresh.length);
  if (fresh.length === 0) return [];
  const lines = fresh.flatMap((one) => given.lines(one));
  if (entry === undefined) {
    addTo(added, given.what, fresh.length);
    return [
      { at: lastLine(front) + 1, replace: 0, insert: [`${given.key}:`, ...lines.map((line) => `  ${line}`)] },
    ];
  }
  const keyLine = lineOf(front, entry.keyRange.start);
  if (isEmpty(entry.value)) {
    addTo(added, given.what, fresh.length);
    return [{ at: keyLine, replace: 1, insert: [`${given.key}:`, ...lines.map((line) => `  ${line}`)] }];
  }
  const indent = existing.length === 0 ? null : indentOf(front, existing[0]!, keyLine);
  if (indent === null) {
    kept.push(
      `${given.key}: can't add ${fresh.length} to a list in brackets; write it with one item per line`,
    );
    return [];
  }
  addTo(added, given.what, fresh.length);
  const last = lastLineOf(root, front, given.key)!;
  return [{ at: last + 1, replace: 0, insert: lines.map((line) => `${indent}${line}`) }];
}

function lastLine(front: readonly string[]): number {
  let line = front.length - 1;
  while (line >= 0 && front[line]!.trim() === '') line--;
  return line;
}

/** Indentation of a block list's dashes, or null for a list in brackets. */
function indentOf(front: readonly string[], first: YamlNode, keyLine: number): string | null {
  const line = lineOf(front, first.start);
  const dash = /^( *)- /.exec(front[line]!);
  return line > keyLine && dash !== null ? dash[1]! : null;
}

/** The line range of a `timeline` block. */
interface Block {
  readonly indent: string;
  /** The first line inside the fence. */
  readonly start: number;
  /** The line with the closing fence. */
  readonly end: number;
}

function timelinesIn(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let line = 0; line < lines.length; line++) {
    const open = /^( *)(`{3,}|~{3,})\s*(\S*)/.exec(lines[line]!);
    if (open === null) continue;
    const [, indent, fence, language] = open;
    const closes = new RegExp(`^ *${fence![0]}{${fence!.length},}\\s*$`);
    let end = line + 1;
    while (end < lines.length && !closes.test(lines[end]!)) end++;
    if (language === 'timeline') blocks.push({ indent: indent!, start: line + 1, end });
    line = end;
  }
  return blocks;
}

/** An entry that the write-up already has. */
interface Existing {
  readonly node: YamlNode;
  readonly epoch: number;
  readonly block: Block;
  /** Line in the file that contains the entry's dash. */
  readonly line: number;
}

function extendTimeline(
  file: string,
  text: string,
  entries: readonly DraftEntry[],
  { added, found }: Counts,
): string {
  if (entries.length === 0) return text;
  const lines = text.split('\n');
  const blocks = timelinesIn(lines);
  const existing = blocks.flatMap((block) => entriesIn(file, text, lines, block));
  const taken = new Set(existing.flatMap(({ node }) => textAt(node, 'id') ?? []));
  const fresh = entries.filter((entry) => !existing.some((one) => isSameEntry(entry, one)));
  addTo(found, 'timeline entries', entries.length - fresh.length);
  addTo(added, 'timeline entries', fresh.length);
  if (fresh.length === 0) return text;
  const written = fresh.map((entry) => ({
    at: entry.at,
    lines: entryLines(entry, entryId(entry.text, entry.kind, taken)),
  }));
  const block = blocks.at(-1);
  if (block === undefined) {
    const end = text.endsWith('\n') ? text : `${text}\n`;
    return `${end}\n## Timeline\n\n\`\`\`timeline\n${written.flatMap((one) => one.lines).join('\n')}\n\`\`\`\n`;
  }
  const inBlock = existing.filter((one) => one.block === block);
  const edits = written.map(({ at, lines: own }): Edit => {
    const next = inBlock.find(({ epoch }) => epoch > at);
    return { at: next?.line ?? block.end, replace: 0, insert: own.map((line) => `${block.indent}${line}`) };
  });
  return applied(lines, edits).join('\n');
}

function entriesIn(file: string, text: string, lines: readonly string[], block: Block): Existing[] {
  const inner = lines
    .slice(block.start, block.end)
    .map((line) => (line.startsWith(block.indent) ? line.slice(block.indent.length) : line.trimStart()));
  const source = blockSource(file, text, inner.join('\n'), block.start + 1);
  if (inner.join('').trim() === '') return [];
  const { root, diagnostics } = readYaml(source, 'the timeline');
  if (root?.kind !== 'list') throw unreadable(file, diagnostics[0]?.message ?? 'its timeline is not a list');
  const dashes = root.items.map((node) => block.start + lineOf(inner, node.start));
  return root.items.map((node, i) => {
    const at = childOf(node, 'at');
    const written = at?.kind === 'list' ? at.items[0] : at;
    const epoch = written?.kind === 'scalar' ? parseInstant(String(written.value)) : null;
    return { node, epoch: epoch ?? Number.NEGATIVE_INFINITY, block, line: dashes[i]! };
  });
}

/**
 * Compares the evidence, which names the entry in its source, or the time and text if an author changed the evidence.
 */
function isSameEntry(entry: DraftEntry, { node, epoch }: Existing): boolean {
  const evidence = childOf(node, 'evidence');
  const names = [
    evidence?.kind === 'scalar' ? String(evidence.value) : null,
    ...(evidence?.kind === 'map' ? [textAt(evidence, 'title')] : []),
  ];
  if (names.includes(entry.key)) return true;
  return epoch === entry.at && textAt(node, 'text') === entry.text;
}

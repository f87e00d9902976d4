import type { Element, Nodes, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import { SKIP, visit } from 'unist-util-visit';
import { SLOT, type SlotNode } from './tree/slots.ts';

/**
 * What an author's Markdown and HTML can contain: GitHub's list, except images from other sites, forms, and
 * keyboard traps. Scripts, event handlers, frames, styles and `javascript:` addresses aren't allowed. Ids get a
 * prefix, so that they never clash with the site's ids.
 */
const SCHEMA: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter((name) => name !== 'picture' && name !== 'source'),
    'abbr',
    'figcaption',
    'figure',
    'mark',
    'time',
    SLOT,
  ],
  attributes: {
    ...defaultSchema.attributes,
    [SLOT]: ['slot'],
    div: [
      ...(defaultSchema.attributes?.['div'] ?? []),
      ['className', 'alert', 'alert-note', 'alert-tip', 'alert-important', 'alert-warning', 'alert-caution'],
      ['role', 'note'],
    ],
    p: [['className', 'alert-title']],
    figure: [['className', 'picture']],
    input: [...(defaultSchema.attributes?.['input'] ?? []), 'checked'],
    '*': [
      'abbr',
      'alt',
      'colSpan',
      'dateTime',
      'dir',
      'headers',
      'height',
      'hrefLang',
      'id',
      'lang',
      'open',
      'rowSpan',
      'scope',
      'start',
      'title',
      'width',
    ],
  },
  // Images from other origins aren't allowed. An empty list would allow every protocol, so the only protocol is a
  // made-up one.
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'], src: ['nowhere'] },
  strip: ['script', 'style', 'template', 'noscript', 'svg', 'math'],
};

/** True if an element in an author's HTML is kept. */
export function isKept(name: string): boolean {
  return name !== SLOT && (SCHEMA.tagNames?.includes(name.toLowerCase()) ?? false);
}

/** Handler for `remark-rehype` that keeps slots as a separate node type in the HTML tree. */
export function slotHandler(_state: unknown, node: SlotNode): SlotNode {
  return { type: SLOT, slot: node.slot, value: node.value };
}

/** Parses the author's HTML and sanitizes the tree. Slots become empty elements that `fillSlots` recognizes. */
export function makeSafe(tree: Root): Root {
  const parsed = rehypeRaw({ passThrough: [SLOT] })(tree, undefined as never) as Root;
  openSlots(parsed);
  const safe = rehypeSanitize(SCHEMA)(parsed) as Root;
  footnotePrefix(safe);
  labelTables(safe);
  labelTasks(safe);
  return safe;
}

/** Labels the checkboxes in task lists with their state, because they have no other label. */
function labelTasks(tree: Root): void {
  visit(tree, 'element', ({ tagName, properties }) => {
    if (tagName === 'input') properties['ariaLabel'] = properties['checked'] === true ? 'Done' : 'To do';
  });
}

/**
 * One piece of an author's HTML as the page keeps it, without comments, forbidden elements and their contents, and
 * unknown attributes. Unclosed elements stay open.
 */
export function safeHtml(html: string): string {
  const closed = /^\s*<\/([a-z][\w-]*)\s*>\s*$/i.exec(html)?.[1];
  if (closed !== undefined) return isKept(closed) ? `</${closed.toLowerCase()}>` : '';
  const parsed = parsePiece(html.replaceAll(END, '') + END);
  openSlots(parsed);
  const text = toHtml(rehypeSanitize(SCHEMA)(parsed) as Root);
  return text.slice(0, Math.max(0, text.indexOf(END)));
}

/** Marks the end of a piece of HTML. What comes after it closes elements that are still open, so it isn't kept. */
const END = '\ue000';

/** The attributes in one piece of an author's HTML, including those that the page doesn't keep. */
export function attributesIn(html: string): { tag: string; name: string; value: string }[] {
  const out: { tag: string; name: string; value: string }[] = [];
  visit(parsePiece(html), 'element', ({ tagName: tag, properties }) => {
    for (const [name, value] of Object.entries(properties)) {
      if (typeof value === 'string') out.push({ tag, name, value });
    }
  });
  return out;
}

function parsePiece(html: string): Root {
  const raw: Root = { type: 'root', children: [{ type: 'raw', value: html } as never] };
  const parsed = rehypeRaw({})(raw, undefined as never) as Nodes;
  return parsed.type === 'root' ? parsed : { type: 'root', children: [parsed as never] };
}

/** Removes author elements with the slot element's name, then converts our slot nodes to such elements. */
function openSlots(tree: Root): void {
  visit(tree, (node, index, parent) => {
    if (parent === undefined || index === undefined) return undefined;
    if (node.type === 'element' && node.tagName === SLOT) {
      parent.children.splice(index, 1);
      return [SKIP, index];
    }
    const slot = asSlot(node);
    if (slot === null) return undefined;
    const element: Element = {
      type: 'element',
      tagName: SLOT,
      properties: { slot: String(slot.slot) },
      children: slot.value === '' ? [] : [{ type: 'text', value: slot.value }],
    };
    parent.children[index] = element;
    return [SKIP, index + 1];
  });
}

function asSlot(node: Nodes | SlotNode): SlotNode | null {
  return node.type === SLOT ? (node as SlotNode) : null;
}

/** Removes the second id prefix from footnotes: they already have one, and the sanitizer adds another. */
function footnotePrefix(tree: Root): void {
  const doubled = 'user-content-user-content-';
  visit(tree, 'element', (node) => {
    const id = node.properties['id'];
    if (typeof id === 'string' && id.startsWith(doubled)) {
      node.properties['id'] = id.slice('user-content-'.length);
    }
  });
}

/**
 * Prepares an author's tables for narrow windows, where each row becomes a block: each cell gets the name of its
 * column. Empty header cells become plain cells.
 */
function labelTables(tree: Root): void {
  visit(tree, 'element', (node) => {
    if (node.tagName !== 'table') return;
    node.properties['className'] = ['record-table'];
    const rows = rowsOf(node);
    const heads = (rows[0] ?? []).map((cell) => (cell.tagName === 'th' ? textOf(cell) : ''));
    for (const cells of rows.slice(1)) {
      for (const [column, cell] of cells.entries()) {
        const head = heads[column] ?? '';
        if (column > 0 && head !== '' && cell.tagName === 'td') cell.properties['dataH'] = head;
      }
    }
    unmarkEmptyHeaders(node);
  });
}

/** A table's cells by row. Empty if a cell spans columns or rows, since the columns of later cells are then unclear. */
function rowsOf(table: Element): Element[][] {
  const rows: Element[][] = [];
  let isRegular = true;
  visit(table, 'element', (node) => {
    if (node.tagName === 'tr') rows.push([]);
    if (node.tagName !== 'th' && node.tagName !== 'td') return;
    if (node.properties['colSpan'] !== undefined || node.properties['rowSpan'] !== undefined)
      isRegular = false;
    rows.at(-1)?.push(node);
  });
  return isRegular ? rows : [];
}

function unmarkEmptyHeaders(table: Element): void {
  for (const header of headersOf(table)) if (isBlank(header)) header.tagName = 'td';
}

/** True if the cell has neither text nor an image. */
function isBlank(cell: Element): boolean {
  let blank = true;
  visit(cell, (node) => {
    if (node.type === 'text' ? node.value.trim() !== '' : node.type === 'element' && node.tagName === 'img') {
      blank = false;
    }
  });
  return blank;
}

function headersOf(table: Element): Element[] {
  const found: Element[] = [];
  visit(table, 'element', (node) => {
    if (node.tagName === 'th') found.push(node);
  });
  return found;
}

function textOf(node: Element): string {
  let text = '';
  visit(node, 'text', ({ value }) => {
    text += value;
  });
  return text.replace(/\s+/g, ' ').trim();
}

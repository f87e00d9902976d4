import type { Element, Nodes, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import { SKIP, visit } from 'unist-util-visit';
import { SLOT, type SlotNode } from './slots.ts';

/** Longest name of a table, in characters. */
const LONGEST = 100;

/**
 * Puts each table of an author's into a box that scrolls sideways and can be reached by keyboard, named by the table's
 * heads, and makes heads without text plain cells: a head that says nothing heads nothing.
 */
function frameTables(tree: Root): void {
  visit(tree, 'element', (node, index, parent) => {
    if (node.tagName !== 'table' || parent === undefined || index === undefined) return undefined;
    const name = nameOf(node);
    emptyHeads(node);
    const frame: Element = {
      type: 'element',
      tagName: 'div',
      properties: {
        className: ['scroll'],
        tabIndex: 0,
        role: 'group',
        ariaLabel: name === '' ? 'table' : `table: ${name}`,
      },
      children: [node],
    };
    parent.children[index] = frame;
    // The table has another parent now, and what stands in it scrolls with it.
    return [SKIP, index + 1];
  });
}

function nameOf(table: Element): string {
  const texts = headsOf(table).map(textOf);
  const name = texts.filter((text) => text !== '').join(', ');
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name;
}

function emptyHeads(table: Element): void {
  for (const head of headsOf(table)) if (isBlank(head)) head.tagName = 'td';
}

/** True if nothing in it could be seen: a picture could. */
function isBlank(cell: Element): boolean {
  let blank = true;
  visit(cell, (node) => {
    if (node.type === 'text' ? node.value.trim() !== '' : node.type === 'element' && node.tagName === 'img') {
      blank = false;
    }
  });
  return blank;
}

function headsOf(table: Element): Element[] {
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

/**
 * What an author's Markdown and HTML may hold: GitHub's list without pictures from other places, forms, and keyboard
 * traps. Scripts, event handlers, frames, styles and `javascript:` addresses are not in it; ids get a prefix, so that
 * none can pose as one of the site's.
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
  // No picture from another origin. An empty list would allow all, so the only protocol is one that does not exist.
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'], src: ['nowhere'] },
  strip: ['script', 'style', 'template', 'noscript', 'svg', 'math'],
};

/** Whether an element of an author's HTML stays in the page. */
export function isKept(name: string): boolean {
  return name !== SLOT && (SCHEMA.tagNames?.includes(name.toLowerCase()) ?? false);
}

/** Handler of `remark-rehype` that carries slots over into the HTML tree as nodes of their own type. */
export function slotHandler(_state: unknown, node: SlotNode): SlotNode {
  return { type: SLOT, slot: node.slot, value: node.value };
}

/**
 * Parses an author's HTML and makes the tree safe. Slots come through it as empty elements that `fillSlots` finds.
 */
export function makeSafe(tree: Root): Root {
  const parsed = rehypeRaw({ passThrough: [SLOT] })(tree, undefined as never) as Root;
  openSlots(parsed);
  const safe = rehypeSanitize(SCHEMA)(parsed) as Root;
  footnotePrefix(safe);
  frameTables(safe);
  return safe;
}

/** An author's element of the slot's name is dropped before our nodes become such elements. */
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

/**
 * Footnotes come with prefixed ids already, and the sanitizer prefixes them once more: without this their links would
 * lead nowhere.
 */
function footnotePrefix(tree: Root): void {
  const doubled = 'user-content-user-content-';
  visit(tree, 'element', (node) => {
    const id = node.properties['id'];
    if (typeof id === 'string' && id.startsWith(doubled)) {
      node.properties['id'] = id.slice('user-content-'.length);
    }
  });
}

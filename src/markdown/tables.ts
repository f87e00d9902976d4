import type { Element, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';

/** Longest name of a table, in characters. */
const LONGEST = 100;

/**
 * Puts each table of an author's into a box that scrolls sideways and can be reached by keyboard, named by the table's
 * heads, and makes heads without text plain cells: a head that says nothing heads nothing.
 */
export function frameTables(tree: Root): void {
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

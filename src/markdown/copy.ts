import type { Definition, FootnoteDefinition, Nodes, Parent, Root, Table } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import { CONTINUE, SKIP, visit } from 'unist-util-visit';
import type { Edition } from '../incident/visibility.ts';
import { rangeOf, type TextRange } from './blocks.ts';
import { safeHtml } from './safe-html.ts';

/*
 * A page's body as Markdown for readers and programs. It's written from the tree without hidden parts, never from the
 * author's text, so it contains nothing that the page doesn't: no comments, no unused definitions, and no removed HTML.
 */

/** What replaces a block or a citation: the text of a block, or words in a sentence. Null removes it. */
type Replacement = { readonly code: string } | { readonly words: string } | null;

/** The body's tree without hidden parts, and what the page shows in place of its blocks and citations. */
export class PageCopy {
  readonly #tree: Root;
  readonly #edition: Edition;
  readonly #replaced = new Map<number, Replacement>();
  /** The slot after each HTML node, by the node's offset. If the slot is lost, what follows isn't on the page. */
  readonly #guards = new Map<number, number>();

  /** @param tree the tree after hidden parts have been removed, but before any other change */
  constructor(tree: Root, edition: Edition) {
    this.#tree = structuredClone(tree);
    this.#edition = edition;
  }

  replace({ start }: TextRange, replacement: Replacement): void {
    this.#replaced.set(start, replacement);
  }

  guard({ start }: TextRange, slot: number): void {
    this.#guards.set(start, slot);
  }

  /**
   * The copy, with values in place of citations.
   *
   * @param lost slots that aren't on the page
   */
  markdown(lost: ReadonlySet<number>): string {
    return this.#write({ lost, prose: false, alive: true });
  }

  /** The author's words: without scenarios and timelines, and with citations as written. */
  prose(lost: ReadonlySet<number>): string {
    return this.#write({ lost, prose: true, alive: true });
  }

  #write(writing: Writing): string {
    const tree = structuredClone(this.#tree);
    const definitions = definitionsOf(tree);
    this.#clean(tree, writing);
    resolveReferences(tree, definitions);
    dropUnusedFootnotes(tree);
    return toMarkdown(tree, {
      bullet: '-',
      rule: '-',
      listItemIndent: 'one',
      extensions: [gfmToMarkdown()],
    }).trim();
  }

  #clean(parent: Parent, writing: Writing): void {
    const kept = (parent.children as Nodes[]).flatMap((node) => this.#cleaned(node, writing) ?? []);
    (parent as { children: Nodes[] }).children = kept;
  }

  /** The part of a node that is on the page, or null. */
  #cleaned(node: Nodes, writing: Writing): Nodes | null {
    if (node.type === 'html') {
      const wasAlive = writing.alive;
      const guard = this.#guards.get(rangeOf(node).start);
      if (guard !== undefined) writing.alive = !writing.lost.has(guard);
      const value = wasAlive && writing.alive ? safeHtml(node.value) : '';
      return value.trim() === '' ? null : { type: 'html', value };
    }
    if (!('children' in node)) return writing.alive ? this.#leaf(node, writing) : null;
    const wasAlive = writing.alive;
    const had = node.children.length > 0;
    if (node.type === 'table') dropExtraCells(node);
    // Keep empty cells, so that the other cells stay in their columns.
    if (node.type === 'tableRow') for (const cell of node.children) this.#clean(cell, writing);
    else this.#clean(node as Parent, writing);
    const isEmpty =
      node.type === 'table'
        ? node.children.every((row) => row.children.every((cell) => cell.children.length === 0))
        : node.children.length === 0;
    return !isEmpty || (wasAlive && (!had || node.type === 'table')) ? node : null;
  }

  #leaf(node: Nodes, { prose }: Writing): Nodes | null {
    if (node.type === 'code' && this.#edition === 'public') node.meta = null;
    if (node.type !== 'code' && node.type !== 'inlineCode') return node;
    const replacement = this.#replaced.get(rangeOf(node).start);
    if (replacement === null) return null;
    if (node.type === 'code') {
      if (prose && ['scenario', 'timeline', 'series'].includes(node.lang ?? '')) return null;
      return replacement !== undefined && 'code' in replacement ? { ...node, value: replacement.code } : node;
    }
    return replacement === undefined || prose || 'code' in replacement
      ? node
      : { type: 'text', value: replacement.words };
  }
}

/** State of a walk through the tree in document order. */
interface Writing {
  readonly lost: ReadonlySet<number>;
  readonly prose: boolean;
  /** False inside an element that the page leaves out, such as `template`. */
  alive: boolean;
}

/** Removes a row's extra cells, which the page doesn't show. */
function dropExtraCells({ align, children }: Table): void {
  const columns = align?.length ?? children[0]?.children.length ?? 0;
  for (const row of children) row.children.length = Math.min(row.children.length, columns);
}

/** Definitions by identifier. As on the page, the first one counts. */
function definitionsOf(tree: Root): Map<string, Definition> {
  const found = new Map<string, Definition>();
  visit(tree, 'definition', (node) => {
    const key = node.identifier.toUpperCase();
    if (!found.has(key)) found.set(key, node);
  });
  return found;
}

/** Turns references into links and images, and removes definitions, since their labels aren't shown on the page. */
function resolveReferences(tree: Root, definitions: ReadonlyMap<string, Definition>): void {
  visit(tree, (node, index, parent) => {
    if (parent === undefined || index === undefined) return undefined;
    const children = parent.children as Nodes[];
    if (node.type === 'definition') {
      children.splice(index, 1);
      return [SKIP, index];
    }
    if (node.type !== 'linkReference' && node.type !== 'imageReference') return undefined;
    const { url = '', title = null } = definitions.get(node.identifier.toUpperCase()) ?? {};
    children[index] =
      node.type === 'linkReference'
        ? { type: 'link', url, title, children: node.children }
        : { type: 'image', url, title, alt: node.alt ?? null };
    return [CONTINUE, index];
  });
}

/** Removes footnotes that no text on the page refers to. A footnote may refer to others. */
function dropUnusedFootnotes(tree: Root): void {
  const notes = new Map<string, FootnoteDefinition>();
  visit(tree, 'footnoteDefinition', (node) => {
    const key = node.identifier.toUpperCase();
    if (!notes.has(key)) notes.set(key, node);
  });
  const used = new Set<FootnoteDefinition>();
  const follow = (node: Nodes): void => {
    if (node.type === 'footnoteDefinition' && !used.has(node)) return;
    const note = node.type === 'footnoteReference' ? notes.get(node.identifier.toUpperCase()) : undefined;
    if (note !== undefined && !used.has(note)) {
      used.add(note);
      follow(note);
    }
    if ('children' in node) for (const child of node.children as Nodes[]) follow(child);
  };
  follow(tree);
  visit(tree, 'footnoteDefinition', (node, index, parent) => {
    if (used.has(node) || parent === undefined || index === undefined) return undefined;
    parent.children.splice(index, 1);
    return [SKIP, index];
  });
}

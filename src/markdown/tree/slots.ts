import type { Data, Literal } from 'mdast';
import type { Span } from '../../diagnostic/diagnostic.ts';

/*
 * Generated markup (views, diagrams, highlighted code) must not go through the parser and sanitizer for authors' text.
 * A slot reserves its place in the tree, and the markup is inserted at the end. Authors can't forge slots, because
 * slots have a separate node type until all author markup is parsed.
 */

/** Node type and element name of slots. */
export const SLOT = 'hindcast-slot';

/** A node in the Markdown tree that generated markup will replace. */
export interface SlotNode extends Literal {
  type: typeof SLOT;
  /** Index of the slot on its page. */
  slot: number;
  /** Plain text for headings and their ids. Empty for blocks. */
  value: string;
  data?: Data;
}

declare module 'mdast' {
  interface RootContentMap {
    [SLOT]: SlotNode;
  }
  interface PhrasingContentMap {
    [SLOT]: SlotNode;
  }
  interface BlockContentMap {
    [SLOT]: SlotNode;
  }
}

/** Markup, and the span of the text that it replaces. */
export interface Slot {
  readonly markup: string;
  /** Null for a guard, which only shows whether its place is on the page. */
  readonly span: Span | null;
  /** Returns the markup to use instead if no heading precedes the slot on the page. */
  readonly above?: (() => string) | undefined;
}

/** Collects the slots on one page. */
export class Slots {
  readonly all: Slot[] = [];

  /** Returns a node without markup, whose only purpose is to show whether its place is on the page. */
  guard(): SlotNode {
    return this.#add({ markup: '', span: null }, '');
  }

  /** Returns a node for the markup. `text` is the plain text of inline markup. */
  node(markup: string, span: Span, text = '', above?: () => string): SlotNode {
    return this.#add({ markup, span, above }, text);
  }

  #add(slot: Slot, value: string): SlotNode {
    return { type: SLOT, slot: this.all.push(slot) - 1, value };
  }
}

/**
 * Inserts the markup into a page's HTML. A slot is lost if the author's HTML swallows it, for example because a
 * forbidden element before it is never closed.
 */
export function fillSlots(
  text: string,
  slots: readonly Slot[],
): { html: string; lost: { slot: number; span: Span | null }[] } {
  const element = new RegExp(`<${SLOT} slot="(\\d+)">[^<]*</${SLOT}>`, 'g');
  const filled = new Set<number>();
  const heading = text.search(/<h[1-6][\s>]/);
  const html = text.replace(element, (_, number: string, offset: number) => {
    const slot = slots[Number(number)];
    if (slot === undefined) throw new Error(`slot ${number} doesn't exist; the page has ${slots.length}`);
    filled.add(Number(number));
    const isBelow = heading >= 0 && heading < offset;
    return isBelow || slot.above === undefined ? slot.markup : slot.above();
  });
  const lost = slots.flatMap(({ span }, slot) => (filled.has(slot) ? [] : [{ slot, span }]));
  return { html, lost };
}

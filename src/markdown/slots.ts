import type { Data, Literal } from 'mdast';
import type { Span } from '../diagnostic/diagnostic.ts';

/*
 * Finished markup of ours (views, diagrams, highlighted code) must not go through the parser and the sanitizer that an
 * author's text goes through. In the tree a slot stands for it, and the markup is put into the page's text at the end.
 * An author can't forge one: slots are nodes of a type of their own until after all markup of the author's is parsed.
 */

/** Node type and element name of a slot. */
export const SLOT = 'hindcast-slot';

/** A place in a Markdown tree that finished markup will fill. */
export interface SlotNode extends Literal {
  type: typeof SLOT;
  /** Number of the slot on its page, from 0. */
  slot: number;
  /** Plain text of it: what headings and their ids are made from. Empty for blocks. */
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

/** Finished markup, and the place of what it stands for. */
export interface Slot {
  readonly markup: string;
  readonly span: Span;
}

/** Collects the slots of one page. */
export class Slots {
  readonly all: Slot[] = [];

  /** A node that stands for finished markup; `text` is the plain text of inline markup. */
  node(markup: string, span: Span, text = ''): SlotNode {
    return { type: SLOT, slot: this.all.push({ markup, span }) - 1, value: text };
  }
}

/**
 * Puts the markup into a page's text. A slot is lost where HTML of the author's swallows what comes behind it: an
 * element that is never closed and not allowed, for one.
 */
export function fillSlots(text: string, slots: readonly Slot[]): { html: string; lost: Slot[] } {
  const element = new RegExp(`<${SLOT} slot="(\\d+)">[^<]*</${SLOT}>`, 'g');
  const filled = new Set<Slot>();
  const html = text.replace(element, (_, number: string) => {
    const slot = slots[Number(number)];
    if (slot === undefined) throw new Error(`there is no slot ${number} among ${slots.length}`);
    filled.add(slot);
    return slot.markup;
  });
  return { html, lost: slots.filter((slot) => !filled.has(slot)) };
}

import type { Block } from './document.ts';

/**
 * The parts of a document that are about a word: whole sections with the word in their heading, and the entries for the
 * word from other sections. Empty if there are none.
 */
export function partsAbout(blocks: readonly Block[], word: string): Block[] {
  const wanted = word.toLowerCase();
  return sectionsOf(blocks).flatMap(({ heading, body }) => {
    if (isAbout(heading.text, wanted)) return [heading, ...body];
    const entries = body.flatMap((block) =>
      block.kind === 'terms' ? block.entries.filter(({ term }) => isAbout(firstName(term), wanted)) : [],
    );
    return entries.length === 0 ? [] : [heading, { kind: 'terms' as const, entries }];
  });
}

interface Section {
  readonly heading: Block & { kind: 'heading' };
  readonly body: readonly Block[];
}

/** A document's sections, each with its subsections. Text before the first section is left out. */
function sectionsOf(blocks: readonly Block[]): Section[] {
  const starts = blocks.flatMap((block, i) => (block.kind === 'heading' && block.depth === 2 ? [i] : []));
  return starts.map((start, i) => ({
    heading: blocks[start] as Section['heading'],
    body: blocks.slice(start + 1, starts[i + 1]),
  }));
}

/** True if the text contains the word as a whole word. Example: `services.<name>.autoscale` contains `autoscale`. */
function isAbout(text: string, wanted: string): boolean {
  const plain = text.toLowerCase();
  return plain === wanted || plain.split(/[^\p{L}\p{N}_]+/u).includes(wanted);
}

/** What an entry defines: `autoscale` in `` `autoscale` required ``. */
function firstName(term: string): string {
  return /`([^`]+)`/.exec(term)?.[1] ?? term;
}

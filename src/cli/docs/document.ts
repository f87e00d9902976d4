import { type Style, tableLines, wrap } from '../terminal/print.ts';

/** A part of a document, read from Markdown or HTML. Inline markup stays as Markdown. */
export type Block =
  | { readonly kind: 'heading'; readonly depth: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'terms'; readonly entries: readonly Term[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface Term {
  readonly term: string;
  readonly details: readonly Block[];
}

/** Formats blocks as lines of Markdown wrapped to the width, with an empty line between blocks. */
export function documentLines(blocks: readonly Block[], style: Style): string[] {
  return blocks.flatMap((block, i) => [...(i === 0 ? [] : ['']), ...blockLines(block, style)]);
}

function blockLines(block: Block, style: Style): string[] {
  switch (block.kind) {
    case 'heading':
      return [style.paint('heading', `${'#'.repeat(block.depth)} ${block.text}`)];
    case 'paragraph':
      return wrap(block.text, style.width);
    case 'code':
      return codeLines(block.language, block.text);
    case 'list':
      return listLines(block.items, block.ordered, style);
    case 'terms':
      return block.entries.flatMap(({ term, details }, i) => [
        ...(i === 0 ? [] : ['']),
        style.paint('heading', term),
        ...indented(details, '    ', '    ', style),
      ]);
    case 'quote':
      return indented(block.blocks, '> ', '> ', style);
    case 'table':
      return layOutTable(block.head, block.rows, style);
  }
}

/** A fenced block. Its fence is longer than any fence in the text. */
function codeLines(language: string, text: string): string[] {
  const inside = [...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length);
  const fence = '`'.repeat(Math.max(3, ...inside.map((length) => length + 1)));
  return [`${fence}${language}`, ...text.split('\n'), fence];
}

/** If each item is a single paragraph, there are no blank lines between items. */
function listLines(items: readonly (readonly Block[])[], ordered: boolean, style: Style): string[] {
  const isTight = items.every((item) => item.length <= 1);
  return items.flatMap((item, i) => {
    const mark = ordered ? `${i + 1}. ` : '- ';
    return [...(i === 0 || isTight ? [] : ['']), ...indented(item, mark, ' '.repeat(mark.length), style)];
  });
}

function indented(blocks: readonly Block[], first: string, rest: string, style: Style): string[] {
  const lines = documentLines(blocks, { ...style, width: style.width - rest.length });
  return lines.map((line, i) => `${i === 0 ? first : rest}${line}`.trimEnd());
}

/** Minimum width of a table's last column. */
const MIN_COLUMN = 30;

/**
 * A table with aligned columns. If the last column would be too narrow, each row is a list of titles and cells instead.
 */
function layOutTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const sizes = head
    .slice(0, -1)
    .map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const used = sizes.reduce((sum, size) => sum + size + 2, 2);
  if (style.width - used >= MIN_COLUMN) return tableLines(head, rows, style);
  return rows.flatMap((row) =>
    row.flatMap((cell, i) => {
      if (cell === '' && i > 0) return [];
      const title = head[i] ?? '';
      const text = title === '' ? cell : `${title}: ${cell}`;
      const indent = i === 0 ? '' : '    ';
      return wrap(text, style.width - indent.length).map((line) => `${indent}${line}`.trimEnd());
    }),
  );
}

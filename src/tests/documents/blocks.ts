import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block in a document. */
export interface Block {
  /** Example: `content/guides/explore.md`. */
  readonly document: string;
  /** Line number of the opening fence, counting from 1. */
  readonly line: number;
  /** First word after the fence: `sh`, `console`, `scenario`. */
  readonly language: string;
  /** The remaining words after the fence, such as the name of the file shown in the block. */
  readonly meta: string;
  readonly text: string;
}

/** A command in a `sh` or `console` block, and its output (null if the document doesn't show it). */
export interface Example {
  readonly document: string;
  readonly line: number;
  readonly command: string;
  readonly output: string | null;
}

const ROOT = new URL('../../../', import.meta.url);

/** The README and all guides. */
export function documents(): string[] {
  const guides = readdirSync(new URL('content/guides/', ROOT)).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.sort().map((name) => `content/guides/${name}`)];
}

export function readDocument(document: string): string {
  return readFileSync(new URL(document, ROOT), 'utf8');
}

/** All fenced blocks in a document, in order. Blocks inside a longer fence are part of that block’s text. */
export function blocksIn(document: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; block: Block; lines: string[] } | null = null;
  for (const [index, line] of readDocument(document).split('\n').entries()) {
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (open === null && fence !== null) {
      const [language = '', ...meta] = fence[2]!.trim().split(/\s+/);
      const block = { document, line: index + 1, language, meta: meta.join(' '), text: '' };
      open = { fence: fence[1]!, block, lines: [] };
    } else if (open !== null && fence !== null && fence[1] === open.fence && fence[2] === '') {
      blocks.push({ ...open.block, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else open?.lines.push(line);
  }
  if (open !== null) throw new Error(`${document}:${open.block.line} has no end`);
  return blocks;
}

/** Lines of indented code, which aren't covered by any test. */
export function indentedCodeIn(document: string): string[] {
  const text = readDocument(document).replace(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, '');
  return text.split('\n').filter((line, i, all) => /^ {4}\S/.test(line) && all[i - 1] === '');
}

/** The commands in a block. */
export function examplesIn({ document, line, language, text }: Block): Example[] {
  const lines = text.trimEnd().split('\n');
  if (language === 'sh') {
    return lines.flatMap((written, i) => {
      const command = written.replace(/\s+# .*$/, '').trim();
      return command === '' ? [] : [{ document, line: line + 1 + i, command, output: null }];
    });
  }
  const examples: Example[] = [];
  for (const [i, written] of lines.entries()) {
    const last = examples.at(-1);
    if (written.startsWith('$ ')) {
      examples.push({ document, line: line + 1 + i, command: written.slice(2), output: '' });
    } else if (last !== undefined) {
      examples[examples.length - 1] = { ...last, output: `${last.output}${written}\n` };
    } else throw new Error(`${document}:${line} shows an output without a command`);
  }
  return examples;
}

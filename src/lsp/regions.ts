import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { visit } from 'unist-util-visit';
import type { Position } from '../diagnostic/diagnostic.ts';
import { blockSource, fileSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import { splitPage } from '../incident/front-matter.ts';

export type RegionKind = 'front-matter' | 'scenario' | 'timeline' | 'show';

/** A part of a file that is YAML of one kind. */
export interface Region {
  readonly kind: RegionKind;
  readonly source: SourceText;
  /** Line of the file on which its text begins, from 1. */
  readonly firstLine: number;
  /** Characters that Markdown takes away at the left of each line: indentation, marks of quotes. */
  readonly shifts: readonly number[];
}

/** A file of an author, as an editor has it. */
export interface Page {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** A bare scenario (YAML), or a write-up (Markdown). */
  readonly kind: 'scenario' | 'write-up';
  readonly regions: readonly Region[];
}

/** What stands inside of lines is not looked at: it is most of the work, and no block hangs on it. */
const BLOCKS_ALONE = {
  disable: {
    null: [
      ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'hardBreakEscape'],
      ...['htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink'],
    ],
  },
};

const FENCES: ReadonlySet<string> = new Set(['scenario', 'timeline', 'show']);

/** Finds the parts of a file that are YAML: all of a bare scenario; front matter and blocks of a write-up. */
export function readPage(file: string, text: string): Page {
  const lines = linesOf(text);
  const base = { file, text, lines };
  if (/\.ya?ml$/i.test(file)) {
    const region: Region = { kind: 'scenario', source: fileSource(file, text), firstLine: 1, shifts: [] };
    return { ...base, kind: 'scenario', regions: [region] };
  }
  const { frontMatter, body } = splitPage(file, text);
  const front: Region[] =
    frontMatter === null ? [] : [{ kind: 'front-matter', source: frontMatter, firstLine: 2, shifts: [] }];
  return { ...base, kind: 'write-up', regions: [...front, ...blocks(file, text, lines, body)] };
}

function blocks(file: string, text: string, lines: readonly string[], body: string): Region[] {
  const out: Region[] = [];
  const tree: Nodes = fromMarkdown(body, { extensions: [BLOCKS_ALONE] });
  visit(tree, 'code', ({ lang, value, position }) => {
    if (lang == null || !FENCES.has(lang) || position === undefined) return;
    const firstLine = position.start.line + 1;
    const shifts = linesOf(value).map((line, i) =>
      Math.max(0, (lines[firstLine - 1 + i] ?? '').length - line.length),
    );
    out.push({
      kind: lang as RegionKind,
      source: blockSource(file, text, value, firstLine),
      firstLine,
      shifts,
    });
  });
  return out;
}

/** The region that holds a place, with the place as an offset into its text; null in prose. */
export function regionAt(page: Page, { line, column }: Position): { region: Region; offset: number } | null {
  for (const region of page.regions) {
    const starts = startsOf(region.source.text);
    const at = line - region.firstLine;
    if (at < 0 || at >= starts.length) continue;
    const within = Math.max(0, column - 1 - (region.shifts[at] ?? 0));
    const end = (starts[at + 1] ?? region.source.text.length + 1) - 1;
    return { region, offset: Math.min(starts[at]! + within, end) };
  }
  return null;
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

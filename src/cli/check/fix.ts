import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import { linesOf } from '../../diagnostic/source.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { SCENARIO_KEYS } from '../../reference/scenario-keys.ts';
import { fixPieces, type YamlPiece } from '../../review/fix-write-up.ts';
import type { Input } from '../input/input.ts';
import { blocksOf } from '../input/scenarios.ts';
import type { FileFix } from '../output/reports.ts';
import type { Io } from '../terminal/io.ts';
import { replaceFile } from '../terminal/write-file.ts';

export interface FixedInput {
  readonly input: Input;
  readonly fixes: readonly FileFix[];
}

/** Quotes values that YAML would misread. Doesn't write files. */
export async function quoteTraps(input: Input): Promise<FixedInput> {
  const pieces = await piecesOf(input);
  return fixInput(
    input,
    pieces.map((piece) => ({ ...piece, keepOrder: true })),
  );
}

/** Puts keys in reference order, except in front matter and blocks with errors. Doesn't write files. */
export async function orderKeys(input: Input, diagnostics: readonly Diagnostic[]): Promise<FixedInput> {
  const pieces = await piecesOf(input);
  return fixInput(
    input,
    pieces.map((piece) => ({ ...piece, keepOrder: hasErrors(diagnostics.filter(isIn(piece))) })),
  );
}

function fixInput(input: Input, pieces: readonly YamlPiece[]): FixedInput {
  const { text, fixes } = fixPieces(input.text, pieces, SCENARIO_KEYS);
  return { input: { ...input, text }, fixes: fixes.map((one) => ({ file: input.file, ...one })) };
}

function isIn({ text, firstLine }: YamlPiece): (diagnostic: Diagnostic) => boolean {
  const end = firstLine + linesOf(text).length;
  return ({ span: { start } }) => start.line >= firstLine && start.line < end;
}

/** The pieces of YAML in a file: a write-up's front matter and blocks, or a whole bare scenario. */
async function piecesOf({ file, text, kind }: Input): Promise<YamlPiece[]> {
  if (kind === 'scenario') return [{ kind: 'scenario', text, firstLine: 1 }];
  const { frontMatter } = splitPage(file, text);
  const front: YamlPiece[] =
    frontMatter === null ? [] : [{ kind: 'front matter', text: frontMatter.text, firstLine: 2 }];
  const blocks = (await blocksOf(file, text)).flatMap(({ language, source }): YamlPiece[] => {
    if (language !== 'scenario' && language !== 'timeline') return [];
    return [{ kind: language, text: source.text, firstLine: source.spanAt(0, 0).start.line }];
  });
  return [...front, ...blocks];
}

/**
 * Writes a fixed file, either completely or not at all. Preserves the file's line endings and byte order mark.
 *
 * @throws UsageError if the file can't be written
 */
export function writeFixed({ file, text }: Input, io: Io): void {
  const place = resolve(io.cwd, file);
  const before = readFileSync(place, 'utf8');
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  const after = before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  replaceFile(place, mark + after, file);
}

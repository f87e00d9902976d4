import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { splitPage } from '../../incident/front-matter.ts';
import { SCENARIO_KEYS } from '../../reference/scenario-keys.ts';
import { fixPieces, type YamlPiece } from '../../review/fix-write-up.ts';
import type { Input } from '../input/input.ts';
import { blocksOf } from '../input/scenarios.ts';
import type { FileFix } from '../output/reports.ts';
import { type Io, UsageError } from '../terminal/io.ts';

/**
 * Mends files where one way is right, and gives them back as they now are. A file is written whole or not at all.
 *
 * @throws UsageError if a file can't be written
 */
export async function fixFiles(
  inputs: readonly Input[],
  io: Io,
): Promise<{ inputs: Input[]; fixes: FileFix[] }> {
  const fixes: FileFix[] = [];
  const mended: Input[] = [];
  for (const input of inputs) {
    const fixed = fixPieces(input.text, await piecesOf(input), SCENARIO_KEYS);
    if (fixed.fixes.length > 0) replaceFile(resolve(io.cwd, input.file), input.file, fixed.text);
    fixes.push(...fixed.fixes.map((one) => ({ file: input.file, ...one })));
    mended.push({ ...input, text: fixed.text });
  }
  return { inputs: mended, fixes };
}

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

/** Line ends and byte order mark stay as they are in the file. */
function replaceFile(place: string, shown: string, text: string): void {
  const draft = `${realpathSync(place)}.${process.pid}.tmp`;
  try {
    const before = readFileSync(place, 'utf8');
    const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
    const after = before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
    writeFileSync(draft, mark + after, { flag: 'wx' });
    chmodSync(draft, statSync(place).mode);
    renameSync(draft, realpathSync(place));
  } catch (error) {
    rmSync(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`\`${shown}\` can't be written: ${code}`, 'it is as it was');
  }
}

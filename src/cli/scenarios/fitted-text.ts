import type { SourceText } from '../../diagnostic/source.ts';
import type { FittedConstant } from '../../hindcast.ts';
import { childOf, entryOf, type MapNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A file's text with fitted values and their basis. All other bytes are unchanged.
 *
 * @param text   the whole file, which may have different line endings from `source`
 * @param source the scenario in the file
 */
export function withFittedValues(
  text: string,
  source: SourceText,
  constants: readonly Pick<FittedConstant, 'name' | 'fitted'>[],
  basis: string,
): string {
  const { root } = readYaml(source, 'the scenario');
  // Positions don't count a byte order mark.
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const place = (offset: number): { line: number; at: number } => {
    const { line, column } = source.spanAt(offset, offset).start;
    return { line: line - 1, at: starts[line - 1]! + column - 1 };
  };
  const replaced = (from: number, to: number, by: string): Edit => ({
    from: place(from).at,
    to: place(to).at,
    text: by,
  });
  const basisEdit = (map: MapNode, key: number, end: number): Edit => {
    const written = `'${basis}'`;
    const own = entryOf(map, 'basis')?.value;
    if (own !== undefined) return replaced(own.start, own.end, written);
    if (map.flow) return replaced(end, end, `, basis: ${written}`);
    // Write `basis` on a separate line, with the indentation of `value`, which can include block quote markers.
    const { line, at } = place(key);
    const indent = text.slice(starts[line], at);
    const after = starts[place(end).line + 1];
    if (after === undefined)
      return { from: text.length, to: text.length, text: `\n${indent}basis: ${written}` };
    const newline = text[after - 2] === '\r' ? '\r\n' : '\n';
    return { from: after, to: after, text: `${indent}basis: ${written}${newline}` };
  };
  const edits = constants.flatMap(({ name, fitted }): Edit[] => {
    const map = childOf(childOf(root ?? undefined, 'const'), name);
    const value = entryOf(map, 'value');
    if (map?.kind !== 'map' || value === undefined) return [];
    const { start, end } = value.value;
    return [replaced(start, end, fitted.written), basisEdit(map, value.keyRange.start, end)];
  });
  return edits
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce((out, { from, to, text: by }) => out.slice(0, from) + by + out.slice(to), text);
}

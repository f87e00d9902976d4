import { linesOf } from '../diagnostic/source.ts';
import { incidentSchema } from '../incident/incident.ts';
import { type Fix, type FixedText, orderKeys, quoteTraps } from './fix-yaml.ts';

/** A piece of YAML in a file: a block, the front matter, or the whole file. */
export interface YamlPiece {
  readonly kind: 'front matter' | 'scenario' | 'timeline';
  readonly text: string;
  /** Line in the file where the piece starts, counting from 1. */
  readonly firstLine: number;
  /** True to only add quotes and not reorder keys. */
  readonly keepOrder?: boolean;
}

const FRONT_MATTER_ORDER = Object.keys(incidentSchema.shape);

/**
 * Fixes what can be fixed automatically in a file's YAML. The rest of the file doesn't change.
 *
 * @param scenarioOrder scenario keys in schema order
 */
export function fixPieces(
  text: string,
  pieces: readonly YamlPiece[],
  scenarioOrder: readonly string[],
): FixedText {
  const lines = linesOf(text);
  const fixes: Fix[] = [];
  for (const piece of pieces) {
    const order =
      piece.kind === 'front matter' ? FRONT_MATTER_ORDER : piece.kind === 'scenario' ? scenarioOrder : [];
    const fixed = fixPiece(piece.text, piece.keepOrder === true ? [] : order);
    if (fixed.fixes.length === 0 || !putBack(lines, piece, fixed.text)) continue;
    fixes.push(...fixed.fixes.map(({ line, what }) => ({ line: piece.firstLine - 1 + line, what })));
  }
  return { text: fixes.length === 0 ? text : lines.join('\n'), fixes };
}

function fixPiece(text: string, order: readonly string[]): FixedText {
  const quoted = quoteTraps(text);
  const ordered = order.length === 0 ? { text: quoted.text, fixes: [] } : orderKeys(quoted.text, order);
  return { text: ordered.text, fixes: [...quoted.fixes, ...ordered.fixes] };
}

/**
 * Writes a piece's lines into the file, after the prefix that Markdown strips. Returns false if that prefix is
 * ambiguous.
 */
function putBack(lines: string[], { text, firstLine }: YamlPiece, fixed: string): boolean {
  const [before, after] = [linesOf(text), linesOf(fixed)];
  if (before.length !== after.length) return false;
  const prefixes = before.map((line, i) => {
    const whole = lines[firstLine - 1 + i] ?? '';
    return whole.endsWith(line) ? whole.slice(0, whole.length - line.length) : null;
  });
  const used = new Set(prefixes.filter((_, i) => before[i] !== ''));
  if (used.size !== 1 || used.has(null)) return false;
  after.forEach((line, i) => {
    if (line !== before[i]) lines[firstLine - 1 + i] = `${[...used][0]}${line}`;
  });
  return true;
}

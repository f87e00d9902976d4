import { linesOf } from '../diagnostic/source.ts';
import { incidentSchema } from '../incident/incident.ts';
import { type Fix, type FixedText, orderKeys, quoteTraps } from './fix-yaml.ts';

/** A piece of YAML in a file: a block, the front matter, or the file itself. */
export interface YamlPiece {
  readonly kind: 'front matter' | 'scenario' | 'timeline';
  readonly text: string;
  /** Line of the file on which it begins, from 1. */
  readonly firstLine: number;
}

const FRONT_MATTER_ORDER = Object.keys(incidentSchema.shape);

/**
 * Mends the YAML of a file where one way is right. Everything else of the file stays as it is, to the letter.
 *
 * @param scenarioOrder keys of a scenario in the order of its schema
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
    const mended = fixPiece(piece.text, order);
    if (mended.fixes.length === 0 || !putBack(lines, piece, mended.text)) continue;
    fixes.push(...mended.fixes.map(({ line, what }) => ({ line: piece.firstLine - 1 + line, what })));
  }
  return { text: fixes.length === 0 ? text : lines.join('\n'), fixes };
}

function fixPiece(text: string, order: readonly string[]): FixedText {
  const quoted = quoteTraps(text);
  const ordered = order.length === 0 ? { text: quoted.text, fixes: [] } : orderKeys(quoted.text, order);
  return { text: ordered.text, fixes: [...quoted.fixes, ...ordered.fixes] };
}

/** Writes the lines of a piece into the file behind what Markdown takes off them; false where that is not clear. */
function putBack(lines: string[], { text, firstLine }: YamlPiece, mended: string): boolean {
  const [before, after] = [linesOf(text), linesOf(mended)];
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

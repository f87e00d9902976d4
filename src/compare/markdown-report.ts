import type { Difference } from './difference.ts';
import { type Piece, sentenceOf, summaryOf } from './sentences.ts';

/** Differences that are told openly; the rest stands behind a disclosure. */
const SHORT = 10;
/** Hosts cut or refuse comments of more than some 65,000 characters. */
const MOST_LINES = 200;
const MOST_TEXT = 160;

/**
 * The comparison as a comment on a pull request: the weightiest first, the rest behind a disclosure. Texts of authors
 * stand as code, in which hosts see no mention, link or markup.
 *
 * @param link address of the preview, or null
 */
export function markdownReport(
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
  link: string | null = null,
): string {
  const lines = [`**${summaryOf(differences)}**`];
  if (link !== null) lines.push('', `[Preview](${encodeURI(link)})`);
  const own = differences.filter(({ cause }) => cause === 'text');
  const engine = differences.filter(({ cause }) => cause === 'engine');
  const proseAlone = own.every(({ kind }) => kind === 'prose-changed');
  if (!proseAlone) {
    lines.push('', ...own.slice(0, SHORT).map((one) => item(one, titles)));
    lines.push(...folded(`${own.length - SHORT} more`, own.slice(SHORT), titles));
  }
  lines.push(...folded('Because of another engine version', engine, titles));
  return `${lines.join('\n')}\n`;
}

function folded(
  summary: string,
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
): string[] {
  if (differences.length === 0) return [];
  const shown = differences.slice(0, MOST_LINES).map((one) => item(one, titles));
  const cut = differences.length - shown.length;
  const rest = cut === 0 ? [] : [`- and ${cut} more`];
  return ['', `<details><summary>${summary}</summary>`, '', ...shown, ...rest, '', '</details>'];
}

function item(one: Difference, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(one.incident) ?? one.incident;
  return `- ${code(title)}: ${sentenceOf(one).map(piece).join('')}`;
}

function piece(part: Piece): string {
  return typeof part === 'string' ? part : code(part.quoted);
}

/** A code span that holds any text: its fence is longer than any run of backticks inside. */
function code(text: string): string {
  const flat = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const short = flat.length > MOST_TEXT ? `${[...flat].slice(0, MOST_TEXT - 1).join('')}…` : flat;
  if (short === '') return '(empty)';
  const longest = Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = short.startsWith('`') || short.endsWith('`') ? ' ' : '';
  return `${fence}${space}${short}${space}${fence}`;
}

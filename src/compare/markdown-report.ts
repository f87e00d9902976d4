import type { Difference } from './difference.ts';
import { type Piece, sentenceOf, summaryOf } from './sentences.ts';

/** Number of differences shown directly; the rest are collapsed. */
const SHOWN = 10;
/** Limits that keep the comment short enough: hosts reject comments longer than about 65,000 characters. */
const MAX_LINES = 200;
const MAX_TEXT = 160;

/**
 * The comparison as a pull request comment: the most important differences first, the rest collapsed. Authors' text is
 * in code spans, so hosts don't interpret mentions, links or markup in them.
 *
 * @param titles titles of write-ups by slug
 * @param link   address of the preview, or null
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
  if (own.length > 0) lines.push('', ...own.slice(0, SHOWN).map((one) => item(one, titles)));
  lines.push(...folded(`${own.length - SHOWN} more`, own.slice(SHOWN), titles));
  lines.push(...folded('From another engine version', engine, titles));
  return `${lines.join('\n')}\n`;
}

function folded(
  summary: string,
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
): string[] {
  if (differences.length === 0) return [];
  const shown = differences.slice(0, MAX_LINES).map((one) => item(one, titles));
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

/** A code span for any text, with a delimiter longer than any run of backticks in the text. */
function code(text: string): string {
  const flat = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const short = flat.length > MAX_TEXT ? `${[...flat].slice(0, MAX_TEXT - 1).join('')}…` : flat;
  if (short === '') return '(empty)';
  const longest = Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = short.startsWith('`') || short.endsWith('`') ? ' ' : '';
  return `${fence}${space}${short}${space}${fence}`;
}

import type { Position, Span } from '../diagnostic/diagnostic.ts';
import { numbersIn } from '../hindcast.ts';
import { recordEntry } from '../markdown/page.ts';
import type { PathKey } from '../yaml/node.ts';
import { type Analysis, type Region, regionAt } from './analysis.ts';
import { cursorAt } from './cursor.ts';
import { symbolFor } from './names.ts';
import { FUNCTION_DOCS, type KeyDoc, type Vocabularies } from './vocabulary.ts';

const WORD = /[\w$.]/;
/** Maximum length of a word, in characters. Longer ones can't be names. */
const MAX_WORD = 200;

interface WordAt {
  readonly region: Region;
  readonly path: readonly PathKey[];
  readonly word: string;
  /** The dot-separated part of the word at the position, unless it follows `self` or a similar name. */
  readonly member: string | null;
  readonly isKey: boolean;
}

/** A Markdown description of a key, function or name; null for anything else. */
export function hoverAt(analysis: Analysis, place: Position, words: Vocabularies): string | null {
  const number = numberAt(analysis, place);
  if (number !== null) return number;
  const found = wordAt(analysis, place);
  if (found === null) return null;
  const { region, path, word, member, isKey } = found;
  if (region.kind === 'timeline' || region.kind === 'show' || region.kind === 'series') return null;
  const doc = isKey ? words[region.kind]().docAt([...path, word]) : null;
  if (doc !== null) return keyText(doc);
  if (region.kind === 'front-matter') return null;
  const called = FUNCTION_DOCS.find(
    ({ name, method }) => method === (member !== null) && name === (member ?? word),
  );
  if (called !== undefined) return `${fenced(called.signature)}\n\n${called.description}`;
  const symbol = symbolFor(analysis, region, path, word);
  if (symbol !== null) return `**${symbol.name}**, ${symbol.kind}\n\n${fenced(symbol.detail)}`;
  const fact = factOf(analysis, word);
  return fact === null ? null : `**${fact.id}**, timeline entry\n\n${fact.at}: ${escaped(fact.text)}`;
}

/** A Markdown description of a number in a scenario: where it comes from, and what that means for predictions. */
function numberAt(analysis: Analysis, place: Position): string | null {
  const inside = regionAt(analysis.page, place);
  if (inside === null || inside.region.kind !== 'scenario') return null;
  const { region, offset } = inside;
  const number = numbersIn(
    analysis.texts.get(region) ?? region.source,
    analysis.record.map(recordEntry),
  ).find(({ tokens }) => tokens.some(({ start, end }) => start <= offset && offset < end));
  if (number === undefined) return null;
  const { written, label, basis, source, tokens } = number;
  const places = tokens.length === 1 ? '' : ` It occurs in ${tokens.length} places.`;
  const from = {
    sourced: `It has a source: ${source}.`,
    fitted: 'It was fitted to the observations, so it counts as having no source.',
    assumed:
      source === null
        ? 'It has no source, so comparison labels treat it as a guess.'
        : `Its source, ${escaped(source)}, is neither a URL nor an observed entry, so it counts as a guess.`,
  }[basis];
  return `**${written}**, ${basis} (\`${label}\`)\n\n${from}${places}`;
}

/** The location where the name at a position is declared, or null. */
export function definitionAt(analysis: Analysis, place: Position): Span | null {
  const found = wordAt(analysis, place);
  if (found === null) return null;
  const { region, path, word } = found;
  if (region.kind === 'front-matter') return variantSpan(analysis, word, lineOf(analysis, place));
  const symbol = symbolFor(analysis, region, path, word);
  if (symbol !== null) return region.source.spanAt(symbol.range.start, symbol.range.end);
  const fact = factOf(analysis, word);
  if (fact === null) return null;
  for (const timeline of analysis.page.regions.filter(({ kind }) => kind === 'timeline')) {
    const at = new RegExp(`\\bid:\\s*["']?${fact.id}\\b`).exec(timeline.source.text);
    if (at === null) continue;
    const end = at.index + at[0].length;
    return timeline.source.spanAt(end - fact.id.length, end);
  }
  return null;
}

/** For `verified_by: scenario#variant`, the variant; otherwise the scenario. */
function variantSpan({ symbols }: Analysis, word: string, line: string): Span | null {
  const written = /verified_by:\s*["']?([\w-]+)(?:#(\w+))?/.exec(line);
  if (written === null || !written[0].includes(word)) return null;
  for (const [region, { id, all }] of symbols) {
    if (id !== written[1]) continue;
    const variant = all.find(({ kind, name }) => kind === 'variant' && name === written[2]);
    const range = variant?.range ?? { start: 0, end: 0 };
    return region.source.spanAt(range.start, range.end);
  }
  return null;
}

function factOf({ record }: Analysis, word: string) {
  const name = /^observed\.(\w+)/.exec(word)?.[1];
  return record.find(({ id }) => id === name) ?? null;
}

function wordAt(analysis: Analysis, place: Position): WordAt | null {
  const inside = regionAt(analysis.page, place);
  if (inside === null) return null;
  const { region, offset } = inside;
  const { text } = region.source;
  let start = offset;
  while (start > 0 && offset - start <= MAX_WORD && WORD.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && end - offset <= MAX_WORD && WORD.test(text[end]!)) end++;
  const word = text.slice(start, end).replace(/^\.+|\.+$/g, '');
  if (word === '') return null;
  const cursor = cursorAt(text, start);
  const isKey = cursor.at === 'key' && /^\s*:(\s|$)/.test(text.slice(end, end + 3));
  const dot = text.slice(start, offset).lastIndexOf('.');
  const member = dot < 0 || /^(?:self|old|observed)\./.test(word) ? null : text.slice(start + dot + 1, end);
  return { region, path: cursor.path, word, member, isKey };
}

function lineOf({ page }: Analysis, { line }: Position): string {
  return page.lines[line - 1] ?? '';
}

function keyText({ name, description, values, examples }: KeyDoc): string {
  const parts = [`**${name}**`, description];
  if (values.length > 0) parts.push(`Allowed values: ${values.map((value) => `\`${value}\``).join(', ')}.`);
  if (examples.length > 0) parts.push(examples.map((example) => fenced(`${name}: ${example}`)).join('\n'));
  return parts.filter((part) => part !== '').join('\n\n');
}

function fenced(text: string): string {
  return `\`\`\`yaml\n${text.replaceAll('`', "'")}\n\`\`\``;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}

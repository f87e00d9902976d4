import type { YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import type { Range } from './node.ts';

/** What the library calls a misfit, in words for whoever wrote the text; null leaves the library's own. */
type Told = { message: string; hint?: string; range?: Range } | null;

/**
 * The finding for a syntax error. Expressions that trip YAML are by far the most frequent cause, so messages speak of
 * values and quotes rather than of nodes, tokens and mappings.
 *
 * @param openQuote offset of the last quoted scalar, which is the open one if a closing quote is missing
 */
export function syntaxFinding(source: SourceText, error: YAMLError, openQuote: number): Diagnostic {
  const range = { start: error.pos[0], end: error.pos[1] };
  if (error.code === 'BAD_ALIAS') return say.alias(source, range);
  if (error.code === 'MULTIPLE_ANCHORS') return say.anchor(source, range);
  if (error.code === 'MULTIPLE_TAGS') {
    return say.tag(source, range, source.text.slice(range.start, range.end), null);
  }
  const told = explain(source, error, range, openQuote);
  if (told === null) return say.syntax(source, range, plain(error.message));
  return say.syntax(source, told.range ?? range, told.message, told.hint);
}

function explain({ text }: SourceText, error: YAMLError, range: Range, openQuote: number): Told {
  const { code, message } = error;
  const first = text[range.start] ?? '';
  if (code === 'MISSING_CHAR') return missing(text, message, range, openQuote);
  if (code === 'TAB_AS_INDENT') return { message: "a tab can't indent a line", hint: 'indent with blanks' };
  if (code === 'BAD_SCALAR_START') {
    return { message: `a value can't begin with \`${first}\``, hint: 'put it in quotes' };
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BLOCK_IN_FLOW') {
    const hint =
      'put the value in quotes if the `: ` belongs to it, else mind the indentation of the next line';
    return { message: 'a `: ` turns this value into a key', hint };
  }
  if (code === 'MULTILINE_IMPLICIT_KEY') {
    const line = { start: range.start, end: lineEnd(text, range) };
    return {
      message: 'this is no `key: value`',
      hint: 'a colon and a blank stand behind a key',
      range: line,
    };
  }
  if (code === 'BAD_INDENT') {
    const closing = /end with a (.)/.exec(message)?.[1];
    return closing === undefined ? null : { message: `a \`${closing}\` is missing before this` };
  }
  if (code === 'BAD_DQ_ESCAPE') {
    const written = text.slice(range.start, range.end).slice(0, 2);
    const hint = 'in single quotes a backslash is a plain character';
    return { message: `\`${written}\` means nothing in double quotes`, hint };
  }
  return code === 'UNEXPECTED_TOKEN' ? unexpected(text, message, range) : null;
}

function missing(text: string, message: string, range: Range, openQuote: number): Told {
  if (message.includes('quote') && openQuote >= 0) {
    return { message: 'this quote is never closed', range: { start: openQuote, end: openQuote + 1 } };
  }
  if (message.includes(', or :')) {
    const hint = 'put a key that holds brackets in quotes: { "votes[self.id]": true }';
    return { message: 'a `,` or a `:` is missing before this', hint };
  }
  if (!message.includes('- indicator')) return null;
  const blanks = /^\s*/.exec(text.slice(range.start))![0].length;
  const start = range.start + blanks;
  return {
    message: 'this line is indented less than the list item that it follows',
    hint: 'give all keys of one item the same indentation',
    range: { start, end: lineEnd(text, { start, end: start }) },
  };
}

function unexpected(text: string, message: string, range: Range): Told {
  if (message.includes('at node end')) {
    return {
      message: 'the value before this is complete, so YAML has no place for the rest',
      hint: "put the whole value in quotes; in single quotes a single quote is doubled: 'it''s'",
      range: { start: range.start, end: lineEnd(text, range) },
    };
  }
  const block = /[>|]\s*$/.exec(text.slice(0, range.start));
  if (block === null) return { message: `\`${text.slice(range.start, range.end)}\` has no place here` };
  return {
    message: `behind \`${block[0].trim()}\` YAML expects a text on the lines below`,
    hint: 'put an expression that begins with `>` or `|` in quotes',
  };
}

function lineEnd(text: string, { start, end }: Range): number {
  const newline = text.indexOf('\n', start);
  const last = newline < 0 ? text.length : newline;
  return Math.max(start + 1, Math.min(Math.max(end, last), last));
}

function plain(message: string): string {
  const line = message.split('\n')[0]!.replace(/[:.]\s*$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

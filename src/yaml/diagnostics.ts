import { type Diagnostic, shortened } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Range } from './node.ts';

/** Findings about YAML itself. One constructor a message, so that a code always means one thing. */
const error = (
  source: SourceText,
  range: Range,
  code: string,
  message: string,
  hint?: string,
): Diagnostic => ({
  code,
  severity: 'error',
  message: shortened(message),
  hint: shortened(hint),
  span: source.spanAt(range.start, range.end),
});

export const syntax = (source: SourceText, range: Range, message: string, hint?: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/syntax',
    message,
    hint ?? 'further syntax errors are told once this one is gone',
  );

export const alias = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/alias', 'aliases (`*name`) are not read', 'write the value out');

export const anchor = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/anchor', 'anchors (`&name`) are not read', 'drop the anchor');

export const tag = (source: SourceText, range: Range, name: string, whole: string | null): Diagnostic =>
  error(
    source,
    range,
    'yaml/tag',
    `YAML takes \`${name}\` for a tag, so it would vanish from the value`,
    whole === null || whole.includes("'") || whole.length > 80
      ? 'put the whole expression in quotes'
      : `put the whole expression in quotes: '${whole}'`,
  );

export const mergeKey = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/merge-key', 'merge keys (`<<`) are not read', 'write the keys out');

export const unsafeKey = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(source, range, 'yaml/unsafe-key', `\`${key}\` can't be a key`, 'choose another name');

export const keyType = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/key-type', 'a key must be a plain word or a string');

export const duplicateKey = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/duplicate-key',
    `\`${key}\` stands here twice`,
    'keep one of them; YAML would silently drop the other',
  );

export const tooLarge = (source: SourceText, size: number, most: number): Diagnostic =>
  error(source, { start: 0, end: 0 }, 'yaml/too-large', `${size} characters; the most is ${most}`);

export const tooDeep = (source: SourceText, range: Range, most: number): Diagnostic =>
  error(source, range, 'yaml/too-deep', `nested deeper than ${most} levels`);

export const tooMany = (source: SourceText, range: Range, most: number): Diagnostic =>
  error(source, range, 'yaml/too-many', `more than ${most} values in one text`);

export const severalDocuments = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/several-documents',
    'a second YAML document begins here',
    'use one block for each scenario',
  );

export const bigInteger = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/big-integer', 'this whole number is too large to be held exactly');

export const lostComment = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/lost-comment',
    '` #` begins a comment, so the rest of the expression is lost',
    'put the expression in quotes, or the comment on a line of its own',
  );

export const splitByComma = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/split-by-comma',
    `in \`{ ... }\` the comma ends the value, so \`${key}\` became a key of its own`,
    'put the expression in quotes, or write the map on several lines',
  );

export const splitItem = (source: SourceText, range: Range, text: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/split-by-comma',
    `in \`[ ... ]\` the comma ends the item, so \`${text}\` is cut off`,
    'put the expression in quotes, or write the list on several lines',
  );

export const empty = (source: SourceText, what: string): Diagnostic =>
  error(source, { start: 0, end: 0 }, 'yaml/empty', `${what} is empty`);

import { type Diagnostic, shortened, withCommas } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Range } from './node.ts';

/** Diagnostics for YAML syntax: one constructor per message, so each code has one meaning. */
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

/** Quotes that word processors insert instead of straight quotes. */
export const CURLY_QUOTES = /[“”„‘’]/;

/** Dashes and minus signs that word processors insert instead of hyphens. */
export const DASH = /[‐‑–—−]/;

export const STRAIGHT_QUOTES = 'replace curly quotes with straight ones: \' or "';

/** Ending for hints about problems that `quoteTraps` in `review/fix-yaml.ts` can fix. */
const FIXED = '; `hindcast check --fix` does this for you';

export const syntax = (source: SourceText, range: Range, message: string, hint?: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/syntax',
    message,
    hint ?? 'fix this first, because the YAML parser stops at the first syntax error',
  );

export const alias = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/alias',
    "YAML aliases (`*name`) aren't supported",
    'write the value again, or put an expression that starts with `*` in quotes',
  );

export const anchor = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/anchor',
    "YAML anchors (`&name`) aren't supported",
    'remove the anchor, or put an expression that starts with `&` in quotes',
  );

export const tag = (source: SourceText, range: Range, name: string, whole: string | null): Diagnostic =>
  error(
    source,
    range,
    'yaml/tag',
    `YAML treats \`${name}\` as a tag, so it would disappear from the value`,
    whole === null || whole.includes("'") || whole.length > 80
      ? `put the whole expression in quotes${FIXED}`
      : `put the whole expression in quotes: '${whole}'${FIXED}`,
  );

export const mergeKey = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/merge-key', "YAML merge keys (`<<`) aren't supported", 'write out the keys');

export const unsafeKey = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(source, range, 'yaml/unsafe-key', `\`${key}\` isn't allowed as a key`, 'choose another name');

export const keyType = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/key-type', 'a key must be a plain word or a string');

export const duplicateKey = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/duplicate-key',
    `\`${key}\` is defined twice in this map`,
    'remove or rename one of them',
  );

export const tooLarge = (source: SourceText, size: number, limit: number): Diagnostic =>
  error(
    source,
    { start: 0, end: 0 },
    'yaml/too-large',
    `this text has ${withCommas(size)} characters; the limit is ${withCommas(limit)}`,
  );

export const tooManyLines = (source: SourceText, limit: number): Diagnostic =>
  error(source, { start: 0, end: 0 }, 'yaml/too-large', `this text has more than ${withCommas(limit)} lines`);

export const tooDeep = (source: SourceText, range: Range, limit: number): Diagnostic =>
  error(source, range, 'yaml/too-deep', `this is nested more than ${limit} levels deep`);

export const tooMany = (source: SourceText, range: Range, limit: number): Diagnostic =>
  error(source, range, 'yaml/too-many', `this text contains more than ${withCommas(limit)} values`);

export const severalDocuments = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/several-documents',
    'a second YAML document starts here',
    'use one block per scenario',
  );

export const bigInteger = (source: SourceText, range: Range): Diagnostic =>
  error(source, range, 'yaml/big-integer', 'this integer is too large to be stored exactly');

export const lostComment = (source: SourceText, range: Range): Diagnostic =>
  error(
    source,
    range,
    'yaml/lost-comment',
    '` #` starts a comment, so the rest of the line would be ignored',
    'if it belongs to the value, put the value in quotes; if it is a comment, put it on a separate line',
  );

export const splitByComma = (source: SourceText, range: Range, key: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/split-by-comma',
    `in \`{ ... }\`, a comma ends the value, so \`${key}\` became a separate key`,
    `put the expression in quotes${FIXED}`,
  );

export const splitItem = (source: SourceText, range: Range, text: string): Diagnostic =>
  error(
    source,
    range,
    'yaml/split-by-comma',
    `in \`[ ... ]\` a comma ends the item, so \`${text}\` is cut off`,
    `put the expression in quotes${FIXED}`,
  );

export const empty = (source: SourceText, what: string): Diagnostic =>
  error(source, { start: 0, end: 0 }, 'yaml/empty', `${what} is empty`);

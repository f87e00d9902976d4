import { type Diagnostic, type Span, shortened } from '../../diagnostic/diagnostic.ts';

function error(span: Span, code: string, message: string, hint: string): Diagnostic {
  return { code: `scenario/${code}`, severity: 'error', message: shortened(message), span, hint };
}

function didYouMean(near: string | null): string | null {
  return near === null ? null : `did you mean \`${near}\`?`;
}

export const unknownRow = (span: Span, name: string, near: string | null): Diagnostic =>
  error(
    span,
    'unknown-variant',
    `no variant named \`${name}\` is defined`,
    didYouMean(near) ?? 'define it under `variants`',
  );

/** @param length number of characters, if known */
export const longFinding = (span: Span, length: number, most: number): Diagnostic =>
  error(
    span,
    'finding',
    `the finding has ${length} characters; the limit is ${most}`,
    'state only the result; explain it in `summary` or in the text',
  );

export const brokenFinding = (span: Span): Diagnostic =>
  error(span, 'finding', 'the finding is empty or has several lines', 'write one sentence');

export const unknownFigure = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-figure',
    `a card can't show \`${name}\``,
    didYouMean(near) ?? `it can show: ${known.join(', ')}`,
  );

export const manyRows = (span: Span, count: number, most: number): Diagnostic =>
  error(
    span,
    'card-rows',
    `the card has ${count} rows, including the base; the limit is ${most}`,
    'remove some; the model’s page lists all variants',
  );

export const unknownColumn = (span: Span, name: string, near: string | null): Diagnostic =>
  error(
    span,
    'card-columns',
    `no mark, outcome, service or impact condition named \`${name}\` is defined`,
    didYouMean(near) ?? 'name one that is, or remove `columns`',
  );

export const repeatedColumn = (span: Span, name: string): Diagnostic =>
  error(span, 'card-columns', `\`${name}\` is listed twice`, 'remove one of the two');

export const repeatedRow = (span: Span, name: string): Diagnostic =>
  error(span, 'card-rows', `\`${name}\` is listed twice`, 'remove one of the two');

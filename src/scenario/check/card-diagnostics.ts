import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { didYouMean, error } from './diagnostics.ts';

/** @param length number of characters, as far as it's known */
export const longFinding = (span: Span, length: number, most: number): Diagnostic =>
  error(
    span,
    'finding',
    `the finding has ${length} characters, and at most ${most} are allowed`,
    'say the result only; put the explanation in `summary` or in the text',
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
    `a card can't draw \`${name}\``,
    didYouMean(near) ?? `it can draw: ${known.join(', ')}`,
  );

export const manyRows = (span: Span, count: number, most: number): Diagnostic =>
  error(
    span,
    'card-rows',
    `the card has ${count} rows with the base, and at most ${most} are allowed`,
    'the page of the model lists all variants',
  );

export const repeatedRow = (span: Span, name: string): Diagnostic =>
  error(span, 'card-rows', `\`${name}\` is listed twice`, 'remove one of the two');

import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';

/** Findings about the files of pages. */
const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  hint,
  span,
});

export const fileName = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'page/file-name',
    `\`${name}\` can't be the address of a page`,
    'name the file with small letters, digits and hyphens, such as dns-race-2025-10.md',
  );

export const tooLarge = (span: Span, size: number, most: number): Diagnostic =>
  error(span, 'page/too-large', `the file has ${size} characters; the most is ${most}`);

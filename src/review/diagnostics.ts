import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';

/** Findings of a look over a whole site. One constructor a message, so that a code always means one thing. */
const warning = (span: Span, code: string, message: string, hint: string): Diagnostic => ({
  code: `review/${code}`,
  severity: 'warning',
  message,
  hint,
  span,
});

const error = (span: Span, code: string, message: string, hint: string): Diagnostic => ({
  ...warning(span, code, message, hint),
  severity: 'error',
});

export const noOwner = (span: Span, action: string): Diagnostic =>
  warning(span, 'action-owner', `nobody owns the action \`${action}\``, 'add `owner:`, a person or a team');

export const noDueDate = (span: Span, action: string): Diagnostic =>
  warning(span, 'action-due', `the action \`${action}\` has no date`, 'add `due:`, such as 2026-04-30');

export const blame = (span: Span, words: string, hint: string): Diagnostic =>
  warning(span, 'blame', `\`${words}\` judges a person`, hint);

export const brokenLink = (span: Span, url: string, near: string | null): Diagnostic =>
  error(
    span,
    'broken-link',
    `\`${url}\` leads to no page of the site`,
    near === null ? 'link to a write-up as ../its-file-name/' : `did you mean \`${near}\`?`,
  );

export const noFragment = (span: Span, url: string, id: string, near: string | null): Diagnostic =>
  error(
    span,
    'broken-fragment',
    `\`${url}\` leads to a page without \`#${id}\``,
    near === null ? 'use the id of one of its headings' : `did you mean \`#${near}\`?`,
  );

export const fileLink = (span: Span, url: string, address: string): Diagnostic =>
  error(
    span,
    'file-link',
    `\`${url}\` is a file of the sources, and the site has pages`,
    `write \`${address}\``,
  );

export const rootedLink = (span: Span, url: string, address: string): Diagnostic =>
  warning(
    span,
    'rooted-link',
    `\`${url}\` breaks where the site is served under a path`,
    `write it from this page: \`${address}\``,
  );

export const duplicateAction = (span: Span, id: string, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-action',
    `${other} has an action \`${id}\` too`,
    'give it an id that stands once on the site: people name actions by it',
  );

export const duplicateScenario = (span: Span, id: string, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-scenario',
    `${other} has a scenario \`${id}\` too`,
    'name it after its incident: results and comparisons go by it',
  );

export const duplicateTitle = (span: Span, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-title',
    `${other} has the same title`,
    'name what was particular to this incident: lists and feeds show titles alone',
  );

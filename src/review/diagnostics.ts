import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';

/** Diagnostics from a review of the entire site, one constructor per message. */
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
  warning(
    span,
    'action-owner',
    `the action \`${action}\` has no owner`,
    'add `owner:` with a person or a team',
  );

export const noDueDate = (span: Span, action: string): Diagnostic =>
  warning(
    span,
    'action-due',
    `the action \`${action}\` has no due date`,
    'add `due:` with a date like 2026-04-30',
  );

export const blame = (span: Span, words: string, hint: string): Diagnostic =>
  warning(span, 'blame', `\`${words}\` blames a person`, hint);

export const brokenLink = (span: Span, url: string, near: string | null): Diagnostic =>
  error(
    span,
    'broken-link',
    `\`${url}\` doesn't point to a page on this site`,
    near === null ? 'link to other write-ups as ../file-name/' : `did you mean \`${near}\`?`,
  );

export const noFragment = (span: Span, url: string, near: string | null): Diagnostic =>
  error(
    span,
    'broken-fragment',
    `\`${url}\` points to a heading that doesn't exist`,
    near === null ? 'use the id of a heading on that page' : `did you mean \`#${near}\`?`,
  );

export const fileLink = (span: Span, url: string, address: string): Diagnostic =>
  error(
    span,
    'file-link',
    `\`${url}\` is a source file, which isn't part of the built site`,
    `link to the page: \`${address}\``,
  );

export const rootedLink = (span: Span, url: string, address: string): Diagnostic =>
  warning(
    span,
    'rooted-link',
    `\`${url}\` breaks if the site is served under a path`,
    `make the link relative to this page: \`${address}\``,
  );

export const duplicateAction = (span: Span, id: string, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-action',
    `${other} also has an action with the id \`${id}\``,
    'use a different id, because people refer to actions by id across the site',
  );

export const duplicateScenario = (span: Span, id: string, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-scenario',
    `${other} also has a scenario with the id \`${id}\``,
    'name the scenario after its incident, because results and comparisons refer to scenarios by id',
  );

export const duplicateTitle = (span: Span, other: string): Diagnostic =>
  warning(
    span,
    'duplicate-title',
    `${other} has the same title as this page`,
    'add something specific to this incident, so that readers can distinguish the two in lists and feeds',
  );

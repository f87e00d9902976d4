import type { Diagnostic, Severity, Span } from '../diagnostic/diagnostic.ts';

/** Findings about what is public and what is internal. One constructor a message, so that a code means one thing. */
const finding = (
  severity: Severity,
  span: Span,
  code: string,
  message: string,
  hint: string,
): Diagnostic => ({ code, severity, message, hint, span });

type Kind = 'public' | 'internal';

export const openMarker = (span: Span, kind: Kind): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `the ${kind} part that begins here has no end`,
    `put \`<!-- /${kind} -->\` behind it: in the same list item, quote or paragraph, or between blocks as this one is`,
  );

export const strayMarker = (span: Span, kind: Kind, open: Kind | null): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `no ${kind} part begins before this end`,
    open === null
      ? `put \`<!-- ${kind} -->\` where it begins, or remove this one`
      : `end the ${open} part first, with \`<!-- /${open} -->\``,
  );

export const crowdedMarker = (span: Span, marker: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `\`${marker}\` stands in the middle of other HTML`,
    'put it on a line of its own, with an empty line before and behind it',
  );

export const publicInInternal = (span: Span): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    'this public part stands in an internal one, so no public page can show it',
    'end the internal part first, or put it outside',
  );

export const internalDefinition = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `what \`${name}\` refers to is defined in an internal part`,
    'put the definition into a public part, or leave the reference out of this one',
  );

export const internalScenario = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `the scenario \`${id}\` is internal, and something public needs it`,
    'write `visibility: public` into the scenario and put it into a public part, or make this internal too',
  );

export const internalEntry = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public scenario needs the entry \`${id}\` of the record, which is internal`,
    'write `visibility: public` at the entry, or make the scenario internal too',
  );

export const internalPage = (span: Span, slug: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public text links to the page \`${slug}\`, which is internal`,
    'write `visibility: public` into the front matter of that page, or leave the link out',
  );

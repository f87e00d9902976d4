import type { Diagnostic, Severity, Span } from '../diagnostic/diagnostic.ts';

/** Findings about what stands in the body of a write-up. One constructor a message, so that a code means one thing. */
const finding = (
  severity: Severity,
  span: Span,
  code: string,
  message: string,
  hint?: string,
): Diagnostic => ({ code, severity, message, hint, span });

const oneOf = (what: string, near: string | null, known: readonly string[]): string | undefined => {
  if (near !== null) return `did you mean \`${near}\`?`;
  return known.length > 0 ? `${what}: ${known.join(', ')}` : undefined;
};

export const fenceName = (span: Span, name: string, near: string): Diagnostic =>
  finding(
    'warning',
    span,
    'page/fence-name',
    `a \`${name}\` block is shown as plain code`,
    `did you mean \`${near}\`?`,
  );

export const duplicateScenario = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/duplicate-scenario',
    `another scenario of this page is called \`${id}\` already`,
    'give each scenario of a page a name of its own',
  );

export const unknownScenario = (
  span: Span,
  id: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-scenario',
    `this page has no scenario \`${id}\``,
    known.length === 0 ? 'write a `scenario` block first' : oneOf('scenarios here', near, known),
  );

export const unknownVariant = (
  span: Span,
  id: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-variant',
    `the scenario has no variant \`${id}\``,
    oneOf('variants', near, known),
  );

export const unknownView = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding('error', span, 'page/unknown-view', `there is no view \`${name}\``, oneOf('views', near, known));

export const noRun = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-run',
    `the view \`${name}\` shows a run, and the scenario has none`,
    'say with `until` how long it runs',
  );

export const noSearch = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-search',
    `the view \`${name}\` shows a search of all interleavings, and the scenario asks for none`,
    'ask for one with `explore: {}`, or claim something of it under `expect`',
  );

export const citeForm = (span: Span, written: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/cite-form',
    `\`${written}\` names no value of a scenario`,
    'write it like `sim: name.impact.service.duration`, `sim: name.marks.id.at`, `sim: name.const.id`, `sim: name.final.id` or `sim: name.explore.states`',
  );

export const unknownValue = (
  span: Span,
  what: string,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-value',
    `the result has no ${what} \`${name}\``,
    known.length === 0 ? `the scenario has no ${what} at all` : oneOf('known here', near, known),
  );

export const noValue = (span: Span, written: string, why: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-value',
    `\`${written}\` has no value: ${why}`,
    'say it in words, or cite another value',
  );

export const emptyView = (span: Span, view: string, why: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/empty-view',
    `the view \`${view}\` has nothing to show: ${why}`,
    'take the view out, or give the scenario what it shows',
  );

export const diagramSyntax = (span: Span, message: string): Diagnostic =>
  finding('error', span, 'page/diagram', `mermaid can't read this diagram: ${message}`);

export const viewDiagram = (span: Span, message: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/view-diagram',
    `the sequence diagram of this scenario could not be drawn: ${message}`,
    'this is a fault of Hindcast, not of the write-up: please report it with the scenario',
  );

export const noDiagramTitle = (span: Span): Diagnostic =>
  finding(
    'warning',
    span,
    'page/diagram-title',
    'nobody who can’t see this diagram learns what it shows',
    'add a line `accTitle: ...` and, for more, `accDescr: ...` below its first line',
  );

export const remoteImage = (span: Span, url: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/remote-image',
    `the picture \`${url}\` lies on another site, so no browser would load it`,
    'put a copy beside the write-up and name it like `./picture.png`',
  );

export const linkAddress = (span: Span, url: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/url',
    `\`${url}\` is no address that a page may link to`,
    'link to an http, https or mailto address, or to a place on this site',
  );

export const noImageText = (span: Span): Diagnostic =>
  finding(
    'warning',
    span,
    'page/image-text',
    'this picture has no text for those who can’t see it',
    'write what it shows between the brackets: ![what it shows](./picture.png)',
  );

export const droppedHtml = (span: Span, name: string): Diagnostic =>
  finding(
    'warning',
    span,
    'page/html',
    `\`<${name}>\` is left out of the page`,
    'write Markdown; of HTML only what formats text is kept',
  );

export const lostBlock = (span: Span): Diagnostic =>
  finding(
    'error',
    span,
    'page/lost-block',
    'HTML before this place leaves it out of the page',
    'close each element that is opened; script, style, svg and the like are dropped with all that they hold',
  );

export const unknownRelated = (span: Span, slug: string, near: string | null): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-related',
    `there is no write-up \`${slug}\``,
    near === null ? 'name it as its file is named, without `.md`' : `did you mean \`${near}\`?`,
  );

export const notVerified = (span: Span, written: string, near: string | null): Diagnostic =>
  finding(
    'error',
    span,
    'page/not-verified',
    `the page has no run or search \`${written}\` that could verify this action`,
    near === null ? 'write it like scenario or scenario#variant' : `did you mean \`${near}\`?`,
  );

export const unknownTold = (
  span: Span,
  id: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-entry',
    `the page's timeline has no entry \`${id}\` that a post could tell of`,
    known.length === 0 ? 'write a `timeline` block first' : oneOf('entries here', near, known),
  );

/** Findings about what is public and what is internal. One constructor a message, so that a code means one thing. */
const editionFinding = (
  severity: Severity,
  span: Span,
  code: string,
  message: string,
  hint: string,
): Diagnostic => ({ code, severity, message, hint, span });

type Kind = 'public' | 'internal';

export const openMarker = (span: Span, kind: Kind): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/marker',
    `the ${kind} part that begins here has no end`,
    `put \`<!-- /${kind} -->\` behind it: in the same list item, quote or paragraph, or between blocks as this one is`,
  );

export const strayMarker = (span: Span, kind: Kind, open: Kind | null): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/marker',
    `no ${kind} part begins before this end`,
    open === null
      ? `put \`<!-- ${kind} -->\` where it begins, or remove this one`
      : `end the ${open} part first, with \`<!-- /${open} -->\``,
  );

export const crowdedMarker = (span: Span, marker: string): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/marker',
    `\`${marker}\` stands in the middle of other HTML`,
    'put it on a line of its own, with an empty line before and behind it',
  );

export const publicInInternal = (span: Span): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/marker',
    'this public part stands in an internal one, so no public page can show it',
    'end the internal part first, or put it outside',
  );

export const internalDefinition = (span: Span, name: string): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/needs-internal',
    `what \`${name}\` refers to is defined in an internal part`,
    'put the definition into a public part, or leave the reference out of this one',
  );

export const internalScenario = (span: Span, id: string): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/needs-internal',
    `the scenario \`${id}\` is internal, and something public needs it`,
    'write `visibility: public` into the scenario and put it into a public part, or make this internal too',
  );

export const internalEntry = (span: Span, id: string): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/needs-internal',
    `this public scenario needs the entry \`${id}\` of the record, which is internal`,
    'write `visibility: public` at the entry, or make the scenario internal too',
  );

export const internalPage = (span: Span, slug: string): Diagnostic =>
  editionFinding(
    'error',
    span,
    'edition/needs-internal',
    `this public text links to the page \`${slug}\`, which is internal`,
    'write `visibility: public` into the front matter of that page, or leave the link out',
  );

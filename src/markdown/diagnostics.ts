import { type Diagnostic, type Severity, type Span, withCommas } from '../diagnostic/diagnostic.ts';

/** Diagnostics for a page's body, one constructor per message. */
const finding = (
  severity: Severity,
  span: Span,
  code: string,
  message: string,
  hint?: string,
): Diagnostic => ({ code, severity, message, hint, span });

const oneOf = (near: string | null, known: readonly string[]): string | undefined => {
  if (near !== null) return `did you mean \`${near}\`?`;
  if (known.length === 0) return undefined;
  return `use ${known.length > 1 ? 'one of ' : ''}${known.map((name) => `\`${name}\``).join(', ')}`;
};

export const fenceName = (span: Span, name: string, near: string): Diagnostic =>
  finding(
    'warning',
    span,
    'page/fence-name',
    `this \`${name}\` block is shown as plain code`,
    `did you mean \`${near}\`?`,
  );

/** @param fence the characters that open and close the outer block */
export const openFence = (
  span: Span,
  inner: string,
  outer: { language: string; line: number; fence: string },
): Diagnostic =>
  finding(
    'error',
    span,
    'page/open-fence',
    `this \`${inner}\` block is inside the ${blockName(outer.language)} that opens on line ${outer.line}`,
    `close that block with a ${outer.fence} line above this one; to show a fence as text, use a longer fence around it`,
  );

export const unclosedFence = (span: Span, language: string, fence: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/open-fence',
    `the ${blockName(language)} that opens here is never closed`,
    `add a ${fence} line after the block`,
  );

export const duplicateScenario = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/duplicate-scenario',
    `the scenario id \`${id}\` is already used on this page`,
    'give each scenario on a page a unique id',
  );

export const noTimeline = (span: Span): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-timeline',
    'this write-up has no observed timeline to go through',
    'add a `timeline` block with at least one entry',
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
    `this page has no scenario named \`${id}\``,
    known.length === 0 ? 'add a `scenario` block to this page' : oneOf(near, known),
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
    `the scenario has no variant named \`${id}\``,
    known.length === 0 ? 'add it under `variants`' : oneOf(near, known),
  );

export const unknownView = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding('error', span, 'page/unknown-view', `there is no view named \`${name}\``, oneOf(near, known));

export const noRun = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-run',
    `the view \`${name}\` shows a run, but this scenario isn't run`,
    'set `until` to the duration of the run',
  );

export const noSearch = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-search',
    `the view \`${name}\` shows a search of all interleavings, but this scenario isn't searched`,
    'add `explore: {}`, or a claim with `explore` under `expect`',
  );

export const citeForm = (span: Span, written: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/cite-form',
    `\`sim: ${written}\` doesn't refer to a value in a scenario`,
    'use a form like `sim: name.impact.service.duration`, `sim: name.marks.id.at`, `sim: name.const.id`, `sim: name.final.id` or `sim: name.explore.states`',
  );

export const citeWithoutColon = (span: Span, written: string, path: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/cite-form',
    `\`${written}\` looks like a citation, but citations start with \`sim:\``,
    `write \`sim: ${path}\` or, if it's code, put it in a code block`,
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
    `the scenario's result has no ${what} named \`${name}\``,
    known.length === 0 ? "the scenario doesn't define any" : oneOf(near, known),
  );

export const noValue = (span: Span, written: string, why: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/no-value',
    `\`sim: ${written}\` has no value: ${why}`,
    'cite a different value, or describe it in words',
  );

export const emptyView = (span: Span, view: string, why: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/empty-view',
    `the view \`${view}\` has nothing to show: ${why}`,
    'remove the view, or add the missing data to the scenario',
  );

export const diagramSyntax = (span: Span, message: string): Diagnostic =>
  finding('error', span, 'page/diagram', `Mermaid can't parse this diagram: ${message}`);

export const viewDiagram = (span: Span, message: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/view-diagram',
    `the sequence diagram of this scenario couldn't be drawn: ${message}`,
    'this is an internal error in Hindcast, not a mistake in your text; please report it and include the scenario',
  );

export const noDiagramTitle = (span: Span): Diagnostic =>
  finding(
    'warning',
    span,
    'page/diagram-title',
    'this diagram has no text alternative',
    'add an `accTitle: ...` line below the diagram’s first line, and an `accDescr: ...` line for more detail',
  );

export const tooComplex = (span: Span, what: string, most: number): Diagnostic =>
  finding(
    'error',
    span,
    'page/too-complex',
    `the page has more than ${withCommas(most)} ${what}`,
    'split the page, or move data into a file next to it',
  );

export const tooDeep = (span: Span, what: string, most: number): Diagnostic =>
  finding(
    'error',
    span,
    'page/too-complex',
    `${what} are nested more than ${most} levels deep`,
    'flatten this part of the page',
  );

export const crashed = (span: Span, message: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/internal-error',
    `the page can't be rendered: ${message}`,
    'this is an internal error in Hindcast, not a mistake in your text; please report it and include the page',
  );

export const remoteImage = (span: Span, url: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/remote-image',
    `the image \`${url}\` is on another site, and pages can't load anything from other sites`,
    'save a copy next to the write-up and use a relative path; example: ./picture.png',
  );

export const linkAddress = (span: Span, url: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/url',
    `pages can't link to \`${url}\``,
    'use an http, https or mailto link, or link to a page on this site',
  );

export const imagePath = (span: Span, url: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/image-path',
    `\`${url}\` isn't a valid image path`,
    'write `%25` for a percent sign, or rename the file',
  );

/** @param problem the end of a sentence that starts with the path */
export const imageFile = (span: Span, url: string, problem: string): Diagnostic =>
  finding(
    'error',
    span,
    'page/image-file',
    `the image \`${url}\` ${problem}`,
    'save the image next to the write-up; if it is an SVG, it can’t contain scripts, HTML or links to other files',
  );

export const noImageText = (span: Span): Diagnostic =>
  finding(
    'warning',
    span,
    'page/image-text',
    'this image has no text alternative',
    'describe the image between the brackets: ![what it shows](./picture.png)',
  );

export const droppedHtml = (span: Span, name: string): Diagnostic =>
  finding(
    'warning',
    span,
    'page/html',
    `\`<${name}>\` is removed from the page`,
    'use Markdown; only HTML that formats text is allowed',
  );

export const lostBlock = (span: Span): Diagnostic =>
  finding(
    'error',
    span,
    'page/lost-block',
    'this block is removed from the page, because it is inside HTML that is removed',
    'close every HTML element above this block; `script`, `style`, `svg` and similar elements are removed along with their content',
  );

export const unknownRelated = (span: Span, slug: string, near: string | null): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-related',
    `there is no write-up named \`${slug}\``,
    near === null ? 'use its file name without `.md`' : `did you mean \`${near}\`?`,
  );

export const notVerified = (span: Span, written: string, near: string | null): Diagnostic =>
  finding(
    'error',
    span,
    'page/not-verified',
    `the action is verified by \`${written}\`, but this page has no scenario or variant with that name`,
    near === null
      ? 'write `scenario` or `scenario#variant`, with ids from this page'
      : `did you mean \`${near}\`?`,
  );

export const unknownEntry = (
  span: Span,
  id: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    span,
    'page/unknown-entry',
    `this page's timeline has no entry named \`${id}\``,
    known.length === 0 ? 'add a `timeline` block to this page' : oneOf(near, known),
  );

export const unusedTolerance = (span: Span, id: string, near: string | null): Diagnostic =>
  finding(
    'warning',
    span,
    'page/unused-within',
    `\`within\` has no effect, because no scenario on this page has a mark named \`${id}\``,
    near === null
      ? `add a mark named \`${id}\` to the scenario, or remove \`within\``
      : `did you mean the mark \`${near}\`? The entry and the mark need the same id`,
  );

type Kind = 'public' | 'internal';

export const openMarker = (span: Span, kind: Kind): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `the ${kind} part that starts here is never closed`,
    `add \`<!-- /${kind} -->\` after it, at the same level: in the same list item, quote or paragraph, or between blocks`,
  );

export const strayMarker = (span: Span, kind: Kind, open: Kind | null): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `this marker ends ${kind === 'internal' ? 'an' : 'a'} ${kind} part that never started`,
    open === null
      ? `add \`<!-- ${kind} -->\` where the part starts, or remove this marker`
      : `end the ${open} part first, with \`<!-- /${open} -->\``,
  );

export const crowdedMarker = (span: Span, marker: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `\`${marker}\` is in the middle of other HTML`,
    'put it on a separate line, with an empty line before and after it',
  );

export const unknownMarker = (span: Span, written: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `\`${oneLine(written)}\` looks like a visibility marker, but it isn't one and has no effect`,
    'write `<!-- internal -->` and `<!-- /internal -->`, or the same with `public`; if it’s an ordinary comment, start it with a different word',
  );

export const unseenMarker = (span: Span, written: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    `\`${oneLine(written)}\` has no effect here, because Markdown doesn't treat it as a comment`,
    'put markers between blocks, or around words in a paragraph; to show a marker as text, use an `md` code block',
  );

export const markerInCode = (span: Span, written: string): Diagnostic =>
  finding(
    'warning',
    span,
    'edition/marker',
    `\`${oneLine(written)}\` has no effect in a code block; the block is shown as written`,
    'put the whole block between markers, or use an `md` code block if it shows how to write a marker',
  );

export const publicInInternal = (span: Span): Diagnostic =>
  finding(
    'error',
    span,
    'edition/marker',
    'this public part is inside an internal part, so no public page can show it',
    'end the internal part first, or move this part out of it',
  );

export const internalDefinition = (span: Span, name: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `\`${name}\` is defined in an internal part of the page`,
    'move the definition to a public part, or remove the reference from this one',
  );

export const internalScenario = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public text refers to the scenario \`${id}\`, which is internal`,
    'add `visibility: public` to the scenario and move it to a public part, or make this text internal',
  );

export const internalEntry = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public scenario refers to the timeline entry \`${id}\`, which is internal`,
    'add `visibility: public` to the entry, or make the scenario internal',
  );

export const internalPage = (span: Span, slug: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public text links to the page \`${slug}\`, which is internal`,
    'add `visibility: public` to the front matter of that page, or remove the link',
  );

export const internalAnchor = (span: Span, id: string): Diagnostic =>
  finding(
    'error',
    span,
    'edition/needs-internal',
    `this public text links to \`#${id}\`, which is in an internal part of the page`,
    'make that part public, or remove the link',
  );

/** Puts a quote from a page on one line and shortens it. */
function oneLine(written: string): string {
  const flat = written.replace(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 60)}…` : flat;
}

function blockName(language: string): string {
  return language === '' ? 'code block' : `\`${language}\` block`;
}

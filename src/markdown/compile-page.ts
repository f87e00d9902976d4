import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { splitPage } from '../incident/front-matter.ts';
import { readSeries, type SeriesFile } from '../incident/series.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { type Edition, EVERYTHING, NOTHING } from '../incident/visibility.ts';
import type { Link } from './blocks.ts';
import { exceededBound } from './bounds.ts';
import * as say from './diagnostics.ts';
import { hiddenAnchorAt, hiddenPageAt } from './hidden-links.ts';
import type { Finding, ModelPage } from './models/finding.ts';
import type { PageInput, PageOutput, PageScenario, UnfinishedScenario } from './page.ts';
import type { PageKind } from './page-kind.ts';
import { PAGE_KEY, type PageJob } from './processor.ts';
import { fillSlots } from './tree/slots.ts';

/** The data about a page's body that is stored in a collection entry. */
export type BodyData = SummaryData & BodyContent;

/** The data about a page's body that lists of pages show. */
export type SummaryData = {
  timeline: TimelineEntry[];
  /** A finding for each scenario in a write-up, in the same order. Empty for a guide. */
  findings: readonly Finding[];
  /** Set only in development while simulations are running. */
  unfinished?: readonly UnfinishedScenario[];
};

/** The other data about a page's body, which can be large. */
export type BodyContent = {
  scenarios: PageScenario[];
  /** The models' pages. A scenario that isn't in the edition has none. */
  models: readonly ModelPage[];
  /** The body as Markdown, as shown in the edition. */
  markdown: string;
  /** Only warnings, because a page with errors isn't built. */
  diagnostics: Diagnostic[];
};

/** HTML of a page's body with the metadata that Astro requires. */
export interface RenderedBody {
  html: string;
  headings: { depth: number; slug: string; text: string }[];
  imagePaths: string[];
}

/** A page's body, stored in a file because Astro reads its whole content store for each change. */
export interface StoredBody extends BodyContent, RenderedBody {
  /** The author's links that the edition shows. */
  links: readonly Link[];
}

export interface CompiledPage<Front> {
  /** The compiled page. Null if and only if there is an error. */
  page: {
    data: Front & BodyData;
    body: RenderedBody;
    /** The author's links that the edition shows. */
    links: readonly Link[];
    /**
     * The body as Markdown, as shown in the edition, without scenarios and timelines, and with citations as written.
     */
    prose(): string;
  } | null;
  diagnostics: Diagnostic[];
}

export interface PageSource {
  /** File name to show in diagnostics. */
  file: string;
  text: string;
  /** URL of the file. Image paths are relative to it. */
  url: URL;
  /** Slugs of all pages of this kind, which front matter can refer to. */
  slugs: readonly string[];
  /** Edition to build. Default: internal. */
  edition?: Edition | undefined;
  /** Slugs of pages of any kind that aren't in the edition. */
  hiddenPages?: readonly string[] | undefined;
  /** The observed series in the page's folder. Default: none. */
  series?: readonly SeriesFile[] | undefined;
  /** False if the page isn't on disk, in which case its pictures aren't either. */
  onDisk?: boolean | undefined;
}

/**
 * Reads a page, runs its scenarios, and renders its body. Returns the diagnostics for front matter and body together.
 *
 * @throws Error if the renderer wasn't created by `markdownProcessor`
 */
export async function compilePage<Front extends object>(
  kind: PageKind<Front>,
  source: PageSource,
  renderer: MarkdownRenderer,
  tools: Pick<PageInput, 'evaluate' | 'draw' | 'highlight' | 'picture'>,
): Promise<CompiledPage<Front>> {
  const { file, text } = source;
  const parts = splitPage(file, text, kind.required);
  const { edition = 'internal', hiddenPages = [] } = source;
  const read = parts.frontMatter === null ? null : kind.readFront(parts.frontMatter, edition);
  const shown = read?.shown ?? (edition === 'internal' ? EVERYTHING : NOTHING);
  const zone = read?.zone ?? 'UTC';
  const series = (source.series ?? []).map(readSeries);
  const input: PageInput = {
    ...tools,
    file,
    text,
    body: parts.body,
    zone,
    edition,
    shown,
    hiddenPages,
    hasModels: kind.hasModels,
    verifying: read?.verifying ?? [],
    impact: read === null ? [] : read.impact,
    series: series.flatMap((one) => one.series ?? []),
    startedAt: read?.startedAt ?? null,
  };
  const known = [
    ...parts.diagnostics,
    ...(read?.diagnostics ?? []),
    ...series.flatMap(({ diagnostics }) => diagnostics),
  ];
  const failed = (one: Diagnostic): CompiledPage<Front> => ({
    page: null,
    diagnostics: [...known, one].sort(byPlace),
  });
  const bound = exceededBound(file, parts.body);
  if (bound !== null) return failed(bound);
  const job: PageJob = { input, output: null, refusal: null, thrown: undefined };
  let rendered: Awaited<ReturnType<MarkdownRenderer['render']>>;
  try {
    rendered = await renderer.render(parts.body, { fileURL: source.url, frontmatter: { [PAGE_KEY]: job } });
  } catch (error) {
    // An error from an engine that is being edited doesn't make the page invalid.
    if (job.thrown !== undefined) throw job.thrown;
    const found = job.output?.diagnostics ?? [];
    return hasErrors(found)
      ? { page: null, diagnostics: [...known, ...found].sort(byPlace) }
      : failed(crash(file, text, error));
  }
  if (job.refusal !== null) return failed(job.refusal);
  const output = job.output;
  if (output === null) {
    throw new Error(
      'the Markdown processor runs without Hindcast; check whether another integration sets `markdown.processor`',
    );
  }
  const { html, lost } = fillSlots(rendered.code, output.slots);
  const lostSlots = new Set(lost.map(({ slot }) => slot));
  const context = { ...output, slugs: source.slugs, hiddenPages };
  const isBroken = series.some((one) => one.series === null);
  const diagnostics = [
    ...known,
    ...(read?.crossCheck(context) ?? []),
    ...output.diagnostics.filter(({ code }) => !isBroken || !MISSING_SERIES.has(code)),
    ...lost.flatMap(({ span }) => (span === null ? [] : [say.lostBlock(span)])),
    ...hiddenTargets(output, html, input),
  ].sort(byPlace);
  const front = read?.front(context) ?? null;
  if (front === null || hasErrors(diagnostics)) return { page: null, diagnostics };
  const { headings, localImagePaths, remoteImagePaths } = rendered.metadata;
  return {
    page: {
      data: {
        ...front,
        timeline: output.timeline,
        scenarios: output.scenarios,
        findings: output.findings,
        models: output.models,
        markdown: output.copy.markdown(lostSlots),
        // Warnings can quote internal text, so public pages don't include them.
        diagnostics: edition === 'public' ? [] : diagnostics,
        ...(output.unfinished.length === 0 ? {} : { unfinished: output.unfinished }),
      },
      body: {
        html,
        headings,
        // An image in removed HTML isn't on the page, so it isn't published.
        imagePaths: [...localImagePaths, ...remoteImagePaths].filter((path) => isOnPage(html, path)),
      },
      links: output.links,
      prose: () => output.copy.prose(lostSlots),
    },
    diagnostics,
  };
}

/** Codes of errors that aren't reported if a series file has errors, since those errors cause them. */
const MISSING_SERIES: ReadonlySet<string> = new Set(['page/unknown-series', 'scenario/unknown-series']);

/** Reports links to parts of the page that aren't in the edition, and any remaining links to hidden pages. */
function hiddenTargets(
  { links, hidden, diagnostics }: PageOutput,
  html: string,
  { file, text, hiddenPages }: PageInput,
): Diagnostic[] {
  const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!));
  const found = links.flatMap(({ url, span }) => {
    const id = hiddenAnchorAt(url, hidden, ids);
    return id === null ? [] : [say.internalAnchor(span, id)];
  });
  if (hasErrors([...diagnostics, ...found])) return found;
  for (const [, url] of html.matchAll(/\s(?:href|src|cite|longdesc)="([^"]*)"/gi)) {
    const page = hiddenPageAt(url!.replaceAll('&#x26;', '&').replaceAll('&amp;', '&'), hiddenPages);
    if (page !== null) return [...found, say.internalPage(fileSource(file, text).spanAt(0, 0), page)];
  }
  return found;
}

/** True if the page has an image with this path. Astro writes the path into a JSON attribute. */
function isOnPage(html: string, path: string): boolean {
  const written = JSON.stringify(path).slice(1, -1);
  const encoded = written.replaceAll('&', '&#x26;').replaceAll('"', '&#x22;');
  return [path, written, encoded].some((one) => html.includes(one));
}

/** The diagnostic for a page whose rendering throws. */
export function crash(file: string, text: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  return say.crashed(fileSource(file, text).spanAt(0, 0), message.split('\n').at(-1)!);
}

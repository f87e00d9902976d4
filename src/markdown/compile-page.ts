import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { splitPage } from '../incident/front-matter.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { type Edition, EVERYTHING, NOTHING } from '../incident/visibility.ts';
import * as say from './diagnostics.ts';
import type { PageInput, PageScenario, UnfinishedScenario } from './page.ts';
import type { PageKind } from './page-kind.ts';
import { PAGE_KEY, type PageJob } from './processor.ts';
import { fillSlots } from './slots.ts';

/** What a collection entry holds of a page's body. */
export type BodyData = {
  timeline: TimelineEntry[];
  scenarios: PageScenario[];
  /** The body as Markdown, as the edition has it. */
  markdown: string;
  /** Warnings: a page with errors is not built. */
  diagnostics: Diagnostic[];
  /** In development, as long as something is still being simulated; no build has it. */
  unfinished?: readonly UnfinishedScenario[];
};

/** HTML of a page's body, with what Astro wants to know of it. */
export interface RenderedBody {
  html: string;
  headings: { depth: number; slug: string; text: string }[];
  imagePaths: string[];
}

export interface CompiledPage<Front> {
  /** Null if and only if a finding is an error. */
  page: { data: Front & BodyData; body: RenderedBody } | null;
  diagnostics: Diagnostic[];
}

/** A page to compile. */
export interface PageSource {
  /** Name of the file as findings give it. */
  file: string;
  text: string;
  /** Place of the file: pictures are found from there. */
  url: URL;
  /** Names of all pages of its kind: front matter may refer to them. */
  slugs: readonly string[];
  /** Which edition is made; the internal one if left out. */
  edition?: Edition | undefined;
  /** Names of pages of all kinds that the edition does not have. */
  hiddenPages?: readonly string[] | undefined;
}

/** Reads a page, runs its scenarios and renders its body. Findings of front matter and body come together. */
export async function compilePage<Front extends object>(
  kind: PageKind<Front>,
  source: PageSource,
  renderer: MarkdownRenderer,
  tools: Pick<PageInput, 'evaluate' | 'draw' | 'highlight'>,
): Promise<CompiledPage<Front>> {
  const { file, text } = source;
  const parts = splitPage(file, text, kind.required);
  const { edition = 'internal', hiddenPages = [] } = source;
  const read = parts.frontMatter === null ? null : kind.readFront(parts.frontMatter, edition);
  const shown = read?.shown ?? (edition === 'internal' ? EVERYTHING : NOTHING);
  const zone = read?.zone ?? 'UTC';
  const input: PageInput = { ...tools, file, text, body: parts.body, zone, edition, shown, hiddenPages };
  const job: PageJob = { input, output: null };
  const rendered = await renderer.render(parts.body, {
    fileURL: source.url,
    frontmatter: { [PAGE_KEY]: job },
  });
  const output = job.output;
  if (output === null) {
    throw new Error('the Markdown processor runs without Hindcast: is `markdown.processor` set elsewhere?');
  }
  const { html, lost } = fillSlots(rendered.code, output.slots);
  const context = { ...output, slugs: source.slugs };
  const diagnostics = [
    ...parts.diagnostics,
    ...(read?.diagnostics ?? []),
    ...(read?.crossCheck(context) ?? []),
    ...output.diagnostics,
    ...lost.map((slot) => say.lostBlock(slot.span)),
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
        markdown: output.markdown,
        // A warning may quote what is internal: the data of a public page holds none.
        diagnostics: edition === 'public' ? [] : diagnostics,
        ...(output.unfinished.length === 0 ? {} : { unfinished: output.unfinished }),
      },
      body: {
        html,
        headings,
        imagePaths: [...localImagePaths, ...remoteImagePaths],
      },
    },
    diagnostics,
  };
}

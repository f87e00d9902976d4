import { unified } from '@astrojs/markdown-remark';
import type { Root as HtmlRoot } from 'hast';
import type { Html, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { exceededDepth } from './bounds.ts';
import { composePage, isDecodable } from './compose.ts';
import type { Highlight } from './highlight.ts';
import type { PageInput, PageOutput } from './page.ts';
import { makeSafe, slotHandler } from './safe-html.ts';
import { markConventions } from './tree/conventions.ts';
import { curlQuotes } from './tree/quotes.ts';
import { SLOT } from './tree/slots.ts';

/** Key of the job in the front matter data, which Astro passes from the renderer to plugins. */
export const PAGE_KEY = 'hindcast';

/** Input that the renderer's caller passes to the plugins, and their output. */
export interface PageJob {
  readonly input: PageInput;
  output: PageOutput | null;
  /** The error if the page's tree exceeds a bound, in which case the page isn't composed. */
  refusal: Diagnostic | null;
  /** An error thrown while composing the page, not by a parser. */
  thrown: unknown;
}

/** Astro's remark pipeline with Hindcast's plugins. */
export function markdownProcessor(highlight: Highlight): ReturnType<typeof unified> {
  return unified({
    remarkPlugins: [[remarkHindcast, { highlight }]],
    rehypePlugins: [rehypeHindcast],
    remarkRehype: {
      handlers: { [SLOT]: slotHandler },
      // The footnote heading stays visible, so don't give it a class that hides it.
      footnoteLabelProperties: {},
    },
    // `curlQuotes` curls quotes instead, after hidden parts have been removed.
    smartypants: false,
  });
}

/** The part of a virtual file used here. */
interface File {
  data: { astro?: { frontmatter?: Record<string, unknown> } };
}

/**
 * Remark plugin. With a job, composes the page and stores the output in the job. Without a job, for the site's other
 * Markdown, only highlights code.
 */
function remarkHindcast({ highlight }: { highlight: Highlight }) {
  return async (tree: Root, file: File): Promise<void> => {
    const job = jobOf(file);
    if (job !== null) {
      job.refusal = exceededDepth(tree, job.input.file);
      if (job.refusal === null) job.output = await compose(tree, job);
      else tree.children = [];
    } else {
      curlQuotes(tree);
      markConventions(tree);
      await highlightCode(tree, highlight);
    }
  };
}

async function compose(tree: Root, job: PageJob): Promise<PageOutput> {
  try {
    const output = await composePage(tree, job.input);
    markConventions(tree);
    dropInvalidPaths(tree);
    return output;
  } catch (error) {
    job.thrown = error;
    throw error;
  }
}

/** Astro throws if an image's path can't be decoded. Such paths are already reported. */
function dropInvalidPaths(tree: Root): void {
  visit(tree, ['image', 'definition'], (node) => {
    if ('url' in node && !isDecodable(String(node.url))) node.url = '';
  });
}

/** Rehype plugin. Sanitizes text from write-up authors; other Markdown is trusted. */
function rehypeHindcast() {
  return (tree: HtmlRoot, file: File): HtmlRoot => (jobOf(file) === null ? tree : makeSafe(tree));
}

function jobOf(file: File): PageJob | null {
  const job = file.data.astro?.frontmatter?.[PAGE_KEY];
  return typeof job === 'object' && job !== null ? (job as PageJob) : null;
}

async function highlightCode(tree: Root, highlight: Highlight): Promise<void> {
  const jobs: Promise<void>[] = [];
  visit(tree, 'code', (node, index, parent) => {
    if (parent === undefined || index === undefined) return;
    const put = (value: string): void => {
      const html: Html = { type: 'html', value };
      parent.children[index] = html;
    };
    jobs.push(highlight(node.value, node.lang ?? '').then(put));
  });
  await Promise.all(jobs);
}

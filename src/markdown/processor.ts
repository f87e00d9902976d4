import { unified } from '@astrojs/markdown-remark';
import type { Root as HtmlRoot } from 'hast';
import type { Html, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { composePage } from './compose.ts';
import type { Highlight } from './highlight.ts';
import type { PageInput, PageOutput } from './page.ts';
import { makeSafe, slotHandler } from './safe-html.ts';
import { SLOT } from './slots.ts';

/** Key under which a write-up's job stands in the data that Astro hands from renderer to plugins. */
export const PAGE_KEY = 'hindcast';

/** What a renderer's caller wants of the plugins, and what they give back. */
export interface PageJob {
  readonly input: PageInput;
  output: PageOutput | null;
}

/** The little of a virtual file that is read here. */
interface File {
  data: { astro?: { frontmatter?: Record<string, unknown> } };
}

/**
 * Remark plugin. With a job: composes the write-up and leaves findings, results and markup in the job. Without one, as
 * for other Markdown of a site: code is highlighted, all else is left alone.
 */
function remarkHindcast({ highlight }: { highlight: Highlight }) {
  return async (tree: Root, file: File): Promise<void> => {
    const job = jobOf(file);
    if (job !== null) job.output = await composePage(tree, job.input);
    else await highlightCode(tree, highlight);
  };
}

/** Rehype plugin: makes what an author of a write-up wrote safe. Other Markdown is the site's own and is left alone. */
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

/** Astro's remark pipeline with Hindcast's plugins in it. */
export function markdownProcessor(highlight: Highlight): ReturnType<typeof unified> {
  return unified({
    remarkPlugins: [[remarkHindcast, { highlight }]],
    rehypePlugins: [rehypeHindcast],
    remarkRehype: {
      handlers: { [SLOT]: slotHandler },
      // The heading of the footnotes is for everybody, so it gets no class that hides it.
      footnoteLabelProperties: {},
    },
    // Quotes only: dashes and dots are part of commands and names that prose mentions.
    smartypants: { dashes: false, ellipses: false, backticks: false },
  });
}

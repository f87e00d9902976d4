import { unified } from '@astrojs/markdown-remark';
import type { Highlight } from './highlight.ts';
import { slotHandler } from './rehype-safe.ts';
import { rehypeHindcast, remarkHindcast } from './remark-hindcast.ts';
import { SLOT } from './slots.ts';

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

import { unified } from '@astrojs/markdown-remark';
import type { Root } from 'mdast';

/** The tree of a write-up's body, as the site's own Markdown parser makes it. */
export async function parseBody(body: string): Promise<Root> {
  let parsed: Root = { type: 'root', children: [] };
  const keep = () => (tree: Root) => {
    parsed = tree;
  };
  const renderer = await unified({ remarkPlugins: [keep] }).createRenderer({ syntaxHighlight: false });
  await renderer.render(body);
  return parsed;
}

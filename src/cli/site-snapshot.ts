import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unified } from '@astrojs/markdown-remark';
import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { PageCompiler } from '../astro/compiler.ts';
import type { IncidentSnapshot, SiteSnapshot } from '../compare/snapshot.ts';
import { splitPage } from '../incident/front-matter.ts';
import { incidentKind } from '../markdown/page-kind.ts';
import type { SourceFile } from './revision.ts';

/** Blocks that are compared by what they say, not by their letters. */
const COMPARED = new Set(['scenario', 'timeline']);

/** Compiles all write-ups of one version of a site. A write-up with errors is told as that; nothing is thrown for it. */
export async function snapshotOf(
  files: readonly SourceFile[],
  compiler: PageCompiler,
  cwd: string,
): Promise<SiteSnapshot> {
  const slugs = files.map(({ slug }) => slug);
  const incidents: IncidentSnapshot[] = [];
  for (const { slug, file, text } of files) {
    const url = pathToFileURL(resolve(cwd, file));
    const { page, diagnostics } = await compiler.compile(incidentKind, { file, text, url, slugs });
    const errors = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`);
    const prose = page === null ? '' : await proseOf(file, text);
    incidents.push({ slug, errors, page: page === null ? null : { ...page.data, prose } });
  }
  return { incidents };
}

/** The text of a write-up without front matter and compared blocks; runs of white space count as one space. */
async function proseOf(file: string, text: string): Promise<string> {
  const lines = splitPage(file, text).body.split('\n');
  const blank = () => (tree: Root) => {
    visit(tree, 'code', (node) => {
      if (!COMPARED.has(node.lang ?? '') || node.position === undefined) return;
      const { start, end } = node.position;
      lines.fill('', start.line - 1, end.line);
    });
  };
  const renderer = await unified({ remarkPlugins: [blank] }).createRenderer({ syntaxHighlight: false });
  await renderer.render(lines.join('\n'));
  return lines.join('\n').replace(/\s+/g, ' ').trim();
}

import { createRenderer } from '../../diagrams/render.ts';
import { evaluate } from '../../hindcast.ts';
import type { Guide } from '../../incident/guide.ts';
import type { Incident } from '../../incident/incident.ts';
import { type CompiledPage, compilePage, type PageSource } from '../../markdown/compile-page.ts';
import { createHighlight } from '../../markdown/highlight.ts';
import type { PageInput } from '../../markdown/page.ts';
import { guideKind, incidentKind, type PageKind } from '../../markdown/page-kind.ts';
import { markdownProcessor } from '../../markdown/processor.ts';

type Compile<Front> = (
  file: string,
  text: string,
  tools?: Partial<PageInput>,
  edition?: Pick<PageSource, 'edition' | 'hiddenPages' | 'series'>,
) => Promise<CompiledPage<Front>>;

/** Compiles write-ups with the real engine, highlighter and diagrams. */
export function createPageCompiler(slugs: readonly string[] = []): Promise<Compile<{ incident: Incident }>> {
  return compilerOf(incidentKind, slugs);
}

/** Compiles guides with the real engine, highlighter and diagrams. */
export function createGuideCompiler(): Promise<Compile<{ guide: Guide }>> {
  return compilerOf(guideKind, []);
}

async function compilerOf<Front extends object>(
  kind: PageKind<Front>,
  slugs: readonly string[],
): Promise<Compile<Front>> {
  const highlight = await createHighlight();
  const renderer = await markdownProcessor(highlight).createRenderer({ syntaxHighlight: false });
  const { render: draw } = await createRenderer();
  return (file, text, tools, edition) => {
    const url = new URL(file, 'file:///site/content/');
    return compilePage(kind, { file, text, url, slugs, ...edition }, renderer, {
      evaluate,
      draw,
      highlight,
      ...tools,
    });
  };
}

/** A write-up with the given body. */
export function writeUp(body: string): string {
  return `---\ntitle: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n---\n\n${body}\n`;
}

/** A scenario with one process that loses a lease after ten minutes. */
export const LEASE = `scenario: lease
until: 1h
state: { up: true }
processes:
  holder:
    steps:
      - { id: lose, delay: 10m, set: { up: false }, say: loses the lease }
marks:
  lost: '!up'`;

import { createRenderer } from '../diagrams/render.ts';
import { evaluate } from '../hindcast.ts';
import { type CompiledPage, compilePage } from './compile-page.ts';
import { createHighlight } from './highlight.ts';
import type { PageInput } from './page.ts';
import { markdownProcessor } from './processor.ts';

/** For tests: compiles pages with the real engine, the real highlighter and the real diagrams. */
export async function createPageCompiler(
  slugs: readonly string[] = [],
): Promise<(file: string, text: string, tools?: Partial<PageInput>) => Promise<CompiledPage>> {
  const highlight = await createHighlight();
  const renderer = await markdownProcessor(highlight).createRenderer({ syntaxHighlight: false });
  const { render: draw } = await createRenderer();
  return (file, text, tools) =>
    compilePage({ file, text, url: new URL(file, 'file:///site/content/'), slugs }, renderer, {
      evaluate,
      draw,
      highlight,
      ...tools,
    });
}

/** For tests: a write-up with this body. */
export function writeUp(body: string): string {
  return `---\ntitle: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n---\n\n${body}\n`;
}

/** For tests: a scenario of one process that loses a lease after ten minutes. */
export const LEASE = `scenario: lease
until: 1h
state: { up: true }
processes:
  holder:
    steps:
      - { id: lose, delay: 10m, set: { up: false }, say: loses the lease }
marks:
  lost: '!up'`;

import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { createRenderer } from '../diagrams/render.ts';
import { evaluate } from '../hindcast.ts';
import { type CompiledPage, compilePage, type PageSource } from '../markdown/compile-page.ts';
import type { Highlight } from '../markdown/highlight.ts';
import type { DrawDiagram } from '../markdown/page.ts';
import { createFileCache } from './file-cache.ts';
import { keepResults } from './kept-results.ts';
import type { SourceVersions } from './sources.ts';
import { enter, type Ledger, newLedger } from './stages.ts';

/** Compiles the write-ups of one site, with what they share: the cache of results, the diagram renderer, the clock. */
export interface PageCompiler {
  /** Changes when any code changes that a page's HTML hangs on. */
  readonly version: string;
  /** Folder of the write-ups. */
  readonly content: URL;
  /** Counts and times since the last `restart`. */
  readonly ledger: Ledger;
  /** Begins a new ledger. */
  restart(): void;
  now(): number;
  compile(source: PageSource): Promise<CompiledPage>;
}

export interface CompilerSetting {
  readonly versions: SourceVersions;
  readonly content: URL;
  /** Folder of this engine's results. */
  readonly results: URL;
  readonly highlight: Highlight;
  renderer(): Promise<MarkdownRenderer>;
  warn(message: string): void;
}

/** Makes the compiler of a site. What is dear to start (Markdown, mermaid) is started when first needed. */
export function createCompiler(setting: CompilerSetting): PageCompiler {
  const now = (): number => performance.now();
  const cache = createFileCache(setting.results, setting.warn);
  let ledger = newLedger();
  let renderer: Promise<MarkdownRenderer> | null = null;
  let diagrams: ReturnType<typeof createRenderer> | null = null;
  const draw: DrawDiagram = async (id, text) => {
    const start = now();
    diagrams ??= createRenderer();
    const drawn = await (await diagrams).render(id, text);
    ledger.milliseconds.diagrams += now() - start;
    ledger.diagrams++;
    return drawn;
  };
  return {
    version: setting.versions.page,
    content: setting.content,
    get ledger() {
      return ledger;
    },
    restart() {
      ledger = newLedger();
    },
    now,
    async compile(source) {
      const start = now();
      const before = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams;
      const kept = keepResults(evaluate, {
        cache,
        engine: setting.versions.engine,
        now,
        told: (what) => enter(ledger, source.file, what),
      });
      renderer ??= setting.renderer();
      const compiled = await compilePage(source, await renderer, {
        evaluate: kept,
        draw,
        highlight: setting.highlight,
      });
      const inside = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams - before;
      ledger.milliseconds.markdown += now() - start - inside;
      return compiled;
    },
  };
}

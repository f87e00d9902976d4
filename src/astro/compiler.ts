import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { createRenderer } from '../diagrams/render.ts';
import { evaluateWith } from '../hindcast.ts';
import { type CompiledPage, compilePage, type PageSource } from '../markdown/compile-page.ts';
import type { Highlight } from '../markdown/highlight.ts';
import type { DrawDiagram } from '../markdown/page.ts';
import type { PageKind } from '../markdown/page-kind.ts';
import { createFileCache } from './file-cache.ts';
import { keepResults } from './kept-results.ts';
import type { SourceVersions } from './sources.ts';
import { enter, type Ledger, newLedger } from './stages.ts';
import { createSweepPool } from './sweep-pool.ts';

/** Compiles the pages of one site, with what they share: the cache of results, the diagram renderer, the clock. */
export interface PageCompiler {
  /** Changes when any code changes that a page's HTML hangs on. */
  readonly version: string;
  /** Counts and times since the last `restart`. */
  readonly ledger: Ledger;
  /** Begins a new ledger. */
  restart(): void;
  now(): number;
  /** One page after the other, whoever asks: their times would mix otherwise. */
  compile<Front extends object>(kind: PageKind<Front>, source: PageSource): Promise<CompiledPage<Front>>;
}

export interface CompilerSetting {
  readonly versions: SourceVersions;
  /** Folder of this engine's results. */
  readonly results: URL;
  readonly highlight: Highlight;
  renderer(): Promise<MarkdownRenderer>;
  warn(message: string): void;
  /** Told now and then how far something is that takes long. */
  progress?(message: string): void;
}

/** Milliseconds between two words about how far a sweep is. */
const TELL_EVERY = 3000;

/** Makes the compiler of a site. What is dear to start (Markdown, mermaid) is started when first needed. */
export function createCompiler(setting: CompilerSetting): PageCompiler {
  const now = (): number => performance.now();
  const cache = createFileCache(setting.results, setting.warn);
  let told = now();
  const sweeps = createSweepPool({
    progress(done, of) {
      if (now() - told < TELL_EVERY && done < of) return;
      // Sweeps that end soon need no word.
      if (done < of) setting.progress?.(`sweep: ${done} of ${of} runs`);
      told = now();
    },
  });
  let ledger = newLedger();
  let renderer: Promise<MarkdownRenderer> | null = null;
  let diagrams: ReturnType<typeof createRenderer> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const draw: DrawDiagram = async (id, text) => {
    const start = now();
    diagrams ??= createRenderer();
    const drawn = await (await diagrams).render(id, text);
    ledger.milliseconds.diagrams += now() - start;
    ledger.diagrams++;
    return drawn;
  };
  async function compile<Front extends object>(
    kind: PageKind<Front>,
    source: PageSource,
  ): Promise<CompiledPage<Front>> {
    const start = now();
    const before = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams;
    const { makeRuns } = sweeps;
    const kept = keepResults((text, options) => evaluateWith(makeRuns, text, options), {
      cache,
      engine: setting.versions.engine,
      now,
      told: (what) => enter(ledger, source.file, what),
    });
    renderer ??= setting.renderer();
    const compiled = await compilePage(kind, source, await renderer, {
      evaluate: kept,
      draw,
      highlight: setting.highlight,
    });
    const inside = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams - before;
    ledger.milliseconds.markdown += now() - start - inside;
    return compiled;
  }
  return {
    version: setting.versions.page,
    get ledger() {
      return ledger;
    },
    restart() {
      ledger = newLedger();
    },
    now,
    compile(kind, source) {
      const compiled = turn.then(() => compile(kind, source));
      turn = compiled.catch(() => undefined);
      return compiled;
    },
  };
}

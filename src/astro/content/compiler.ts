import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { createRenderer } from '../../diagrams/render.ts';
import { evaluateWith } from '../../hindcast.ts';
import { type CompiledPage, compilePage, type PageSource } from '../../markdown/compile-page.ts';
import type { Highlight } from '../../markdown/highlight.ts';
import type { DrawDiagram } from '../../markdown/page.ts';
import type { PageKind } from '../../markdown/page-kind.ts';
import { createFileCache } from '../results/file-cache.ts';
import {
  type EvaluateToJson,
  type EvaluationReport,
  keepResults,
  offsetText,
} from '../results/kept-results.ts';
import { LiveResults, type PageRequest } from '../results/live-results.ts';
import { createRunPool } from '../results/run-pool.ts';
import { createSweepPool } from '../results/sweep-pool.ts';
import type { SourceVersions } from '../setup/sources.ts';
import { enter, type Ledger, newLedger } from './report.ts';

/** Compiles the pages of one site, with what they share: the cache of results, the diagram renderer, the clock. */
export interface PageCompiler {
  /** Changes when any code changes that a page's HTML hangs on. */
  readonly version: string;
  /** Counts and times since the last `restart`. */
  readonly ledger: Ledger;
  /** Begins a new ledger. */
  restart(): void;
  now(): number;
  /**
   * One page after the other, whoever asks: their times would mix otherwise.
   *
   * @param visit in development: how long the page waits for its scenarios
   */
  compile<Front extends object>(
    kind: PageKind<Front>,
    source: PageSource,
    visit?: Omit<PageRequest, 'file'>,
  ): Promise<CompiledPage<Front>>;
  /** In development: scenarios that are being simulated. */
  readonly running: number;
  /** Ends what goes on for a page that is gone. */
  forget(file: string): void;
  /** Goes on with an engine that was edited. Its results are made anew. */
  renew(versions: SourceVersions, results: URL): Promise<void>;
  /** Ends all threads. */
  close(): Promise<void>;
}

export interface CompilerSetting {
  readonly versions: SourceVersions;
  /** Folder of this engine's results. */
  readonly results: URL;
  readonly highlight: Highlight;
  /** Evaluates on threads, for a server that somebody writes at. */
  readonly live?: boolean;
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
  let { versions } = setting;
  let cache = createFileCache(setting.results, setting.warn);
  let ledger = newLedger();
  let renderer: Promise<MarkdownRenderer> | null = null;
  let diagrams: ReturnType<typeof createRenderer> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const sweeps = createSweepPool({ progress: sweepProgress(setting, now) });
  const report = (file: string, what: EvaluationReport): void => enter(ledger, file, what);
  const liveResults = (before: LiveResults | null): LiveResults =>
    new LiveResults({ cache, engine: versions.engine, pool: createRunPool(), now, report }, before);
  let live = setting.live === true ? liveResults(null) : null;
  const draw: DrawDiagram = async (id, text) => {
    const start = now();
    diagrams ??= createRenderer();
    const drawn = await (await diagrams).render(id, text);
    ledger.milliseconds.diagrams += now() - start;
    ledger.diagrams++;
    return drawn;
  };
  const evaluateToJson: EvaluateToJson = async (text, options) =>
    JSON.stringify(await evaluateWith(sweeps.makeRuns, offsetText(text), options));
  async function compile<Front extends object>(
    kind: PageKind<Front>,
    source: PageSource,
    waits: Omit<PageRequest, 'file'> | undefined,
  ): Promise<CompiledPage<Front>> {
    const start = now();
    const before = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams;
    const { file } = source;
    const visit = waits === undefined ? undefined : live?.visit({ ...waits, file });
    const keeping = {
      cache,
      engine: versions.engine,
      now,
      report: (what: EvaluationReport) => report(file, what),
    };
    renderer ??= setting.renderer();
    const compiled = await compilePage(kind, source, await renderer, {
      evaluate: visit?.evaluate ?? keepResults(evaluateToJson, keeping),
      draw,
      highlight: setting.highlight,
    });
    visit?.leave();
    const inside = ledger.milliseconds.scenarios + ledger.milliseconds.diagrams - before;
    ledger.milliseconds.markdown += now() - start - inside;
    return compiled;
  }
  return {
    get version() {
      return versions.page;
    },
    get ledger() {
      return ledger;
    },
    restart() {
      ledger = newLedger();
    },
    now,
    compile(kind, source, waits) {
      const compiled = turn.then(() => compile(kind, source, waits));
      turn = compiled.catch(() => undefined);
      return compiled;
    },
    get running() {
      return live?.running ?? 0;
    },
    forget: (file) => live?.forget(file),
    async renew(next, results) {
      versions = next;
      cache = createFileCache(results, setting.warn);
      const before = live;
      if (before !== null) live = liveResults(before);
      await before?.close();
    },
    async close() {
      await live?.close();
      await sweeps.close();
    },
  };
}

/** Tells now and then how far a sweep is. */
function sweepProgress(
  { progress }: Pick<CompilerSetting, 'progress'>,
  now: () => number,
): (done: number, of: number) => void {
  let told = now();
  return (done, of) => {
    if (now() - told < TELL_EVERY && done < of) return;
    // Sweeps that end soon need no word.
    if (done < of) progress?.(`sweep: ${done} of ${of} runs`);
    told = now();
  };
}

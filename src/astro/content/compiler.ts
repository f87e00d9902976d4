import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { keyOf } from '../../cache/file-cache.ts';
import { noting, type SiteCache, type UsedEntry } from '../../cache/site-cache.ts';
import { createRenderer } from '../../diagrams/render.ts';
import {
  type EvaluateOptions,
  evaluateWith,
  runHere,
  type ScenarioText,
  validateWith,
} from '../../hindcast.ts';
import { type CompiledPage, compilePage, type PageSource } from '../../markdown/compile-page.ts';
import type { Highlight } from '../../markdown/highlight.ts';
import { type DrawDiagram, type Evaluate, mentioned } from '../../markdown/page.ts';
import type { PageKind } from '../../markdown/page-kind.ts';
import { keepDrawings, keepHighlighted } from '../results/kept-parts.ts';
import {
  type EvaluateToJson,
  type EvaluationReport,
  keepResults,
  keepValidatedResults,
  offsetText,
  type ValidateToJson,
} from '../results/kept-results.ts';
import { jobOptions, LiveResults, type PageRequest } from '../results/live-results.ts';
import { createRunPool } from '../results/run-pool.ts';
import type { SourceVersions } from '../setup/sources.ts';
import { pictureProblem, publicPictureProblem } from './pictures.ts';
import { enter, type Ledger, newLedger } from './report.ts';
import { seriesFilesOf } from './series-files.ts';
import { shippedResults } from './shipped-guides.ts';

/** A compiled page and the cache entries that it used. */
export interface CompiledWith<Front> extends CompiledPage<Front> {
  readonly used: readonly UsedEntry[];
}

/** Compiles a site's pages, which share a result cache, a diagram renderer, and a clock. */
export interface PageCompiler {
  /** Changes whenever the code that renders a page's HTML changes. */
  readonly version: string;
  /** Counts and times since the last call of `restart`. */
  readonly ledger: Ledger;
  restart(): void;
  now(): number;
  /**
   * Compiles a page. Concurrent calls run one at a time, so their times don't get mixed up in the ledger.
   *
   * @param visit development only: how long the page waits for its scenarios
   */
  compile<Front extends object>(
    kind: PageKind<Front>,
    source: PageSource,
    visit?: Omit<PageRequest, 'file'>,
  ): Promise<CompiledWith<Front>>;
  /** Why a page on disk can't include a picture, or null. `isRaw` is true for an address in the author's HTML. */
  pictureProblem(page: URL, url: string, isRaw: boolean): string | null;
  /** The page being compiled, and its current scenario or diagram. Empty between pages. */
  readonly activity: string;
  /** Number of scenarios being simulated in development. */
  readonly running: number;
  /** Cancels a deleted page's evaluations. */
  forget(file: string): void;
  /** Switches to an edited engine. All results are then recomputed. */
  renew(versions: SourceVersions): Promise<void>;
  /** Ends all processes. */
  close(): Promise<void>;
}

export interface CompilerSetting {
  readonly versions: SourceVersions;
  readonly cache: SiteCache;
  /** If null, code blocks are left empty. */
  readonly highlight: Highlight | null;
  /** The site's folder, which has to contain all pictures. If null, pictures aren't checked. */
  readonly root: URL | null;
  /** Folder of public files. Default: `public/` in the site's folder. */
  readonly publicFolder?: URL;
  /** Path that the site is served under, with leading and trailing slashes. Default: `/`. */
  readonly base?: string;
  /** Evaluates in the background, for the development server. */
  readonly live?: boolean;
  /** If false, scenarios are evaluated in this process, without a time limit. Default: true. */
  readonly threads?: boolean;
  /** Time limit for one scenario, in microseconds. */
  readonly timeLimit?: number;
  /** Whether to determine what results depend on, which takes hundreds of runs for each scenario. Default: true. */
  readonly labels?: boolean;
  renderer(): Promise<MarkdownRenderer>;
  warn(message: string): void;
  /** Called from time to time during long sweeps. */
  progress?(message: string): void;
}

/** Time limit for one scenario if the configuration sets none, in microseconds. */
export const TIME_LIMIT = 10 * 60 * 1_000_000;

/** Time between progress messages, in milliseconds. */
const PROGRESS_EVERY = 3000;

/** Creates a site's compiler. Slow dependencies (Markdown, mermaid) load on first use. */
export function createCompiler(setting: CompilerSetting): PageCompiler {
  const now = (): number => performance.now();
  let { versions } = setting;
  let cache = setting.cache.open('results', versions.engine);
  const drawings = setting.cache.open('diagrams', versions.diagrams);
  const blocks = setting.cache.open('code', versions.code);
  const shipped = shippedResults(setting.warn);
  let ledger = newLedger();
  let renderer: Promise<MarkdownRenderer> | null = null;
  let diagrams: ReturnType<typeof createRenderer> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let compiling = '';
  let doing = '';
  const { timeLimit = TIME_LIMIT, threads = true } = setting;
  const pool = createRunPool({
    processes: 1,
    timeLimit,
    progress: sweepProgress(setting, now, () => compiling),
  });
  const report = (file: string, what: EvaluationReport): void => enter(ledger, file, what);
  const liveResults = (before: LiveResults | null): LiveResults =>
    new LiveResults(
      {
        cache,
        engine: versions.engine,
        shipped,
        pool: createRunPool({ timeLimit }),
        labelPool: createRunPool({ processes: 1, timeLimit }),
        now,
        report,
      },
      before,
    );
  let live = setting.live === true ? liveResults(null) : null;
  const draw: DrawDiagram = async (id, text) => {
    diagrams ??= createRenderer();
    ledger.drawn++;
    return (await diagrams).render(id, text);
  };
  /** Tools for compiling a page. They add each cache entry that they use to `used`. */
  const toolsFor = (used: UsedEntry[]): { draw: DrawDiagram; highlight: Highlight } => {
    const { highlight } = setting;
    return {
      draw: async (id, text) => {
        const start = now();
        const note = (key: string): void => {
          used.push({ entry: `diagrams/${key}`, name: id, inputs: { text: shortKey(text) } });
        };
        const drawn = await keepDrawings(draw, noting(drawings, note))(id, text);
        ledger.milliseconds.diagrams += now() - start;
        ledger.diagrams++;
        return drawn;
      },
      highlight: async (code, language) => {
        if (highlight === null) return '';
        const start = now();
        const note = (key: string): void => {
          used.push({ entry: `code/${key}`, name: language, inputs: { text: shortKey(code) } });
        };
        const html = await keepHighlighted(highlight, noting(blocks, note))(code, language);
        ledger.milliseconds.code += now() - start;
        return html;
      },
    };
  };
  /** Evaluates a scenario or takes its result from the cache, and adds the cache entries it uses to a list. */
  const evaluateFor =
    (file: string, used: UsedEntry[]): Evaluate =>
    async (text, options) => {
      doing = `: ${idOf(text.source.text)}`;
      const keys = new Set<string>();
      const keeping = {
        cache: noting(cache, (key) => keys.add(key)),
        engine: versions.engine,
        shipped,
        now,
        report: (what: EvaluationReport) => report(file, what),
        stopAtErrors: true,
      };
      const keep =
        setting.labels === false
          ? keepResults(evaluateToJson, keeping)
          : keepValidatedResults(evaluateToJson, validateToJson, keeping);
      const evaluation = await keep(text, options);
      const name = evaluation.result?.scenario ?? '';
      const inputs = scenarioInputs(text, options);
      for (const key of keys) used.push({ entry: `results/${key}`, name, inputs });
      doing = '';
      return evaluation;
    };
  const evaluateToJson: EvaluateToJson = async (text, options) =>
    threads
      ? pool.run({ text: text.source.text, options: jobOptions(options) })
      : JSON.stringify(await evaluateWith(runHere, offsetText(text), options));
  const validateToJson: ValidateToJson = async (text, options) =>
    threads
      ? pool.run({ text: text.source.text, labels: true, options: jobOptions(options) })
      : JSON.stringify(await validateWith(runHere, offsetText(text), options));
  async function compile<Front extends object>(
    kind: PageKind<Front>,
    source: PageSource,
    waits: Omit<PageRequest, 'file'> | undefined,
  ): Promise<CompiledWith<Front>> {
    const start = now();
    const inside = (): number => {
      const { scenarios, diagrams, code } = ledger.milliseconds;
      return scenarios + diagrams + code;
    };
    const before = inside();
    const { file } = source;
    const visit = waits === undefined ? undefined : live?.visit({ ...waits, file });
    const used: UsedEntry[] = [];
    compiling = file;
    renderer ??= setting.renderer();
    const series = source.series ?? seriesFilesOf(source.url, file);
    const compiled = await compilePage(kind, { ...source, series }, await renderer, {
      evaluate: visit?.evaluate ?? evaluateFor(file, used),
      ...toolsFor(used),
      picture: source.onDisk === false ? undefined : (url, isRaw) => problemOf(source.url, url, isRaw),
    });
    visit?.leave();
    const whole = now() - start;
    ledger.milliseconds.markdown += whole - (inside() - before);
    ledger.compiled.push({ page: file, milliseconds: whole });
    compiling = '';
    return { ...compiled, used };
  }
  /** Relative paths in Markdown are files next to the page. Everything else is an address on the built site. */
  function problemOf(page: URL, url: string, isRaw: boolean): string | null {
    const { root, base = '/' } = setting;
    if (root === null) return null;
    if (!isRaw && !url.startsWith('/')) return pictureProblem(page, url, root);
    const address = url.startsWith(base) ? url.slice(base.length - 1) : url;
    return publicPictureProblem(page, address, root, setting.publicFolder ?? new URL('public/', root));
  }
  return {
    get version() {
      // Stored pages without labels must not end up in a build.
      return setting.labels === false ? `${versions.page}-unlabeled` : versions.page;
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
    pictureProblem: problemOf,
    get activity() {
      return compiling + doing;
    },
    get running() {
      return live?.running ?? 0;
    },
    forget: (file) => live?.forget(file),
    async renew(next) {
      versions = next;
      cache = setting.cache.open('results', versions.engine);
      const before = live;
      if (before !== null) live = liveResults(before);
      await before?.close();
    },
    async close() {
      await live?.close();
      await pool.close();
    },
  };
}

/** A scenario's id if it can be found without parsing the text; otherwise `scenario`. */
export function idOf(text: string): string {
  return /^scenario:\s*['"]?([\w-]+)/m.exec(text)?.[1] ?? 'scenario';
}

/** A short digest for detecting changes. */
export function shortKey(value: unknown): string {
  return keyOf(value).slice(0, 12);
}

/** Short digests of what a scenario's result depends on, besides the engine. */
export function scenarioInputs(
  { source }: ScenarioText,
  { record = [], zone }: EvaluateOptions,
): Readonly<Record<string, string>> {
  return {
    text: shortKey(source.text),
    timeline: shortKey(mentioned(source.text, record)),
    zone: shortKey(zone ?? null),
  };
}

function sweepProgress(
  { progress }: Pick<CompilerSetting, 'progress'>,
  now: () => number,
  file: () => string,
): (done: number, of: number) => void {
  let reported = now();
  return (done, of) => {
    if (now() - reported < PROGRESS_EVERY && done < of) return;
    // Sweeps that finish quickly don't need a message.
    if (done < of) progress?.(`${file()}: ${done} of ${of} runs`);
    reported = now();
  };
}

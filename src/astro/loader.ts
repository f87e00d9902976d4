import { readdirSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import { z } from 'zod';
import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { type Incident, incidentSchema } from '../incident/incident.ts';
import type { CompiledPage, WriteUpData } from '../markdown/compile-page.ts';
import type { PageCompiler } from './compiler.ts';
import * as say from './diagnostics.ts';
import { keyOf } from './file-cache.ts';
import { buildFailure, countAll, failureOf, formatAll, type PageFailure } from './report.ts';
import { scenarioCount } from './stages.ts';

/** Data of an entry as pages get it. `failure` is set in development alone, until the write-up is mended. */
export type IncidentEntryData = WriteUpData & { failure: PageFailure | null };

/** Longest write-up, in UTF-16 code units. */
const MOST_TEXT = 2 * 1024 * 1024;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Content loader for the collection `incidents`. Unlike Astro's own loaders it fails a build for what is wrong in a
 * write-up, after all of them were read, and tells all findings at once. In development it keeps the failure instead:
 * the page shows it until the next save. Needs the `hindcast()` integration.
 */
export function incidentLoader(): Loader & { schema: z.ZodType<IncidentEntryData> } {
  return {
    name: 'hindcast',
    // Checked already, with better messages than a second check could give.
    schema: z.custom<IncidentEntryData>(),
    load: (context) => new IncidentFolder(context, compilerOf(context)).load(),
  };
}

/** Asks the integration for its compiler. It can't be imported: the loader may be run by another module loader. */
function compilerOf({ config }: LoaderContext): PageCompiler {
  const integration = config.integrations.find((one) => one.name === 'hindcast');
  const compiler = integration?.hooks['hindcast:compiler']?.();
  if (compiler === undefined) {
    throw new Error(
      'incidentLoader() needs the integration: add hindcast() to `integrations` in astro.config.mjs',
    );
  }
  return compiler;
}

/** The folder of write-ups during one load, and after it while the development server watches. */
class IncidentFolder {
  readonly #context: LoaderContext;
  readonly #compiler: PageCompiler;
  readonly #folder: string;
  readonly #texts = new Map<string, string>();
  /** Findings by slug: those of write-ups as they are now. */
  readonly #findings = new Map<string, readonly Diagnostic[]>();

  constructor(context: LoaderContext, compiler: PageCompiler) {
    this.#context = context;
    this.#compiler = compiler;
    this.#folder = fileURLToPath(compiler.content);
  }

  async load(): Promise<void> {
    const { logger, watcher } = this.#context;
    await this.#readAll();
    const { ledger } = this.#compiler;
    logger.info(scenarioCount(ledger));
    const findings = this.#tell();
    if (watcher !== undefined) this.#watch(watcher);
    else if (hasErrors(findings)) throw buildFailure(findings);
  }

  /** Reads the folder anew; write-ups whose text and related ones are as before are left alone. */
  async #readAll(): Promise<void> {
    const { store, logger } = this.#context;
    const slugs = this.#slugs();
    if (slugs.length === 0) {
      const name = this.#name('');
      logger.warn(
        `there is no write-up in ${name || '.'}: add a Markdown file, such as ${name}first-incident.md`,
      );
    }
    for (const slug of slugs) await this.#readOne(slug, slugs);
    for (const known of [...store.keys(), ...this.#findings.keys()]) {
      if (slugs.includes(known)) continue;
      store.delete(known);
      this.#findings.delete(known);
    }
  }

  async #readOne(slug: string, slugs: readonly string[]): Promise<void> {
    const { store } = this.#context;
    const { ledger, now } = this.#compiler;
    const start = now();
    const url = new URL(`${encodeURIComponent(slug)}.md`, this.#compiler.content);
    const file = this.#name(`${slug}.md`);
    const text = readText(url);
    this.#texts.set(file, text);
    ledger.milliseconds.reading += now() - start;
    ledger.pages++;
    const refusal = refuse(file, slug, text);
    const digest = keyOf(this.#compiler.version, file, text);
    const old = store.get<IncidentEntryData>(slug);
    if (
      refusal === null &&
      old?.digest === digest &&
      old.data.incident.related.every((to) => slugs.includes(to))
    ) {
      this.#keep(slug, old.data);
      return;
    }
    const compiled = refusal ?? (await this.#compiler.compile({ file, text, url, slugs }));
    this.#findings.set(slug, compiled.diagnostics);
    this.#put(slug, { compiled, file, text, url, digest });
  }

  /** A page whose text is as before: its scenarios did not even have to be looked up. */
  #keep(slug: string, data: WriteUpData): void {
    this.#findings.set(slug, data.diagnostics);
    for (const { id } of data.scenarios) {
      this.#compiler.ledger.scenarios.push({ page: slug, scenario: id, run: false, milliseconds: 0 });
    }
  }

  #put(
    slug: string,
    {
      compiled,
      file,
      text,
      url,
      digest,
    }: { compiled: CompiledPage; file: string; text: string; url: URL; digest: string },
  ): void {
    const { store, config, watcher } = this.#context;
    const filePath = relative(fileURLToPath(config.root), fileURLToPath(url)).split(sep).join('/');
    if (compiled.page !== null) {
      const { data, body } = compiled.page;
      const { html, headings, imagePaths } = body;
      const rendered = { html, metadata: { headings, imagePaths, frontmatter: {} } };
      store.set({
        id: slug,
        data: { ...data, failure: null },
        filePath,
        digest,
        rendered,
        assetImports: imagePaths,
      });
      return;
    }
    // A build ends here. In development the entry stays, without a digest, so that the next save is read in any case.
    if (watcher === undefined) return;
    const failure = failureOf(fileURLToPath(url), file, text, compiled.diagnostics);
    const old = store.get<IncidentEntryData>(slug);
    const data = old?.data ?? { incident: standIn(slug), timeline: [], scenarios: [], diagnostics: [] };
    store.set({ id: slug, data: { ...data, failure }, filePath, rendered: { html: '' } });
  }

  /** Prints all findings that hold now, errors last: they are what an author looks for. */
  #tell(): Diagnostic[] {
    const { logger } = this.#context;
    const all = [...this.#findings.values()].flat();
    const warnings = all.filter((one) => one.severity === 'warning');
    const errors = all.filter((one) => one.severity === 'error');
    if (warnings.length > 0) logger.warn(`${countAll(warnings)}\n${formatAll(warnings, this.#texts)}\n`);
    if (errors.length > 0) logger.error(`${countAll(errors)}\n${formatAll(errors, this.#texts)}\n`);
    return all;
  }

  #watch(watcher: NonNullable<LoaderContext['watcher']>): void {
    const { logger } = this.#context;
    watcher.add(this.#folder);
    let work: Promise<void> = Promise.resolve();
    const on = (read: (slug: string) => Promise<void>) => (path: string) => {
      const slug = this.#slugOf(path);
      if (slug === null) return;
      work = work.then(async () => {
        const start = this.#compiler.now();
        this.#compiler.restart();
        await read(slug);
        this.#tell();
        const took = Math.round(this.#compiler.now() - start);
        logger.info(`${slug}.md: ${scenarioCount(this.#compiler.ledger)}, ${took} ms`);
      });
      // A fault of ours must not end the server, but must not be silent either.
      work = work.catch((error: unknown) =>
        logger.error(String(error instanceof Error ? error.stack : error)),
      );
    };
    watcher.on(
      'change',
      on((slug) => this.#readOne(slug, this.#slugs())),
    );
    // Another write-up may name this one as related, so all are looked at; those that stay as they are cost nothing.
    watcher.on(
      'add',
      on(() => this.#readAll()),
    );
    watcher.on(
      'unlink',
      on(() => this.#readAll()),
    );
  }

  /** Names of the write-ups, sorted: the order of work must not hang on the file system. */
  #slugs(): string[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.slice(0, -'.md'.length))
      .sort();
  }

  #slugOf(path: string): string | null {
    const inside = relative(this.#folder, path);
    return inside.endsWith('.md') && !inside.includes(sep) ? inside.slice(0, -'.md'.length) : null;
  }

  /** How findings name a file: from the site's root. */
  #name(file: string): string {
    const root = fileURLToPath(this.#context.config.root);
    return relative(root, this.#folder)
      .split(sep)
      .concat(file)
      .filter((part, index, all) => part !== '' || index === all.length - 1)
      .join('/');
  }
}

function readText(url: URL): string {
  // Line ends and a byte order mark are the editor's, not the author's: the same text must give the same page.
  return readFileSync(url, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}

/** What is wrong with the file itself, before it is read; null if nothing is. */
export function refuse(file: string, slug: string, text: string): CompiledPage | null {
  const span = fileSource(file, text).spanAt(0, 0);
  if (!SLUG.test(slug)) return { page: null, diagnostics: [say.fileName(span, `${slug}.md`)] };
  if (text.length > MOST_TEXT)
    return { page: null, diagnostics: [say.tooLarge(span, text.length, MOST_TEXT)] };
  return null;
}

/** Stands for a write-up that never could be read. No page shows it: they show the failure instead. */
function standIn(slug: string): Incident {
  return incidentSchema.parse({
    title: slug,
    summary: 'This write-up has errors.',
    severity: 'SEV5',
    started_at: '1970-01-01T00:00:00Z',
  });
}

import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { guideKind, incidentKind } from '../markdown/page-kind.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { countFindings, plural, printFindings } from './findings.ts';
import { type Input, readInput } from './input.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { type OpenCompiler, openCompiler } from './page-compiler.ts';
import { blocksOf } from './write-up.ts';

/** Raised when a field of the JSON changes its meaning or goes away. */
const REPORT_VERSION = 1;

/**
 * `hindcast check`: all that a build would find wrong, without building. Findings go to standard output.
 *
 * @returns exit code
 * @throws UsageError if a path leads nowhere or the paths hold nothing to check
 */
export async function check(paths: readonly string[], format: 'text' | 'json', io: Io): Promise<number> {
  const files = findFiles(paths, io.cwd);
  const checked: string[] = [];
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const pages = new Pages(io);
  try {
    for (const file of files) {
      const outcome = await checkFile(file, pages, io);
      if (outcome === null) continue;
      checked.push(file.name);
      if (outcome.text !== null) texts.set(file.name, outcome.text);
      diagnostics.push(...outcome.diagnostics);
    }
  } finally {
    pages.close();
  }
  if (checked.length === 0) {
    throw new UsageError(
      `there is no write-up and no scenario in ${paths.map((path) => `\`${path}\``).join(', ')}`,
    );
  }
  diagnostics.sort(byPlace);
  if (format === 'json') {
    const report = { version: REPORT_VERSION, files: checked, diagnostics };
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    printFindings(diagnostics, texts, io.stdout, io.env);
    io.stdout.write(`${plural(checked.length, 'file')}, ${countFindings(diagnostics)}\n`);
  }
  return hasErrors(diagnostics) ? EXIT.findings : EXIT.fine;
}

interface Outcome {
  /** Null where the file can't be read. */
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Null for a file that was met on the way and is none of ours. */
async function checkFile({ name, walked }: FoundFile, pages: Pages, io: Io): Promise<Outcome | null> {
  let input: Input;
  try {
    input = await readInput(name, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const span = fileSource(name, '').spanAt(0, 0);
    return {
      text: null,
      diagnostics: [{ code: 'file/unreadable', severity: 'error', message: error.message, span }],
    };
  }
  if (walked && !(await isOurs(input))) return null;
  const { text, kind } = input;
  if (kind === 'scenario') return { text, diagnostics: evaluate(fileSource(name, text)).diagnostics };
  return { text, diagnostics: await pages.check(input) };
}

/** Other YAML and other Markdown may lie in the same folders. */
async function isOurs({ file, text, kind }: Input): Promise<boolean> {
  if (kind === 'scenario') return /^(["']?)scenario\1\s*:/m.test(text);
  if (/^---\s*$/m.exec(text)?.index === 0) return true;
  const fences = new Set(['scenario', 'timeline', 'show']);
  return (await blocksOf(file, text)).some(({ language }) => fences.has(language));
}

/** Compiles write-ups and throws the pages away. The compiler is made when the first one comes. */
class Pages {
  readonly #io: Io;
  #open: OpenCompiler | null = null;

  constructor(io: Io) {
    this.#io = io;
  }

  async check({ file, text }: Input): Promise<Diagnostic[]> {
    this.#open ??= openCompiler(this.#io);
    const { compiler } = this.#open;
    const path = resolve(this.#io.cwd, file);
    const names = readdirSync(dirname(path)).sort();
    const slugs = names.filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3));
    const source = { file, text, url: pathToFileURL(path), slugs };
    // The settings of a site are not read here, so a folder called `guides` is taken for what it says.
    const compiled =
      basename(dirname(path)) === 'guides'
        ? await compiler.compile(guideKind, source)
        : await compiler.compile(incidentKind, source);
    return compiled.diagnostics;
  }

  close(): void {
    this.#open?.close();
  }
}

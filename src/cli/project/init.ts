import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slugOf } from '../input/slug.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import {
  DEFAULT_TITLE,
  defaultSpec,
  givenSpec,
  type Host,
  nextSteps,
  PREVIEW_EDITIONS,
  PREVIEW_QUESTION,
  type PreviewEdition,
  previewNotice,
  siteFiles,
  thisMachine,
  writeNewFiles,
} from './init-files.ts';
import { type Template, writeUpFrom } from './templates.ts';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

export interface InitOptions {
  readonly ci?: Host;
  /** Edition that previews show. */
  readonly edition?: PreviewEdition;
  readonly yes?: boolean;
  readonly title?: string;
  readonly package?: string;
}

/**
 * `hindcast init`: creates a site with a sample incident, ready to build.
 *
 * @returns exit status
 * @throws UsageError if a file to be written already exists or can't be written
 */
export async function init(dir: string, options: InitOptions, io: Io): Promise<number> {
  if (dir === '')
    throw new UsageError('the folder name is empty', 'choose a name: `hindcast init incidents`');
  const folder = resolve(io.cwd, dir);
  const hindcast = specOf(options.package, io.cwd, folder);
  if (options.edition !== undefined && options.ci === undefined) {
    throw new UsageError('`--edition` is for the workflows of `--ci`', 'add --ci github or --ci gitlab');
  }
  const ask = prompter(options, io);
  const title = options.title ?? ((await ask?.(`Site title (${DEFAULT_TITLE}): `)) || DEFAULT_TITLE);
  const ci = options.ci ?? null;
  const previews = options.edition ?? (ci === null ? 'internal' : await askEdition(ask));
  const asOf = today();
  const machine = thisMachine(io.env);
  const files = siteFiles({ folder, title, hindcast, ci, previews, asOf, machine });
  writeOrThrow(folder, dir, files);
  const wrote = [...files.keys()].map((file) => `wrote ${join(dir, file)}\n`).join('');
  io.stdout.write(
    `${wrote}${previewNotice(ci, previews)}\n${nextSteps(dir, folder === resolve(io.cwd), false)}`,
  );
  return EXIT.ok;
}

function specOf(given: string | undefined, cwd: string, folder: string): string {
  const spec = given === undefined ? defaultSpec(PACKAGE, folder) : givenSpec(given, cwd, folder);
  if (spec === null) throw new UsageError(`\`${given}\` doesn't exist`);
  return spec;
}

/** Reads answers in a terminal, one line each. Null if there is no terminal, or the defaults are accepted. */
function prompter({ yes }: InitOptions, io: Io): ((question: string) => Promise<string>) | null {
  if (yes === true || io.stdin.isTTY !== true) return null;
  const chunks = io.stdin[Symbol.asyncIterator]();
  let rest = '';
  return async (question) => {
    io.stderr.write(question);
    while (!rest.includes('\n')) {
      const { value, done } = await chunks.next();
      if (done === true) break;
      rest += typeof value === 'string' ? value : new TextDecoder().decode(value);
    }
    const [line = '', ...later] = rest.split('\n');
    rest = later.join('\n');
    return line.trim();
  };
}

/** @throws UsageError if the answer isn't an edition */
async function askEdition(ask: ReturnType<typeof prompter>): Promise<PreviewEdition> {
  const answer = ((await ask?.(PREVIEW_QUESTION)) || 'internal').toLowerCase();
  const edition = PREVIEW_EDITIONS.find((one) => one === answer);
  if (edition === undefined)
    throw new UsageError(`\`${answer}\` isn't an edition`, 'answer internal or public');
  return edition;
}

export interface NewOptions {
  readonly template: Template;
  /** Date of the incident, like 2026-03-02. */
  readonly date?: string;
  /** The site's write-ups folder. */
  readonly dir: string;
}

/**
 * `hindcast new`: creates a write-up from a template.
 *
 * @returns exit status
 * @throws UsageError if no file name can be derived from the title, or the file exists or can't be written
 */
export async function newWriteUp(title: string, options: NewOptions, io: Io): Promise<number> {
  const { template, date, dir } = options;
  const shown = title.trim().replace(/\s+/g, ' ');
  const slug = slugOf(shown);
  if (slug === '') {
    throw new UsageError(
      `can't derive a file name from \`${title}\``,
      'use at least one letter from a to z or a digit in the title',
    );
  }
  const file = `${slug}.md`;
  writeOrThrow(resolve(io.cwd, dir), dir, new Map([[file, writeUpFrom(template, shown, date ?? today())]]));
  io.stdout.write(`wrote ${join(dir, file)}\n`);
  return EXIT.ok;
}

function writeOrThrow(folder: string, shown: string, files: ReadonlyMap<string, string>): void {
  const problem = writeNewFiles(folder, shown, files);
  if (problem !== null) throw new UsageError(problem.message, problem.hint);
}

/** Today's date in UTC, like 2026-03-02. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { readTemplate, slugOf, type Template, writeUpFrom } from './templates.ts';

/**
 * Writes new files below a folder, all or none: where one of them is there already, nothing is written.
 *
 * @param files texts by path below the folder
 * @param shown the folder as the user named it
 * @throws UsageError if a file is there already or can't be written
 */
function writeNewFiles(folder: string, shown: string, files: ReadonlyMap<string, string>): void {
  const there = [...files.keys()].filter((file) => isThere(join(folder, file)));
  if (there.length > 0) {
    const list = there.map((file) => `\`${join(shown, file)}\``).join(', ');
    throw new UsageError(
      `${list} ${there.length === 1 ? 'is' : 'are'} there already, so nothing was written`,
      'nothing is ever overwritten: choose another name or folder, or move what is there',
    );
  }
  for (const [file, text] of files) {
    const place = join(folder, file);
    try {
      mkdirSync(dirname(place), { recursive: true });
      // Not even one that came into being since the look above.
      writeFileSync(place, text, { flag: 'wx' });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new UsageError(`\`${join(shown, file)}\` can't be written: ${code}`);
    }
  }
}

/** Also true for a link that leads nowhere: writing would follow it. */
function isThere(place: string): boolean {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Something above it is no folder: writing tells.
    return false;
  }
}

export interface InitOptions {
  readonly ci?: 'github' | 'gitlab';
  readonly yes?: boolean;
  readonly title?: string;
  readonly package?: string;
}

/** Where the builds of each host are described: template by file. */
export const WORKFLOWS = {
  github: {
    '.github/workflows/site.yml': 'ci-github.yml',
    '.github/workflows/preview.yml': 'ci-github-preview.yml',
    '.github/workflows/publish-preview.yml': 'ci-github-publish.yml',
  },
  gitlab: { '.gitlab-ci.yml': 'ci-gitlab.yml' },
} as const;

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * `hindcast init`: a site with a first incident that builds as it is.
 *
 * @returns exit code
 * @throws UsageError if a file that it would write is there already
 */
export async function init(dir: string, options: InitOptions, io: Io): Promise<number> {
  if (dir === '') throw new UsageError('the name of the folder is empty');
  const folder = resolve(io.cwd, dir);
  const name = slugOf(basename(folder)) || 'incidents';
  const title = options.title ?? (await askTitle(options, io)) ?? 'Incidents';
  const wanted = options.package ?? packageOf(folder);
  const files = siteFiles(name, title, wanted);
  if (options.ci !== undefined) {
    for (const [file, template] of Object.entries(WORKFLOWS[options.ci])) {
      files.set(file, readTemplate(template));
    }
  }
  writeNewFiles(folder, dir, files);
  const steps = [
    ...(folder === io.cwd ? [] : [`cd ${shellWord(dir)}`]),
    'npm install',
    'npm run dev      # write: each save shows the page anew',
    'npm run check    # all that is wrong, without building',
    'npm run build    # the site, in dist/',
  ];
  io.stdout.write(
    `${[...files.keys()].map((file) => `wrote ${join(dir, file)}`).join('\n')}\n\nNext:\n${steps.map((step) => `  ${step}`).join('\n')}\n`,
  );
  return EXIT.fine;
}

function siteFiles(name: string, title: string, wanted: string): Map<string, string> {
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: {
      dev: 'astro dev',
      check: 'hindcast check',
      build: 'astro build',
      preview: 'astro preview',
      start: 'astro build && astro preview',
    },
    dependencies: { hindcast: wanted },
    allowScripts: { esbuild: false },
  };
  return new Map([
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['astro.config.mjs', readTemplate('astro.config.mjs.txt').replace("'TITLE'", () => literal(title))],
    ['content/incidents/cold-cache.md', readTemplate('first.md')],
    ['README.md', readTemplate('site-readme.md').replace('TITLE', () => title)],
    ['.gitignore', 'node_modules/\ndist/\npreview/\n.astro/\n'],
  ]);
}

/** Asks a person for the title; null where nobody is asked. */
async function askTitle({ yes }: InitOptions, io: Io): Promise<string | null> {
  if (yes === true || io.stdin.isTTY !== true) return null;
  io.stderr.write('Title of the site (Incidents): ');
  let line = '';
  for await (const chunk of io.stdin) {
    line += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (line.includes('\n')) break;
  }
  const title = line.split('\n')[0]!.trim();
  return title === '' ? null : title;
}

/**
 * How the new site names this package: by its version, or by the file that it was installed from, so that a tarball
 * that somebody tries is the one that the site gets.
 */
function packageOf(folder: string): string {
  const own: { version: string } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  if (existsSync(join(PACKAGE, 'src', 'cli', 'main.ts'))) {
    return fileSpec(folder, join(PACKAGE, `hindcast-${own.version}.tgz`));
  }
  const modules = resolve(PACKAGE, '..');
  const resolved = installedFrom(modules);
  return resolved === null ? `^${own.version}` : fileSpec(folder, resolve(modules, '..', resolved));
}

/** The file that npm installed this package from, as it noted it; null where it came from a registry. */
function installedFrom(modules: string): string | null {
  try {
    const lock: { packages?: Record<string, { resolved?: string }> } = JSON.parse(
      readFileSync(join(modules, '.package-lock.json'), 'utf8'),
    );
    const resolved = lock.packages?.['node_modules/hindcast']?.resolved;
    return resolved?.startsWith('file:') ? resolved.slice('file:'.length) : null;
  } catch {
    return null;
  }
}

function fileSpec(folder: string, file: string): string {
  return `file:${relative(folder, file).split(sep).join('/')}`;
}

/** A text as JavaScript. */
function literal(text: string): string {
  return /^[^'\\\p{Cc}\u2028\u2029]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export interface NewOptions {
  readonly template: Template;
  /** Day of the incident, as 2026-03-02. */
  readonly date?: string;
  /** Folder of the write-ups. */
  readonly dir: string;
}

/**
 * `hindcast new`: a write-up out of a template.
 *
 * @returns exit code
 * @throws UsageError if the title gives no name of a file, or that file is there already
 */
export async function newWriteUp(title: string, options: NewOptions, io: Io): Promise<number> {
  const { template, date, dir } = options;
  const shown = title.trim().replace(/\s+/g, ' ');
  const slug = slugOf(shown);
  if (slug === '') {
    throw new UsageError(
      `\`${title}\` gives no name of a file`,
      'a title holds letters from a to z or digits, since the address of the page is made of them',
    );
  }
  const file = `${slug}.md`;
  const day = date ?? new Date().toISOString().slice(0, 10);
  writeNewFiles(resolve(io.cwd, dir), dir, new Map([[file, writeUpFrom(template, shown, day)]]));
  io.stdout.write(`wrote ${join(dir, file)}\n`);
  return EXIT.fine;
}

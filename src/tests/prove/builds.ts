import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outsideEnvironment } from '../site/support/environment.ts';
import { type ScratchSite, scratchSite } from '../site/support/scratch-site.ts';
import { LEASE, writeUp } from '../support/page.ts';
import { type Attack, type Tally, tally } from './attack.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ASTRO = join(ROOT, 'node_modules/astro/bin/astro.mjs');
const FAULT_MODULE = new URL('build-fault.ts', import.meta.url);

/** A way to disrupt a build. */
interface Disturbance {
  readonly name: string;
  /** Which write to the site fails, counting from 1, and how. Omitted for a full file system. */
  readonly operation?: number;
  readonly fault?: string;
  /** Size of the file system for the site. */
  readonly megabytes?: number;
}

const WRITES = [1, 3, 8, 15, 25, 40, 60];

/**
 * Disrupted builds. In some builds, a selected write fails in one of two ways, or the build is killed at that write.
 * Other builds run out of disk space.
 */
const DISTURBANCES: readonly Disturbance[] = [
  ...['ENOSPC', 'EACCES'].flatMap((fault) =>
    WRITES.slice(0, 6).map((operation) => ({ name: `${fault} at write ${operation}`, operation, fault })),
  ),
  ...WRITES.slice(0, 6).map((operation) => ({
    name: `killed at write ${operation}`,
    operation,
    fault: 'kill',
  })),
  { name: 'a full file system of 1 MB', megabytes: 1 },
  { name: 'a full file system of 2 MB', megabytes: 2 },
];

/** Digests of a site's files, or null if there is no site. */
function digestsOf(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return files.length === 0 ? null : hash.digest('hex');
}

/** Builds a site in a separate process. */
function build(site: ScratchSite, { operation, fault }: Partial<Disturbance> = {}, temp?: string) {
  const faulty =
    fault === undefined
      ? {}
      : {
          NODE_OPTIONS: `--import ${FAULT_MODULE.href}`,
          FAULT: fault,
          FAULT_AT: String(operation),
          FAULT_BELOW: site.folder,
        };
  const child = spawn(process.execPath, [ASTRO, 'build'], {
    cwd: site.folder,
    env: {
      ...outsideEnvironment(),
      ...(temp === undefined ? {} : { TMPDIR: temp }),
      ...faulty,
      ASTRO_TELEMETRY_DISABLED: '1',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise<{ code: number | null; output: string }>((done) => {
    child.on('close', (code) => done({ code, output }));
  });
}

const write = (site: ScratchSite, delay: string): Promise<void> =>
  site.write(
    'content/incidents/lease.md',
    writeUp(
      `\`\`\`scenario\n${LEASE.replace('10m', delay)}\n\`\`\`\n\nLost at \`sim: lease.marks.lost.at\`.`,
    ),
  );

/** Mounts a small file system if this process has permission. */
function mounted(place: string, megabytes: number): boolean {
  try {
    mkdirSync(place, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function disturbed(count: number): Promise<Tally> {
  const site = await scratchSite();
  const place = mkdtempSync(join(tmpdir(), 'hindcast-builds-'));
  try {
    // Build the old and the new site without failures first.
    await write(site, '10m');
    const first = await build(site);
    if (first.code !== 0) throw new Error(first.output);
    const dist = join(site.folder, 'dist');
    const old = digestsOf(dist);
    cpSync(dist, join(place, 'old'), { recursive: true });
    await write(site, '11m');
    if ((await build(site)).code !== 0) throw new Error('the undisturbed build failed');
    const fresh = digestsOf(dist);
    return await tally(
      DISTURBANCES.slice(0, count),
      ({ name }) => name,
      async (one) => {
        rmSync(dist, { recursive: true, force: true });
        rmSync(join(site.folder, 'node_modules'), { recursive: true, force: true });
        cpSync(join(place, 'old'), dist, { recursive: true });
        if (one.megabytes !== undefined) return onFullDisk(site, one.megabytes, fresh);
        const { code, output } = await build(site, one);
        const left = digestsOf(dist);
        if (code === 0 && left !== fresh) return 'it reports success, but the site isn’t whole';
        if (code !== 0 && one.fault !== 'kill' && !/ENOSPC|EACCES|permission|space/i.test(output)) {
          return `the error isn’t reported: ${output.slice(-200)}`;
        }
        if (code !== 0 && left !== old && left !== fresh) return 'it leaves neither the old nor the new site';
        const next = await build(site);
        if (next.code !== 0) return `the next build fails: ${next.output.slice(-300)}`;
        return digestsOf(dist) === fresh ? null : 'the next build gives another site';
      },
    );
  } finally {
    rmSync(place, { recursive: true, force: true });
    await site.dispose();
  }
}

/**
 * Builds a site on a file system that is too small. Without permission to mount one, writes fail after a number of
 * bytes instead.
 */
async function onFullDisk(
  site: ScratchSite,
  megabytes: number,
  fresh: string | null,
): Promise<string | null> {
  const dist = join(site.folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const mount = mounted(dist, megabytes);
  try {
    const full = { operation: megabytes * 2 ** 20, fault: 'quota' };
    const { code, output } = await build(site, mount ? {} : full);
    if (code === 0) return digestsOf(dist) === fresh ? null : 'it reports success, but the site isn’t whole';
    if (!/ENOSPC|no space/i.test(output)) return `the error isn’t reported: ${output.slice(-200)}`;
  } finally {
    if (mount) execFileSync('umount', ['-l', dist]);
  }
  rmSync(dist, { recursive: true, force: true });
  const next = await build(site);
  if (next.code !== 0) return `the next build fails: ${next.output.slice(-300)}`;
  return digestsOf(dist) === fresh ? null : 'the next build gives another site';
}

/** Attacks on whole builds of a small site. */
export const BUILD_ATTACKS: readonly Attack[] = [
  {
    name: 'Disturbed builds',
    means: 'a failed or killed build leaves half a site, hides the failure, or spoils the next build',
    least: 20,
    slow: true,
    long: true,
    run: () => disturbed(DISTURBANCES.length),
  },
];

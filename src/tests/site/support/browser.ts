import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { PATIENCE } from './patience.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));

/** Prevents Chromium from contacting anything except the pages under test. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium that might start on this machine. */
interface Candidate {
  name: string;
  options: LaunchOptions;
}

/**
 * Starts a headless Chromium: from `CHROMIUM_PATH`, else the one that npm installed, else the system's. The caller has
 * to close it.
 *
 * @throws Error that lists each candidate and why it didn't start
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: string[] = [];
  for await (const { name, options } of candidates()) {
    try {
      return patient(await chromium.launch({ ...options, args: ARGUMENTS, timeout: PATIENCE }));
    } catch (error) {
      failures.push(`${name}: ${firstLines(error)}`);
    }
  }
  throw new Error(`Chromium doesn't start\n${failures.join('\n')}`);
}

/** Replaces Playwright's default timeout of 30 s in each new context. */
function patient(browser: Browser): Browser {
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    context.setDefaultTimeout(PATIENCE);
    return context;
  };
  return browser;
}

async function* candidates(): AsyncGenerator<Candidate> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    yield { name: 'CHROMIUM_PATH', options: { executablePath: named } };
  }
  const folder = await unpackBundled();
  const executablePath = join(folder, 'chromium');
  // Without a font configuration, no text is drawn. The package contains a configuration.
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  yield { name: 'bundled', options: { executablePath, env: { ...process.env, ...fonts } } };
  const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  yield {
    name: 'bundled, with its own libraries',
    options: { executablePath, env: { ...process.env, ...fonts, ...libraries } },
  };
  const system = '/usr/bin/chromium';
  if (existsSync(system)) yield { name: system, options: { executablePath: system } };
}

/**
 * Unpacks @sparticuz/chromium once per installation. The package itself would unpack into the temporary folder, which
 * other projects and versions share, and would also use partially written files.
 *
 * @returns folder with `chromium`, `fonts/` and `al2023/lib/`
 */
async function unpackBundled(): Promise<string> {
  const manifest = await readFile(join(MODULES, '@sparticuz', 'chromium', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = join(MODULES, '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(`${folder}-`);
  const { default: bundled } = await import('@sparticuz/chromium');
  // The package unpacks into the temporary folder, and unpacks its libraries only on AWS Lambda.
  const restore = setEnvironment({ TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' });
  try {
    await bundled.executablePath();
  } finally {
    restore();
  }
  await rename(staging, folder).catch(async (error: unknown) => {
    // Another process may have finished first. Its folder has the same contents.
    await rm(staging, { recursive: true });
    if (!existsSync(folder)) throw new Error(`can't create ${basename(folder)}`, { cause: error });
  });
  return folder;
}

/** Sets environment variables. Returns a function that restores the old values. */
function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((key) => [key, process.env[key]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  };
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 12).join('\n  ');
}

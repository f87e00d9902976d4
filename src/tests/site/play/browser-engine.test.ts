import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleEngine } from '../../../play/bundle.ts';
import type { Result, TraceEvent } from '../../../result.ts';
import { launchBrowser } from '../support/browser.ts';
import { type BuiltSite, builtSite } from '../support/build.ts';

let site: BuiltSite;
let browser: Browser;
let engine: string;

beforeAll(async () => {
  site = await builtSite();
  browser = await launchBrowser();
  engine = await bundleEngine(fileURLToPath(new URL('../../../portable/run.ts', import.meta.url)));
});

afterAll(() => browser?.close());

/** This is text because the test runner would rewrite this file's own imports. */
const RUN_ALL = `async ([engineText, scriptText]) => {
  const load = (text) => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const { PortableRunner } = await load(engineText);
  const { model, functions } = await load(scriptText);
  const runner = new PortableRunner(model, functions);
  const runs = [];
  const explorations = [];
  let base = null;
  for (const [i, one] of model.cases.entries()) {
    if (one.point !== null) continue;
    if (one.runs) runs.push(runner.run(i, {}, model.seed));
    if (!one.searches) continue;
    const found = runner.search(i, base);
    base ??= found;
    explorations.push(found.exploration);
  }
  return JSON.stringify({ runs, explorations });
}`;

/** The runs and searches from a model's script, executed in a browser. */
async function inBrowser(script: string): Promise<Pick<Result, 'runs' | 'explorations'>> {
  const page = await browser.newPage();
  const made = await page.evaluate<string>(`(${RUN_ALL})(${JSON.stringify([engine, script])})`);
  await page.close();
  return JSON.parse(made) as Pick<Result, 'runs' | 'explorations'>;
}

/** Combines a Result from its two files. The runs' events are in a separate file. */
function publishedResult(name: string): Result {
  const read = (end: string): unknown => JSON.parse(readFileSync(name + end, 'utf8'));
  const { runs, ...rest } = read('.json') as Result;
  if (!existsSync(`${name}.trace.json`)) return { ...rest, runs: runs.map((run) => ({ ...run, trace: [] })) };
  const { defaults, runs: traced } = read('.trace.json') as {
    defaults: Partial<TraceEvent>;
    runs: { trace: Partial<TraceEvent>[] }[];
  };
  const traceOf = (i: number) => traced[i]!.trace.map((event) => ({ ...defaults, ...event }) as TraceEvent);
  return { ...rest, runs: runs.map((run, i) => ({ ...run, trace: traceOf(i) })) };
}

/**
 * Claims are checked, and measures compared with observed series, when the page is built. Everything else is the same in
 * a browser.
 */
function withoutClaims({ runs, explorations }: Pick<Result, 'runs' | 'explorations'>): unknown {
  const plain = <T extends { expectations: unknown; curves?: unknown }>({
    expectations: _claims,
    curves: _curves,
    ...rest
  }: T) => rest;
  return { runs: runs.map(plain), explorations: explorations.map(plain) };
}

test('a browser makes the same runs and searches as the build, for every scenario', async () => {
  const folder = join(site.folder, 'incidents');
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/models\/[^/]+\.js$/.test(file),
  );
  expect(scripts.length).toBeGreaterThan(15);
  for (const file of scripts.sort()) {
    const result = publishedResult(join(folder, file.replace(/\.js$/, '')));
    const made = await inBrowser(readFileSync(join(folder, file), 'utf8'));
    expect(withoutClaims(made), file).toEqual(withoutClaims(result));
  }
});

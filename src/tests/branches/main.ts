/**
 * Runs the tests for the language and the engine, and prints their branch coverage: `node src/tests/branches/main.ts
 * [folder of an earlier report]`. Exits with 1 if a folder's coverage is below 95%. With `--missing`, it also lists the
 * branches that no test takes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COVERED } from './folders.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LEAST = 95;
const SHOWN = 12;

/** A file's coverage: the location of each branch, and how often each of its paths was taken. */
interface FileReport {
  readonly path: string;
  readonly branchMap: Readonly<
    Record<
      string,
      {
        readonly loc: { readonly start: { readonly line: number } };
        readonly locations: readonly { readonly start: { readonly line?: number } }[];
      }
    >
  >;
  readonly b: Readonly<Record<string, readonly number[]>>;
}

interface Counted {
  readonly file: string;
  readonly all: number;
  readonly missing: readonly number[];
}

function counted({ path, branchMap, b }: FileReport): Counted {
  const missing: number[] = [];
  let all = 0;
  for (const [key, counts] of Object.entries(b)) {
    for (const [i, count] of counts.entries()) {
      all++;
      if (count > 0) continue;
      // An `if` without `else` has no separate location for the path that skips it.
      const branch = branchMap[key]!;
      missing.push(branch.locations[i]!.start.line ?? branch.loc.start.line);
    }
  }
  return { file: relative(ROOT, path), all, missing: missing.sort((x, y) => x - y) };
}

const args = process.argv.slice(2);
const given = args.find((arg) => !arg.startsWith('--'));
const folder = given ?? mkdtempSync(join(tmpdir(), 'hindcast-coverage-'));
if (given === undefined) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = join(ROOT, 'src/tests/branches/vitest.config.ts');
  spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, '--reporter', 'dot', '--coverage.reportsDirectory', folder],
    { cwd: ROOT, stdio: 'inherit' },
  );
}
const report: Readonly<Record<string, FileReport>> = JSON.parse(
  readFileSync(join(folder, 'coverage-final.json'), 'utf8'),
);
const files = Object.values(report).map(counted);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
print(`${'folder'.padEnd(14)}${'branches'.padStart(10)}${'taken'.padStart(8)}${'share'.padStart(9)}`);
for (const name of COVERED) {
  const own = files.filter(({ file }) => file.startsWith(`src/${name}/`));
  const all = own.reduce((sum, one) => sum + one.all, 0);
  const missing = own.reduce((sum, one) => sum + one.missing.length, 0);
  const share = all === 0 ? 0 : (100 * (all - missing)) / all;
  print(
    `src/${name}`.padEnd(14) +
      String(all).padStart(10) +
      String(all - missing).padStart(8) +
      `${share.toFixed(1)}%`.padStart(9),
  );
  if (share < LEAST) process.exitCode = 1;
  const worst = own.toSorted((a, b) => b.missing.length - a.missing.length).slice(0, SHOWN);
  for (const { file, missing: lines } of worst) {
    if (lines.length === 0) continue;
    const where = args.includes('--missing') ? `, lines ${lines.join(' ')}` : '';
    print(`  ${file}: ${lines.length} missing${where}`);
  }
}
if (given === undefined) rmSync(folder, { recursive: true });

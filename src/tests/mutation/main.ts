/**
 * Makes small random changes to the engine and counts how many of them the tests notice: `node
 * src/tests/mutation/main.ts [count] [seed] [minutes]`. First, each mutant is compared with the reference runner on
 * random scenarios. The engine's tests run only for mutants that pass. Exits with 1 if fewer than 80% are noticed.
 *
 * Results are stored in node_modules/.cache, so a run with a time limit can be continued later. Survivors are tested
 * again after an engine test changes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { randomNumbers } from '../prove/attack.ts';
import type { Answer, Question } from './compare-worker.ts';
import { type Fate, KnownMutants } from './known.ts';
import { type Mutant, mutantsOf, sampleOf } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCENARIOS = 300;
const LEAST = 0.8;

/** Timeout in milliseconds, far longer than a comparison takes. A mutant that loops forever counts as noticed. */
const PATIENCE = 120_000;
/** Modules of old mutants stay in memory, so the worker is replaced from time to time. */
const PER_WORKER = 40;

/** Compares mutants with the reference runner on a worker, one at a time. */
class Comparison {
  #worker: Worker | null = null;
  #asked = 0;

  async #ready(): Promise<Worker> {
    if (this.#worker !== null && this.#asked % PER_WORKER !== 0) return this.#worker;
    await this.close();
    const fresh = new Worker(new URL('compare-worker.ts', import.meta.url), {
      workerData: { scenarios: SCENARIOS },
    });
    await new Promise((done) => fresh.once('message', done));
    this.#worker = fresh;
    return fresh;
  }

  async ask(file: string | null, text: string): Promise<string | null> {
    const worker = await this.#ready();
    const id = this.#asked++;
    const answer = new Promise<string | null>((done) => {
      const ends = (noticed: string): void => {
        void this.close();
        done(noticed);
      };
      const late = setTimeout(() => ends('it takes too long'), PATIENCE);
      // A mutant may take all of the worker's memory.
      worker.once('error', (error) => {
        clearTimeout(late);
        ends(String(error));
      });
      worker.once('message', ({ noticed }: Answer) => {
        clearTimeout(late);
        worker.removeAllListeners('error');
        done(noticed);
      });
    });
    worker.postMessage({ id, file, text } satisfies Question);
    return answer;
  }

  async close(): Promise<void> {
    const old = this.#worker;
    this.#worker = null;
    await old?.terminate();
  }
}

/** Runs the engine's tests with the mutant in place of the original file. True if they fail. */
function failsTests(mutant: Mutant | null, folder: string): boolean {
  const text = join(folder, 'mutant.ts');
  writeFileSync(text, mutant?.text ?? '');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = join(ROOT, 'src/tests/mutation/vitest.config.ts');
  const { status, error } = spawnSync(process.execPath, [vitest, 'run', '--config', config, '--bail', '1'], {
    cwd: ROOT,
    stdio: 'ignore',
    timeout: 10 * PATIENCE,
    env: {
      ...process.env,
      ...(mutant === null ? {} : { MUTANT_FILE: join(ROOT, mutant.file), MUTANT_TEXT: text }),
    },
  });
  return error !== undefined || status !== 0;
}

setPriority(10);
const [size = 400, seed = 1, minutes = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number);
const deadline = performance.now() + minutes * 60_000;
const isLate = (): boolean => performance.now() > deadline;
const all = mutantsOf('src/engine/**/*.ts');
const sample = sampleOf(all, size, randomNumbers(seed));
const folder = mkdtempSync(join(tmpdir(), 'hindcast-mutants-'));
const comparison = new Comparison();
const known = new KnownMutants(join(ROOT, 'node_modules/.cache/hindcast-mutants.json'));
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const shown = ({ file, line, from, to }: Mutant): string =>
  `${file}:${line} \`${from.slice(0, 80)}\` to \`${to}\``;
try {
  const fresh = sample.filter((mutant) => known.of(mutant) === null);
  if (fresh.length > 0) {
    const wrong = await comparison.ask(null, '');
    if (wrong !== null)
      throw new Error(`the engine differs from the reference runner without a mutant: ${wrong}`);
  }
  for (const [i, mutant] of fresh.entries()) {
    if (isLate()) break;
    const noticed = await comparison.ask(mutant.file, mutant.text);
    known.set(mutant, noticed === null ? 'passes' : 'scenarios');
    print(`${i + 1}/${fresh.length} ${noticed === null ? 'passes' : 'noticed'} ${shown(mutant)}: ${noticed}`);
  }
  await comparison.close();
  const left = sample.filter((mutant) => ['passes', 'survives'].includes(known.of(mutant) ?? ''));
  if (left.length > 0 && !isLate()) {
    print(`running tests for ${left.length} that pass`);
    if (failsTests(null, folder)) throw new Error('the tests fail without a mutant');
  }
  for (const [i, mutant] of left.entries()) {
    if (isLate()) break;
    // A survivor is tested again if the tests have changed, since they may notice it now.
    if (known.of(mutant) === 'survives' && known.isCurrent(mutant)) continue;
    known.set(mutant, failsTests(mutant, folder) ? 'tests' : 'survives');
    print(`${i + 1}/${left.length} ${known.of(mutant)} ${shown(mutant)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
const count = (what: Fate | null): number => sample.filter((mutant) => known.of(mutant) === what).length;
const undecided = count(null) + count('passes');
const survivors = sample.filter((mutant) => known.of(mutant) === 'survives');
print(`\nsurvivors:\n${survivors.map((one) => `  ${shown(one)}`).join('\n')}`);
const noticed = count('scenarios') + count('tests');
const score = noticed / (sample.length - undecided);
print(
  `seed ${seed}: ${sample.length} of ${all.length} mutants, ${count('scenarios')} noticed by random scenarios, ` +
    `${count('tests')} by tests, ${survivors.length} survive, ${undecided} not decided yet: ${(score * 100).toFixed(1)}%`,
);
process.exitCode = undecided === 0 && score >= LEAST ? 0 : 1;

/**
 * Makes small random changes to the engine and counts how many of them the tests notice: `node
 * src/tests/mutation/main.ts [count] [seed] [minutes]`. First, each mutant is compared with the reference runner on
 * random scenarios. For mutants that pass, the engine's test files run that evaluate the changed expression without the
 * mutant; the others can't notice it. Exits with 1 if fewer than 80% are noticed.
 *
 * Results are stored in node_modules/.cache, so a run with a time limit can be continued later. Survivors are tested
 * again with test files that have changed.
 */
import { globSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomNumbers } from '../prove/attack.ts';
import { Comparison } from './comparison.ts';
import { codeOf, digestOf, type Fate, KnownMutants, keyOf } from './known.ts';
import { type Mutant, mutantsOf, sampleOf } from './mutants.ts';
import { type TestFile, TestRuns } from './test-runs.ts';
import { TESTS } from './tests.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LEAST = 0.8;

setPriority(10);
const [size = 400, seed = 1, minutes = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number);
const deadline = performance.now() + minutes * 60_000;
const isLate = (): boolean => performance.now() > deadline;
const all = mutantsOf('src/engine/**/*.ts');
const sample = sampleOf(all, size, randomNumbers(seed));
const known = new KnownMutants(join(ROOT, 'node_modules/.cache/hindcast-mutants.json'));
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const shown = ({ file, line, from, to }: Mutant): string =>
  `${file}:${line} \`${from.slice(0, 80)}\` to \`${to}\``;

await compareWithReference();
await runTests();
summarize();

async function compareWithReference(): Promise<void> {
  const fresh = sample.filter((mutant) => known.of(mutant) === null);
  if (fresh.length === 0) return;
  const comparison = new Comparison();
  const wrong = await comparison.ask(null, '');
  if (wrong !== null)
    throw new Error(`the engine differs from the reference runner without a mutant: ${wrong}`);
  for (const [i, mutant] of fresh.entries()) {
    if (isLate()) break;
    const noticed = await comparison.ask(mutant.file, mutant.text);
    known.set(mutant, noticed === null ? 'passes' : 'scenarios');
    print(`${i + 1}/${fresh.length} ${noticed === null ? 'passes' : 'noticed'} ${shown(mutant)}: ${noticed}`);
  }
  await comparison.close();
}

async function runTests(): Promise<void> {
  const left = sample.filter((mutant) => ['passes', 'survives'].includes(known.of(mutant) ?? ''));
  if (left.length === 0 || isLate()) return;
  const runs = new TestRuns();
  try {
    const files = await recordedFiles(runs);
    // Now the files share modules, which may not change their results.
    const wrong = await runs.fails(null, files);
    if (wrong !== null) throw new Error(`without a mutant, this fails: ${wrong}`);
    const planned = left
      .map((mutant) => {
        const own = files.filter(
          ({ evaluated }) => mutant.evaluated === null || evaluated.has(keyOf(mutant)),
        );
        const open = own.filter(({ digest }) => !known.hasPassed(mutant, digest));
        const milliseconds = open.reduce((total, one) => total + one.milliseconds, 0);
        return { mutant, own, open, milliseconds };
      })
      .sort((a, b) => a.milliseconds - b.milliseconds);
    for (const [i, { mutant, own, open }] of planned.entries()) {
      if (isLate()) break;
      const failed = await runs.fails(mutant, open);
      known.set(
        mutant,
        failed === null ? 'survives' : 'tests',
        own.map(({ digest }) => digest),
      );
      const fate = failed === null ? `survives ${own.length} test files` : 'noticed';
      print(`${i + 1}/${left.length} ${fate} ${shown(mutant)}: ${failed}`);
    }
  } finally {
    await runs.close();
  }
}

interface RecordedFile extends TestFile {
  readonly digest: string;
  readonly evaluated: ReadonlySet<string>;
}

/** The test files, and which mutants' expressions they evaluate. */
async function recordedFiles(runs: TestRuns): Promise<readonly RecordedFile[]> {
  const engine = [...new Set(sample.map(({ file }) => file))].map((file) =>
    codeOf(readFileSync(join(ROOT, file), 'utf8')),
  );
  const code = digestOf([...engine, ...sample.map(keyOf)].join('\0'));
  const files = globSync([...TESTS], { cwd: ROOT })
    .sort()
    .map((file) => ({ file, digest: digestOf(`${file}\0${readFileSync(join(ROOT, file), 'utf8')}`) }));
  const fresh = files.filter(({ digest }) => known.recorded(`${code} ${digest}`) === null);
  if (fresh.length > 0) {
    print(`recording what ${fresh.length} test files evaluate`);
    const recorded = await runs.record(
      sample,
      fresh.map(({ file }) => file),
    );
    for (const { file, milliseconds, evaluated } of recorded) {
      const { digest } = fresh.find((one) => one.file === file)!;
      known.record(`${code} ${digest}`, {
        milliseconds,
        evaluated: evaluated.map((index) => keyOf(sample[index]!)),
      });
    }
  }
  return files.map(({ file, digest }) => {
    const { milliseconds, evaluated } = known.recorded(`${code} ${digest}`)!;
    return { file, digest, milliseconds, evaluated: new Set(evaluated) };
  });
}

function summarize(): void {
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
}

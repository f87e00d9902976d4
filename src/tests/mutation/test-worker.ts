import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type Vitest } from 'vitest/node';
import type { Mutant } from './mutants.ts';
import { recording } from './recording.ts';
import { TESTS } from './tests.ts';

/*
 * Runs the engine's tests in a process that stays alive, so that only the changed file is loaded again for the next
 * mutant. It ends itself if a mutant uses up its CPU time, since a test that loops can't be interrupted.
 */

export type Order =
  | { readonly kind: 'record'; readonly mutants: readonly Mutant[]; readonly files: readonly string[] }
  | {
      readonly kind: 'test';
      readonly mutant: Mutant | null;
      readonly files: readonly string[];
      /** CPU time in milliseconds after which the mutant counts as noticed. */
      readonly patience: number;
    };

/** What one test file needs without a mutant, and evaluates. */
export interface Evaluated {
  /** Path from the repository's root. */
  readonly file: string;
  readonly milliseconds: number;
  /** Indices of the mutants whose changed expressions it evaluates. */
  readonly evaluated: readonly number[];
}

export type Reply =
  | { readonly kind: 'recorded'; readonly files: readonly Evaluated[] }
  /** The name of the test that fails; null if none does. */
  | { readonly kind: 'tested'; readonly failed: string | null };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const POLL = 1000;

/** Changed texts by absolute path. */
const texts = new Map<string, string>();
/** The order in which the test files run. */
let order: readonly string[] = [];

async function start(recorded: boolean): Promise<Vitest> {
  return createVitest(
    {
      root: ROOT,
      config: false,
      watch: false,
      include: [...TESTS],
      reporters: [{}],
      silent: true,
      // The cache's keys don't include the changed texts.
      fsModuleCache: false,
      pool: 'threads',
      maxWorkers: 1,
      // Constants of modules are evaluated once in a process, but are recorded for each test file.
      isolate: recorded,
      setupFiles: recorded ? [join(ROOT, 'src/tests/mutation/record-evaluated.ts')] : [],
      bail: recorded ? 0 : 1,
      testTimeout: 900_000,
      hookTimeout: 900_000,
      provide: { draws: 0.1 },
      sequence: {
        sequencer: class {
          async shard<T>(files: T[]): Promise<T[]> {
            return files;
          }
          async sort<T extends { readonly moduleId: string }>(files: T[]): Promise<T[]> {
            const place = ({ moduleId }: T): number => order.indexOf(moduleId);
            return files.toSorted((a, b) => place(a) - place(b));
          }
        },
      },
    },
    {
      plugins: [{ name: 'changed', enforce: 'pre', load: (id) => texts.get(id) ?? null }],
    },
  );
}

async function record(mutants: readonly Mutant[], files: readonly string[]): Promise<readonly Evaluated[]> {
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const path = join(ROOT, file);
    const own = [...mutants.entries()].filter(([, mutant]) => mutant.file === file);
    texts.set(path, recording(readFileSync(path, 'utf8'), own));
  }
  const vitest = await start(true);
  try {
    const { testModules } = await vitest.runTestSpecifications(specifications(vitest, files));
    return testModules.map((module) => {
      const errors = [
        ...module.errors(),
        ...[...module.children.allTests('failed')].flatMap((one) => one.result().errors ?? []),
      ];
      if (errors.length > 0) throw new Error(`${module.relativeModuleId} fails: ${errors[0]!.stack}`);
      const { collectDuration, duration } = module.diagnostic();
      const { evaluated } = module.meta() as { evaluated?: readonly number[] };
      if (evaluated === undefined) throw new Error(`nothing was recorded for ${module.moduleId}`);
      return { file: module.relativeModuleId, milliseconds: collectDuration + duration, evaluated };
    });
  } finally {
    await vitest.close();
    texts.clear();
  }
}

function specifications(vitest: Vitest, files: readonly string[]) {
  order = files.map((file) => join(ROOT, file));
  const project = vitest.getRootProject();
  return order.map((file) => project.createSpecification(file));
}

let vitest: Vitest | null = null;

async function test(mutant: Mutant | null, files: readonly string[]): Promise<string | null> {
  vitest ??= await start(false);
  const path = mutant === null ? null : join(ROOT, mutant.file);
  if (path !== null) {
    texts.set(path, mutant!.text);
    vitest.invalidateFile(path);
  }
  try {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
      specifications(vitest, files),
    );
    for (const module of testModules) {
      // These include modules of earlier runs.
      if (!files.includes(module.relativeModuleId) || module.state() !== 'failed') continue;
      const failed = [...module.children.allTests('failed')][0];
      return `${module.relativeModuleId}${failed === undefined ? '' : ` > ${failed.fullName}`}`;
    }
    return unhandledErrors.length > 0 ? String(unhandledErrors[0]) : null;
  } finally {
    if (path !== null) {
      texts.delete(path);
      vitest.invalidateFile(path);
    }
  }
}

const reply = (answer: Reply, then = (): void => undefined): unknown => process.send!(answer, then);

process.on('message', async (what: Order) => {
  if (what.kind === 'record')
    return reply({ kind: 'recorded', files: await record(what.mutants, what.files) });
  const used = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const before = used();
  const late = setInterval(() => {
    if (used() - before < what.patience) return;
    reply({ kind: 'tested', failed: 'they use far more CPU time than without the mutant' }, () =>
      process.exit(1),
    );
  }, POLL);
  const failed = await test(what.mutant, what.files);
  clearInterval(late);
  return reply({ kind: 'tested', failed });
});

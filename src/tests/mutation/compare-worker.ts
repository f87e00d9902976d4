import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { checkAll, scenarioText } from '../../scenario/cases.ts';
import { difference, LIMITS, type Outcome, referenceOutcome } from '../random/comparison.ts';
import { scenarioOf } from '../random/scenarios.ts';
import type { PlainOptions } from '../reference-runner/world.ts';

/*
 * Compares mutants of the engine with the reference runner. Each mutant's modules are loaded from a unique URL, so the
 * scenarios only need to be checked and run in the reference runner once.
 */

/** A mutant for the worker to compare. */
export interface Question {
  readonly id: number;
  /** The file's path from the repository's root, and its text. Null for the unmodified engine. */
  readonly file: string | null;
  readonly text: string;
}

export interface Answer {
  readonly id: number;
  /** Why the mutant was noticed, or null if it wasn't. */
  readonly noticed: string | null;
}

interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly options: PlainOptions;
  readonly reference: Outcome;
}

const ROOT = new URL('../../../', import.meta.url);
const ENGINE = new URL('src/engine/', ROOT).href;
const FOUND = new URL('../random/found/', import.meta.url);

let mutant: { url: string; text: string } | null = null;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const query = /\?mutant=\d+$/.exec(context.parentURL ?? '')?.[0];
    if (query === undefined || !resolved.url.startsWith(ENGINE) || resolved.url.includes('?'))
      return resolved;
    return { ...resolved, url: resolved.url + query };
  },
  load(url, context, next) {
    const plain = url.replace(/\?mutant=\d+$/, '');
    if (plain === url) return next(url, context);
    const source = plain === mutant?.url ? mutant.text : readFileSync(fileURLToPath(plain), 'utf8');
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});

function* texts(): Generator<readonly [string, string]> {
  for (const name of readdirSync(FOUND).sort()) yield [name, readFileSync(new URL(name, FOUND), 'utf8')];
  for (let seed = 1; seed <= workerData.scenarios; seed++) yield [`seed ${seed}`, scenarioOf(seed)];
}

const cases: Case[] = [];
for (const [name, text] of texts()) {
  if (text.startsWith('# open:')) continue;
  for (const { variant, patches, scenario } of checkAll(scenarioText(fileSource('scenario.yaml', text)), {})
    .cases) {
    if (scenario.until === null) continue;
    const options = { variant, patches, seed: scenario.seed, limits: LIMITS };
    cases.push({ name, scenario, options, reference: referenceOutcome(scenario, options) });
  }
}

async function noticed({ id, file, text }: Question): Promise<string | null> {
  mutant = file === null ? null : { url: pathToFileURL(fileURLToPath(new URL(file, ROOT))).href, text };
  const query = `?mutant=${id}`;
  const { run } = (await import(`${ENGINE}run.ts${query}`)) as typeof import('../../engine/run.ts');
  const { RUN_LIMITS, RunError } = (await import(
    `${ENGINE}state/run-error.ts${query}`
  )) as typeof import('../../engine/state/run-error.ts');
  for (const { name, scenario, options, reference } of cases) {
    let outcome: Outcome;
    try {
      outcome = run(compile(scenario), { ...options, limits: { ...RUN_LIMITS, ...LIMITS } }).run;
    } catch (error) {
      if (!(error instanceof RunError)) return `${name} throws ${String(error)}`;
      outcome = { failed: `${error.code} at ${error.time}` };
    }
    const found = difference(outcome, reference, '');
    if (found !== null) return `${name} differs at ${found.path}`;
  }
  return null;
}

parentPort?.on('message', async (question: Question) => {
  let answer: string | null;
  try {
    answer = await noticed(question);
  } catch (error) {
    answer = `it doesn't load: ${String(error)}`;
  }
  parentPort?.postMessage({ id: question.id, noticed: answer } satisfies Answer);
});
parentPort?.postMessage('ready');

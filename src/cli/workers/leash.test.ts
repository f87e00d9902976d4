import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { placed } from '../../astro/results/kept-results.ts';
import { createRunPool } from '../../astro/results/run-pool.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { type EvaluateOptions, evaluate, scenarioText } from '../../hindcast.ts';
import { createBench, LEASE } from '../../tests/support/command.ts';
import { createLeash } from './leash.ts';

vi.mock('../../astro/results/run-pool.ts', { spy: true });

const bench = createBench();
const io = {
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  stdin: (async function* () {})(),
  cwd: bench.folder,
  env: {},
};
const leash = createLeash({ workers: 1 }, io);
afterAll(async () => {
  await leash.close();
  bench.remove();
});
beforeEach(() => leash.close());

const COUNTER = (until: string, more = '') => `scenario: counter
until: ${until}
state: { n: 0 }
processes: { p: { loop: 1s, steps: [{ id: add, set: { n: n + 1 } }] } }
marks: { many: n == 9 }
${more}`;

/** The evaluation, and whether it needed another process. */
async function evaluated(text: string, options: EvaluateOptions) {
  vi.mocked(createRunPool).mockClear();
  const source = fileSource('a.yaml', text);
  const json = await leash.evaluate(scenarioText(source), options);
  return {
    evaluation: placed(JSON.parse(json), source),
    elsewhere: vi.mocked(createRunPool).mock.calls.length > 0,
  };
}

describe('an evaluation on a leash', () => {
  test.each<readonly [string, string, EvaluateOptions, boolean]>([
    ['a short run', LEASE, {}, false],
    ['a text with errors', LEASE.replace('1h', 'soon'), {}, false],
    ['a false claim', LEASE.replace('happens', 'never'), {}, false],
    ['a run of many events', COUNTER('200000s'), {}, true],
    ['a search', COUNTER('9s', 'invariants: { few: n < 3 }\nexplore: { max_states: 9 }'), {}, true],
    ['no search if only runs are wanted', COUNTER('9s', 'explore: {}'), { only: 'run' }, false],
    ['few runs', COUNTER('9s', 'simulate: { runs: 3 }'), {}, false],
    ['many runs', COUNTER('9s', 'simulate: { runs: 30 }'), {}, true],
    ['a sweep', COUNTER('9s'), { sweeps: { runs: 3 } }, true],
    ['a failing run', COUNTER('9s').replace('n + 1', "'div(n, n)'"), {}, true],
  ])('gives what an evaluation without one gives: %s', async (_what, text, options, expected) => {
    const { evaluation, elsewhere } = await evaluated(text, options);
    const plain = JSON.stringify(evaluate(fileSource('a.yaml', text), options));
    expect(JSON.stringify(evaluation)).toBe(plain);
    expect(elsewhere).toBe(expected);
  });
});

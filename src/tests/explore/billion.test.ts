import { expect, it } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { renderView } from '../../views/views.ts';

/** Nine independent counters modulo 10, which have a billion states. */
const BILLION = `scenario: billion
state:
${Array.from({ length: 9 }, (_, i) => `  c${i}: { type: int, init: 0, min: 0, max: 9 }`).join('\n')}
processes:
${Array.from({ length: 9 }, (_, i) => `  p${i}: { loop: true, steps: [{ id: s${i}, set: { c${i}: "(c${i} + 1) % 10" } }] }`).join('\n')}
invariants:
  small: c0 < 10
explore: { max_states: 2000000000 }
`;

it('stops the search of a billion states at its memory limit, and the page shows no verdict', () => {
  const megabytes = 96;
  const before = process.memoryUsage().arrayBuffers;
  const { result, diagnostics } = evaluate(fileSource('billion.yaml', BILLION), {
    explore: { maxBytes: megabytes * 2 ** 20 },
  });
  expect(diagnostics).toEqual([]);
  const [base] = result!.explorations;
  expect(base).toMatchObject({ verdict: 'incomplete', property: null, hit: `memory ${megabytes} MiB` });
  expect(base!.states).toBeGreaterThan(500_000);
  expect(base!.properties.map(({ verdict }) => verdict)).toEqual(['incomplete', 'incomplete']);
  // Old tables may not have been garbage-collected yet.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(1.5 * megabytes * 2 ** 20);
  const page = renderView('verdicts', result!);
  expect(page).toContain('The base is undecided: the search stopped at its limit (memory 96 MiB)');
  expect(page).toContain('it proves nothing');
});

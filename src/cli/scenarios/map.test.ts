import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench, WRITE_UP } from '../../tests/support/command.ts';
import { RETRY_QUEUE } from '../../tests/support/retry-queue.ts';
import type { MapReport } from '../output/reports.ts';

const MAP = 'map: { x: { path: const.rate, values: [2, 4, 6, 8, 11] }, y: const.retries }\n';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('queue.yaml', RETRY_QUEUE(MAP));
  bench.write('plain.yaml', RETRY_QUEUE(''));
  bench.write('write-up.md', WRITE_UP);
  bench.write('broken.yaml', RETRY_QUEUE(MAP.replace('const.rate', 'const.rat')));
  bench.write(
    'claimed.yaml',
    `${RETRY_QUEUE(MAP)}simulate: { runs: 3 }
variants: { quick: { const.retries: 0 } }
expect: { base: { run: { recovers_by: 1m, in_runs: 3 } }, quick: { run: { metastable: true } } }
`,
  );
});
afterAll(() => bench.remove());

describe('hindcast map', () => {
  test('prints a grid with its legend, and what the words mean', async () => {
    const { code, out, err } = await bench.call(['map', 'queue.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`retry-queue: A queue that retries keep full
  file      queue.yaml:1

stability by const.rate (across) and const.retries (up)
  1   ^    ^   [x]   x    #
  0   ^    ^    ^    ^    #
      2    4    6    8   11

  ^ recovers   x metastable   # not steady before the trigger   [ ] the scenario's own values

  Of 10 runs, 6 recover, 2 are metastable and 2 aren’t steady before the trigger. With the scenario’s own
  values, const.rate 6 and const.retries 1, the run is metastable.
  Steady state: goodput >= 0.7 * rate.
  Recovers: the scenario is hurt, and back in its steady state when the run ends.
  Metastable: the trigger is over, but the steady state doesn’t return before the run ends. A longer run might
  recover.
  Not steady before the trigger: the scenario isn’t in its steady state when the trigger starts, so there’s
  nothing to return to.
`);
  });

  test('prints JSON, the same with any number of threads', async () => {
    const one = await bench.call(['map', 'queue.yaml', '--json', '--jobs', '1'], { threads: true });
    const two = await bench.call(['map', 'queue.yaml', '--json', '--jobs', '2'], { threads: true });
    expect(two.out).toBe(one.out);
    const { scenario, map } = JSON.parse(one.out) as MapReport;
    expect([scenario, map.cells.length, map.own.stability]).toEqual(['retry-queue', 10, 'metastable']);
    expect(map.y).toMatchObject({
      path: 'const.retries',
      values: [
        { value: '0', x: 0 },
        { value: '1', x: 1 },
      ],
    });
  });

  test('is the same with another seed if nothing is random', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((seed) => bench.call(['map', 'queue.yaml', '--seed', `${seed}`])),
    );
    expect(two!.out).toBe(one!.out);
  });

  test('doesn’t check claims about many runs, or variants', async () => {
    expect((await bench.call(['map', 'claimed.yaml'])).code).toBe(0);
    expect((await bench.call(['run', 'claimed.yaml'])).code).toBe(1);
  });

  test('reports errors in the map', async () => {
    const { code, out, err } = await bench.call(['map', 'broken.yaml']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('scenario/map: no constant named `rat` is defined');
  });

  test.each(['plain.yaml', 'write-up.md'])('needs a scenario with a map: %s', async (file) => {
    const { code, err } = await bench.call(['map', file]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: the scenario has no `map`\n {2}hint: add one: /);
  });
});

describe('hindcast sweep', () => {
  test('prints the map after the sweeps', async () => {
    const { out } = await bench.call(['sweep', 'queue.yaml', '--runs', '2']);
    expect(out).toContain('stability by const.rate (across) and const.retries (up)\n  1   ^    ^   [x]');
  });

  test('gives the same map from shards', async () => {
    const settings = ['queue.yaml', '--runs', '2'];
    const whole = await bench.call(['sweep', ...settings, '--json']);
    for (const shard of ['1/2', '2/2'])
      await bench.call(['sweep', ...settings, '--shard', shard, '--out', `part-${shard[0]}.json`]);
    expect(await bench.call(['merge', 'part-2.json', 'part-1.json', '--json'])).toEqual(whole);
    expect((JSON.parse(whole.out) as { map: MapReport['map'] }).map.cells).toHaveLength(10);
  });
});

test('a quick run makes no map', async () => {
  const { out } = await bench.call(['run', 'queue.yaml', '--quick']);
  expect(out).toContain('11 other runs are left out');
});

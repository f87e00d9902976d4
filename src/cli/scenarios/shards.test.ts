import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';

/** Some of its measures have no value in some runs, and one is negative zero or infinite. */
const QUEUE = `scenario: queue
until: 2m
const: { rate: { value: 6, range: [3, 9] } }
state: { closed: false, speed: 0.0 }
services:
  web: { concurrency: 2, service_time: { dist: exponential, mean: 300ms }, available: '!closed' }
load:
  - { id: people, to: web, timeout: 1s, arrivals: { dist: poisson, rate: rate } }
processes:
  switch: { steps: [{ id: close, delay: { dist: uniform, min: 10s, max: 3m }, set: { closed: true, speed: -0.0 / 1.0 } }] }
measure: { goodput: rate(web.ok), inverse: 1.0 / rate(web.errors), pace: -speed }
marks: { closed: closed }
vary: { arrivals: { path: const.rate, values: [4, 8] } }
variants:
  wide: { services.web.concurrency: 4 }
`;

const SETTINGS = ['--runs', '23', '--draws', '12', '--seed', '7'];

let bench: Bench;

/** Makes all shards, and returns the names of their files. */
async function shards(
  of: number,
  file = 'queue.yaml',
  settings: readonly string[] = SETTINGS,
): Promise<string[]> {
  const names: string[] = [];
  for (let number = 1; number <= of; number++) {
    const name = `${file}-${number}-of-${of}.json`;
    const made = await bench.call(['sweep', file, ...settings, '--shard', `${number}/${of}`, '--out', name]);
    expect(made.err).toBe('');
    expect(made.out).toMatch(new RegExp(`^Wrote ${name}: \\d+ runs?, shard ${number} of ${of}.\n$`));
    names.push(name);
  }
  return names;
}

beforeAll(() => {
  bench = createBench();
  bench.write('queue.yaml', QUEUE);
  bench.write(
    'two.md',
    `\`\`\`scenario\n${QUEUE}\`\`\`\n\n\`\`\`scenario\n${QUEUE.replace('queue', 'again')}\`\`\`\n`,
  );
  bench.write(
    'claimed.yaml',
    `${QUEUE}simulate: { runs: 23 }\nexpect:\n  base: { run: { never: closed, in_runs: 23 } }\n`,
  );
  bench.write('broken.yaml', QUEUE.replace('rate(web.ok)', 'rate(shop.ok)'));
});

afterAll(() => bench.remove());

describe('merged shards give the same bytes as one sweep', () => {
  test.each([1, 2, 16])('%i shards in any order, as tables and as JSON', async (of) => {
    const parts = (await shards(of)).toSorted((a, b) => ((a.length * 7 + b.charCodeAt(11)) % 3) - 1);
    for (const format of [[], ['--all'], ['--json']]) {
      const whole = await bench.call(['sweep', 'queue.yaml', ...SETTINGS, ...format]);
      expect(whole.code).toBe(0);
      expect(await bench.call(['merge', ...parts.toReversed(), ...format])).toEqual(whole);
      expect(await bench.call(['merge', ...parts, ...format])).toEqual(whole);
    }
  });

  test('several scenarios in one write-up', async () => {
    const whole = await bench.call(['sweep', 'two.md', ...SETTINGS, '--json']);
    expect(JSON.parse(whole.out)).toHaveLength(2);
    expect(await bench.call(['merge', ...(await shards(3, 'two.md')), '--json'])).toEqual(whole);
  });

  test('only one variant, in processes and threads as on the command line', async () => {
    const settings = ['--variant', 'wide', '--runs', '11'];
    const parts = await shards(2, 'queue.yaml', settings);
    const whole = await bench.call(['sweep', 'queue.yaml', ...settings]);
    expect(await bench.call(['merge', ...parts], { threads: true })).toEqual(whole);
  });

  test('a false claim about many runs', async () => {
    const whole = await bench.call(['sweep', 'claimed.yaml', ...SETTINGS]);
    expect(whole.code).toBe(1);
    expect(whole.err).toContain('in all 23 runs');
    expect(await bench.call(['merge', ...(await shards(4, 'claimed.yaml'))])).toEqual(whole);
  });
});

test('each shard makes about the same number of runs', async () => {
  const counts = (await shards(5)).map((name) => {
    const text = readFileSync(join(bench.folder, name), 'utf8');
    return [...text.matchAll(/"metastable"/g)].length;
  });
  expect(counts.reduce((a, b) => a + b)).toBe(2 * (23 + 12) + 2);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(10);
});

describe('an error', () => {
  test.each([
    ['a missing shard', (parts: string[]) => parts.slice(0, 2), '1 shard of 3 missing: 3'],
    ['the same shard twice', ([a, b, c]: string[]) => [a!, b!, b!, c!], 'are both shard 2 of 3'],
    ['a file that isn’t a part', ([a, b]: string[]) => [a!, b!, 'queue.yaml'], "isn't part of a sweep"],
    [
      'a file that doesn’t exist',
      ([a, b]: string[]) => [a!, b!, 'none.json'],
      "can't read `none.json`: ENOENT",
    ],
  ])('%s', async (_, choose, message) => {
    const { code, out, err } = await bench.call(['merge', ...choose(await shards(3))]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('shards of sweeps with other options', async () => {
    const [first] = await shards(2);
    await shards(2, 'two.md');
    const { code, err } = await bench.call(['merge', first!, 'two.md-2-of-2.json']);
    expect(code).toBe(2);
    expect(err).toContain('are parts of different sweeps');
  });

  test('a scenario that has changed', async () => {
    bench.write('changing.yaml', QUEUE);
    const parts = await shards(2, 'changing.yaml');
    bench.write('changing.yaml', QUEUE.replace('until: 2m', 'until: 3m'));
    const { code, err } = await bench.call(['merge', ...parts]);
    expect(code).toBe(2);
    expect(err).toContain('`changing.yaml` has changed since the shards ran');
  });

  test('a file that was cut or changed at any place', async () => {
    const [first, second] = await shards(2);
    const text = readFileSync(join(bench.folder, first!), 'utf8');
    for (let i = 0; i < 40; i++) {
      const at = Math.floor((text.length * i) / 40);
      const other = text[at] === '1' ? '2' : '1';
      bench.write('cut.json', text.slice(0, at));
      bench.write('changed.json', text.slice(0, at) + other + text.slice(at + 1));
      for (const name of ['cut.json', 'changed.json']) {
        const { code, out, err } = await bench.call(['merge', name, second!]);
        expect([code, out]).toEqual([2, '']);
        expect(err).toMatch(/is incomplete or was changed|isn't part of a sweep/);
      }
    }
  });

  test('in the scenario, without a file', async () => {
    const made = await bench.call(['sweep', 'broken.yaml', '--shard', '1/2', '--out', 'broken.json']);
    expect([made.code, made.out]).toEqual([1, '']);
    expect(made.err).toContain('shop');
    expect(() => readFileSync(join(bench.folder, 'broken.json'))).toThrow('ENOENT');
  });

  test.each([
    [['--shard', '3/2', '--out', 'x.json'], 'Use two whole numbers like 3/16'],
    [['--shard', '1/2'], '`--shard` needs `--out`'],
    [['--out', 'x.json'], '`--out` needs `--shard`'],
  ])('%s', async (options, message) => {
    const { code, err } = await bench.call(['sweep', 'queue.yaml', ...options]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

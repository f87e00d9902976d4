import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sensitivity, Sweep } from '../../result.ts';
import { type Bench, createBench, WRITE_UP } from '../../tests/support/command.ts';

/** A shop that is down until somebody repairs it. */
const REPAIRS = `scenario: repairs
until: 5m
const:
  repair: { value: 30s, range: [10s, 2m] }
state: { up: true }
services:
  shop: { available: up, concurrency: 4, service_time: { dist: exponential, mean: 20ms } }
load:
  - { id: visitors, to: shop, arrivals: { dist: poisson, rate: 30/s }, timeout: 1s }
processes:
  fixer:
    loop: true
    steps:
      - { id: fix, when: '!up', delay: repair, set: { up: true } }
faults:
  - { id: off, at: 1m, set: { up: false } }
measure: { goodput: { is: rate(shop.ok), window: 10s } }
steady_state: goodput > 15.0
marks: { back: { is: up, which: last } }
simulate: { runs: 6 }
vary: { slowness: { path: const.repair, values: [10s, 90s] } }
variants:
  quick: { const.repair: 10s }
`;

const PROMISE = `expect:
  base: { run: { recovers_by: 50s, in_runs: 6 } }
`;

interface Printed {
  scenario: string;
  sweeps: Sweep[];
  sensitivities: Sensitivity[];
}

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('repairs.yaml', REPAIRS);
  bench.write('kept.yaml', REPAIRS + PROMISE);
  bench.write('broken-promise.yaml', REPAIRS + PROMISE.replace('50s', '20s'));
  bench.write(
    'two.md',
    `\`\`\`scenario\n${REPAIRS}\`\`\`\n\n\`\`\`scenario\n${REPAIRS.replace('repairs', 'again')}\`\`\`\n`,
  );
  bench.write('page.md', WRITE_UP);
});

afterAll(() => bench.remove());

async function sweepsOf(...argv: string[]): Promise<Printed> {
  const { out } = await bench.call(['sweep', 'repairs.yaml', '--json', ...argv]);
  return JSON.parse(out) as Printed;
}

describe('hindcast sweep', () => {
  test('makes as many runs as the text says, and tells percentiles of each variant', async () => {
    const { code, out, err } = await bench.call(['sweep', 'repairs.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^base, 6 runs, other random numbers$/m);
    expect(out).toMatch(/^ {2}Mark: back +6\/6 +1 min 30 s +1 min 30 s +1 min 30 s$/m);
    expect(out).toMatch(/^ {2}Against the base: back +6\/6 +−20 s +−20 s +−20 s$/m);
    expect(out).toMatch(/^slowness: one run for each value of const\.repair$/m);
    expect(out).toMatch(/^ {2}90s +shop +\d/m);
  });

  test('--runs and --draws say how many, --draws alone as many as runs', async () => {
    const counts = ({ sweeps }: Printed): unknown =>
      sweeps.map(({ variant, kind, runs }) => `${variant} ${kind} ${runs}`);
    expect(counts(await sweepsOf('--draws'))).toEqual([
      'base seeds 6',
      'base draws 6',
      'quick seeds 6',
      'quick draws 6',
    ]);
    expect(counts(await sweepsOf('--runs', '3', '--draws'))).toEqual([
      'base seeds 3',
      'base draws 3',
      'quick seeds 3',
      'quick draws 3',
    ]);
    expect(counts(await sweepsOf('--runs', '1', '--variant', 'quick', '--draws', '4'))).toEqual([
      'base seeds 1',
      'base draws 4',
      'quick seeds 1',
      'quick draws 4',
    ]);
  });

  test('another seed gives other requests, and the same moments where nothing of them is random', async () => {
    const [one, other] = [await sweepsOf('--seed', '1'), await sweepsOf('--seed', '2')];
    const back = ({ sweeps }: Printed): unknown => sweeps[0]!.marks[0]!.at;
    const failed = ({ sweeps }: Printed): unknown => sweeps[0]!.services[0]!.failed;
    expect(back(other)).toEqual(back(one));
    expect(failed(other)).not.toEqual(failed(one));
    expect(other.sweeps[0]!.seed).toBe(2);
  });

  test('gives the same bytes with any number of threads', async () => {
    const one = await bench.call(['sweep', 'repairs.yaml', '--draws', '--json', '--jobs', '1']);
    const three = await bench.call(['sweep', 'repairs.yaml', '--draws', '--json', '--jobs', '3']);
    expect(one.code).toBe(0);
    expect(three.out).toBe(one.out);
  });

  test('two scenarios of a file give a list, one asked for gives itself', async () => {
    const both = await bench.call(['sweep', 'two.md', '--json', '--runs', '2']);
    expect((JSON.parse(both.out) as Printed[]).map(({ scenario }) => scenario)).toEqual(['repairs', 'again']);
    const one = await bench.call(['sweep', 'two.md', '--json', '--runs', '2', '--scenario', 'again']);
    expect((JSON.parse(one.out) as Printed).scenario).toBe('again');
  });

  test('a claim about many runs is met, or told and the exit code is 1', async () => {
    const kept = await bench.call(['sweep', 'kept.yaml']);
    expect([kept.code, kept.err]).toEqual([0, '']);
    const broken = await bench.call(['sweep', 'broken-promise.yaml']);
    expect(broken.code).toBe(1);
    expect(broken.err).toMatch(/^broken-promise\.yaml:\d+:\d+ error expect\//);
    expect(broken.err).toContain('in all of 6 runs, but it does in 0');
  });

  test('a progress line on a terminal alone, which leaves nothing behind', async () => {
    const plain = await bench.call(['sweep', 'repairs.yaml']);
    expect(plain.err).toBe('');
    const { err } = await bench.call(['sweep', 'repairs.yaml', '--runs', '200'], {
      terminal: 80,
      env: { NO_COLOR: '1' },
    });
    expect(err).toMatch(/repairs: (starting|\d+ of 402 runs)/);
    expect(err.slice(err.lastIndexOf('\r'))).not.toContain('runs');
  });

  test('Ctrl-C ends it at once, with an exit code of its own and no half of a table', async () => {
    const began = performance.now();
    const { code, out } = await bench.call(['sweep', 'repairs.yaml', '--runs', '10000'], {
      terminal: 80,
      interrupts: 1,
    });
    expect([code, out]).toEqual([130, '']);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test.each([
    [['--runs', '0'], 'from 1 to 10000'],
    [['--runs', '2.5'], 'from 1 to 10000'],
    [['--draws', 'many'], 'from 1 to 10000'],
    [['--jobs', '257'], 'from 1 to 256'],
    [['--seed', '-1'], 'seed'],
    [['--variant', 'none'], 'none'],
    [['--scenario', 'none'], 'none'],
  ])('does not take %j', async (argv, told) => {
    const { code, out, err } = await bench.call(['sweep', 'repairs.yaml', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(told);
  });
});

describe('hindcast fit', () => {
  test('holds marks against the record, and counts what is no prediction apart', async () => {
    const { code, out } = await bench.call(['fit', 'page.md']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}fit +0 predictions: .*; 1 input and 1 fit do not count$/m);
    expect(out).toMatch(/^ {2}lost +/m);
  });

  test('prints the same as JSON', async () => {
    const { code, out } = await bench.call(['fit', 'page.md', '--json']);
    const { scenario, counts, marks } = JSON.parse(out) as {
      scenario: string;
      counts: { fits: number; inputs: number };
      marks: { id: string; recorded: number; at: number }[];
    };
    expect([code, scenario]).toEqual([0, 'leases']);
    expect([counts.fits, counts.inputs]).toEqual([1, 1]);
    // The record says a minute after the run's lost lease; times are microseconds from the start of the run.
    expect(marks.map(({ id, recorded, at }) => [id, recorded, at])).toEqual([
      ['lost', 660e6, 600e6],
      ['mended', 1800e6, 1800e6],
    ]);
  });

  test('fails where a mark lies outside of what the record allows', async () => {
    bench.write('outside.md', WRITE_UP.replace('within: 2m', 'within: 30s'));
    const { code, err } = await bench.call(['fit', 'outside.md']);
    expect(code).toBe(1);
    expect(err).toContain('fit/outside');
  });

  test('does not take a file that is not there, or a scenario that is not in it', async () => {
    expect((await bench.call(['fit', 'none.md'])).code).toBe(2);
    expect((await bench.call(['fit', 'page.md', '--scenario', 'none'])).code).toBe(2);
  });
});

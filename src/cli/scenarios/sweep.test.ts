import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sensitivity, Sweep } from '../../result.ts';
import { type Bench, createBench, type Outcome, WRITE_UP } from '../../tests/support/command.ts';

/** A shop that is down until someone repairs it. */
const REPAIRS = `scenario: repairs
until: 3m
const:
  repair: { value: 30s, range: [10s, 1m] }
state: { up: true }
services:
  shop: { available: up, concurrency: 4, service_time: { dist: exponential, mean: 20ms } }
load:
  - { id: visitors, to: shop, arrivals: { dist: poisson, rate: 5/s }, timeout: 1s }
processes:
  fixer:
    loop: true
    steps:
      - { id: fix, when: '!up', delay: repair, set: { up: true } }
faults:
  - { id: off, at: 1m, set: { up: false } }
measure: { goodput: { is: rate(shop.ok), window: 10s } }
steady_state: goodput > 2.0
marks: { back: { is: up, which: last } }
simulate: { runs: 3 }
vary: { slowness: { path: const.repair, values: [10s, 50s] } }
variants:
  quick: { const.repair: 10s }
`;

const CLAIM = `expect:
  base: { run: { recovers_by: 1m, in_runs: 3 } }
`;

interface Printed {
  scenario: string;
  sweeps: Sweep[];
  sensitivities: Sensitivity[];
}

let bench: Bench;
/** Sweeps with drawn constants, as JSON. */
let swept: Outcome;

beforeAll(async () => {
  bench = createBench();
  bench.write('repairs.yaml', REPAIRS);
  bench.write('claimed.yaml', REPAIRS + CLAIM);
  bench.write('unmet.yaml', REPAIRS + CLAIM.replace('1m', '20s'));
  bench.write('alone.yaml', REPAIRS.replace(/variants:[\s\S]*/, ''));
  bench.write(
    'two.md',
    `\`\`\`scenario\n${REPAIRS}\`\`\`\n\n\`\`\`scenario\n${REPAIRS.replace('repairs', 'again')}\`\`\`\n`,
  );
  bench.write('page.md', WRITE_UP);
  swept = await bench.call(['sweep', 'repairs.yaml', '--json', '--draws']);
});

afterAll(() => bench.remove());

const counts = ({ out }: Outcome): unknown =>
  (JSON.parse(out) as Printed).sweeps.map(({ variant, kind, runs }) => `${variant} ${kind} ${runs}`);

describe('hindcast sweep', () => {
  test('compares the variants and prints only differences', async () => {
    const { code, out, err } = await bench.call(['sweep', 'repairs.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^3 runs each, different random numbers$/m);
    expect(out).toMatch(/^ {2}Mark: back +base +3\/3 +1 min 30 s +1 min 30 s +1 min 30 s$/m);
    expect(out).toMatch(/^ +quick +3\/3 +1 min 10 s +1 min 10 s +1 min 10 s$/m);
    expect(out).toMatch(/^ {2}[A-Z][a-z ]+: back +quick +3\/3 +−20 s +−20 s +−20 s$/m);
    expect(out).toMatch(/^slowness: one run for each value of const\.repair$/m);
    expect(out).toMatch(/^ {2}50s +shop +\d/m);
    expect(out).toMatch(/^ {2}\d+ numbers are the same in all variants; use --all to print them$/m);
    expect(out).not.toContain('Impact: shop');
  });

  test('--all also prints numbers that are the same in every variant, one line each', async () => {
    const { out } = await bench.call(['sweep', 'repairs.yaml', '--all']);
    expect(out).toMatch(/^ {2}Impact: shop +all +3\/3 +1 min +1 min +1 min$/m);
    expect(out.indexOf('Mark: back')).toBeLessThan(out.indexOf('Impact: shop'));
    expect(out).not.toContain('--all');
  });

  test('prints every number if there are no variants', async () => {
    const { out } = await bench.call(['sweep', 'alone.yaml']);
    expect(out).toMatch(/^ {2}Impact: shop +base +3\/3 +1 min +1 min +1 min$/m);
    expect(out).not.toContain('--all');
  });

  test('--runs and --draws set the number of runs; --draws without a number means as many as runs', async () => {
    expect(counts(swept)).toEqual(['base seeds 3', 'base draws 3', 'quick seeds 3', 'quick draws 3']);
    const one = ['sweep', 'repairs.yaml', '--json', '--variant', 'quick', '--runs', '1', '--draws', '2'];
    expect(counts(await bench.call(one))).toEqual([
      'base seeds 1',
      'base draws 2',
      'quick seeds 1',
      'quick draws 2',
    ]);
  });

  test('another seed changes the requests, but not times without randomness', async () => {
    const { out } = await bench.call(['sweep', 'repairs.yaml', '--json', '--seed', '2']);
    const [first] = (JSON.parse(swept.out) as Printed).sweeps;
    const [other] = (JSON.parse(out) as Printed).sweeps;
    expect(other!.seed).toBe(2);
    expect(other!.marks[0]!.at).toEqual(first!.marks[0]!.at);
    expect(other!.services[0]!.failed).not.toEqual(first!.services[0]!.failed);
  });

  test('gives the same bytes on threads', async () => {
    const argv = ['sweep', 'repairs.yaml', '--json', '--draws', '--jobs', '2'];
    expect(await bench.call(argv, { threads: true })).toEqual(swept);
  });

  test('prints an array for two scenarios, and an object for one', async () => {
    const both = await bench.call(['sweep', 'two.md', '--json', '--runs', '1']);
    expect((JSON.parse(both.out) as Printed[]).map(({ scenario }) => scenario)).toEqual(['repairs', 'again']);
    const one = await bench.call(['sweep', 'two.md', '--json', '--runs', '1', '--scenario', 'again']);
    expect((JSON.parse(one.out) as Printed).scenario).toBe('again');
  });

  test('a claim about many runs that is not met is an error', async () => {
    const claimed = await bench.call(['sweep', 'claimed.yaml']);
    expect([claimed.code, claimed.err]).toEqual([0, '']);
    const unmet = await bench.call(['sweep', 'unmet.yaml']);
    expect(unmet.code).toBe(1);
    expect(unmet.err).toMatch(/^unmet\.yaml:\d+:\d+ error expect\//);
    expect(unmet.err).toContain('in all 3 runs, but it does so in 0');
  });

  test('shows progress on a terminal, and ends on Ctrl-C without a partial table', async () => {
    const { code, out, err } = await bench.call(['sweep', 'repairs.yaml', '--runs', '10000'], {
      terminal: 80,
      interrupts: 1,
      threads: true,
    });
    expect([code, out]).toEqual([130, '']);
    expect(err).toMatch(/^\rrepairs: (?:starting|\d+ of 20,002 runs)/);
    expect(err.slice(err.lastIndexOf('\r'))).not.toContain('runs');
  });

  test.each([
    [['--runs', '0'], 'from 1 to 10000'],
    [['--runs', '2.5'], 'from 1 to 10000'],
    [['--draws', 'many'], 'from 1 to 10000'],
    [['--jobs', '257'], 'from 1 to 256'],
    [['--seed', '-1'], 'seed'],
    [['--variant', 'none'], 'none'],
    [['--scenario', 'none'], 'none'],
  ])('rejects %j', async (argv, message) => {
    const { code, out, err } = await bench.call(['sweep', 'repairs.yaml', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

describe('hindcast fit', () => {
  test('compares marks with the observed timeline, and says that agreement has to be tested', async () => {
    const { code, out } = await bench.call(['fit', 'page.md']);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'fit 2 marks are compared: 1 set by an observed time, 1 used to fit a number. Use --labels to see what each agreement is worth.',
    );
    expect(out).toMatch(/^ {2}lost +.* −1 min +2 min +within \(fitted\)$/m);
  });

  test('prints the same as JSON', async () => {
    const { code, out } = await bench.call(['fit', 'page.md', '--json']);
    const { scenario, counts, marks } = JSON.parse(out) as {
      scenario: string;
      counts: null;
      marks: { id: string; recorded: number; at: number }[];
    };
    expect([code, scenario, counts]).toEqual([0, 'leases', null]);
    // The lease loss was observed a minute later than in the run. Times are microseconds from the start.
    expect(marks.map(({ id, recorded, at }) => [id, recorded, at])).toEqual([
      ['lost', 660e6, 600e6],
      ['restored', 1800e6, 1800e6],
    ]);
  });

  test('counts the same labels as text and as JSON', async () => {
    const text = await bench.call(['fit', 'page.md', '--labels']);
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(
      'fit 2 comparisons: 1 is set by our own numbers, 1 is an input. 2 numbers have no source.',
    );
    const json = await bench.call(['fit', 'page.md', '--labels', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({
      counts: { compared: 2, set_by_numbers: 1, given: 1, holds_up: 0, unsourced: 2 },
    });
  });

  test('a mark outside the observed tolerance is an error', async () => {
    bench.write('outside.md', WRITE_UP.replace('within: 2m', 'within: 30s'));
    const { code, err } = await bench.call(['fit', 'outside.md']);
    expect(code).toBe(1);
    expect(err).toContain('fit/outside');
  });

  test('rejects a missing file and an unknown scenario', async () => {
    expect((await bench.call(['fit', 'none.md'])).code).toBe(2);
    expect((await bench.call(['fit', 'page.md', '--scenario', 'none'])).code).toBe(2);
  });
});

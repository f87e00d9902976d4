import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { RunProcess } from '../../astro/results/run-process.ts';
import { type Bench, COUNTERS, createBench, HUGE, LEASE } from '../../tests/support/command.ts';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('counters.yaml', COUNTERS);
  bench.write('huge.yaml', HUGE);
  bench.write('lease.yaml', LEASE);
  bench.write(
    'page.md',
    `\`\`\`scenario\n${LEASE}\`\`\`\n\n1. x\n\n   \`\`\`scenario\n   ${COUNTERS.trim().replaceAll('\n', '\n   ')}\n   \`\`\`\n`,
  );
});

afterAll(() => bench.remove());

async function json(argv: readonly string[]) {
  const { code, out } = await bench.call(['explore', ...argv, '--json']);
  return { code, found: JSON.parse(out) };
}

describe('text', () => {
  test('prints verdict, size, counterexample with times, properties and claims', async () => {
    const { code, out, err } = await bench.call(['explore', 'counters.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^counters: Two counters\n {2}file {6}counters\.yaml:1\n/);
    expect(out).toContain('at most 5,000,000 states, symmetry off, reduction on\n  values    top 2\n');
    expect(out).toContain('  verdict   VIOLATED: level, in 1 step, as claimed\n');
    expect(out.replaceAll(/\n {12}/g, ' ')).toContain(
      '  size      4 states, 3 transitions, depth 1 up to the first violation; pages and claims count the whole state space, as with --keep-going\n',
    );
    expect(out).toMatch(/^ {2}speed {5}[\d.]+ s, [\d,]+ states\/s, [\d,]+ bytes per state$/m);
    expect(out).toMatch(
      /^ {2}1 {4}1 s {2}left {2}raises a to 1\n +a: 1 \(was 0\)\n +level is violated: a - b <= 0 is false$/m,
    );
    expect(out).toMatch(/^ {2}low +invariant +open +a \+ b < 3$/m);
    expect(out).toMatch(/^ {2}met {3}level can be violated: it is violated$/m);
    expect(out).not.toContain('Variant');
  });

  test('--keep-going continues past violations, and unclaimed ones fail', async () => {
    const { code, out } = await bench.call(['explore', 'counters.yaml', '--keep-going']);
    expect(code).toBe(1);
    expect(out).toContain('VIOLATED: level, in 1 step; also low\n');
    expect(out).toMatch(/^ {2}size {6}complete: 11 states, /m);
  });

  test('compares a variant with the counterexample of the base', async () => {
    const { code, out, err } = await bench.call(['explore', 'counters.yaml', '--variant', 'still']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^Variant still\n {2}change {4}const\.top: 0\n {2}verdict {3}HOLDS: every property /m,
    );
    expect(out).toContain(
      "  base      the base's counterexample isn't possible here: step 1 (left: up) can't happen\n",
    );
    expect(out).not.toMatch(/^Base/m);
  });

  test('fits a narrow terminal and has no color with NO_COLOR', async () => {
    const narrow = await bench.call(['explore', 'counters.yaml'], { terminal: 60 });
    const lines = stripVTControlCharacters(narrow.out).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(narrow.out).toContain('\u001b[31mVIOLATED');
    const plain = await bench.call(['explore', 'counters.yaml'], { terminal: 60, env: { NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b');
  });

  test("replaces control characters in authors' text", async () => {
    const stdin = COUNTERS.replace('raises a to', '"\\e[2Jraises\\u202ea to').replace('<a> }', '<a>" }');
    const { code, out } = await bench.call(['explore', '-'], { stdin });
    expect(code).toBe(0);
    expect(out).toContain('\ufffd[2Jraises\ufffda to 1');
  });
});

describe('claims', () => {
  test('fail if they are false', async () => {
    const stdin = COUNTERS.replace('in_steps: 1', 'in_steps: 2');
    const { code, out, err } = await bench.call(['explore', '-'], { stdin });
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}NOT MET {2}the shortest counterexample has 2 steps: it has 1$/m);
    expect(err).toMatch(/^<stdin>:21:39 error expect\/unmet: .* has 2 steps, but it has 1$/m);
  });

  test('left open by the first violation are printed and don’t fail', async () => {
    const stdin = COUNTERS.replace('in_steps: 1', 'states: 11');
    const early = await bench.call(['explore', '-'], { stdin });
    expect(early.code).toBe(0);
    expect(early.out).toMatch(/^ {2}open {2}there are 11 states: 4 were found before the search ended$/m);
    expect(early.err).toMatch(/warning expect\/undecided: [\s\S]*--keep-going/);
    const whole = await bench.call(['explore', '-', '--keep-going'], { stdin });
    expect(whole.out).toMatch(/^ {2}met {3}there are 11 states: there are 11$/m);
    expect(whole.err).toBe('');
  });

  test('about the base are not checked for a variant', async () => {
    const stdin = COUNTERS.replace('in_steps: 1', 'in_steps: 2');
    expect((await bench.call(['explore', '-', '--variant', 'still'], { stdin })).code).toBe(0);
  });
});

describe('JSON', () => {
  test('is an object for one search', async () => {
    const { code, found } = await json(['counters.yaml']);
    expect(code).toBe(0);
    expect(found).toEqual({
      scenario: 'counters',
      variant: 'base',
      verdict: 'violated',
      property: 'level',
      steps: 1,
      states: 4,
      transitions: 3,
      depth: 1,
      bounds: { maxStates: 5_000_000, symmetry: [], reduction: true, hit: null },
      trace: [
        {
          actor: 'left',
          process: 'left',
          step: 'up',
          say: 'raises a to 1',
          changes: [{ name: 'a', from: 0, to: 1, added: [], removed: [] }],
        },
      ],
      link: null,
      seconds: expect.any(Number),
      statesPerSecond: expect.any(Number),
      bytesPerState: expect.any(Number),
    });
    expect(found.statesPerSecond).toBe(Math.round(found.states / found.seconds));
    expect(found.bytesPerState).toBeGreaterThan(4);
  });

  test('is an array for several searches', async () => {
    const { code, found } = await json([
      'counters.yaml',
      '--all-variants',
      '--keep-going',
      '--max-states',
      '9',
    ]);
    expect(code).toBe(1);
    expect(
      found.map(
        (one: { variant: string; verdict: string; states: number; bounds: { hit: string | null } }) => [
          one.variant,
          one.verdict,
          one.states,
          one.bounds.hit,
        ],
      ),
    ).toEqual([
      ['base', 'violated', 9, 'max_states 9'],
      ['stepwise', 'violated', 9, null],
      ['still', 'holds', 4, null],
    ]);
  });
});

describe('searches', () => {
  test('include the only scenario, a named one, or those that ask for a search', async () => {
    const alone = await json(['lease.yaml']);
    expect([alone.code, alone.found.scenario, alone.found.verdict]).toEqual([1, 'lease', 'violated']);
    const page = await bench.call(['explore', 'page.md', '--json']);
    expect([page.code, JSON.parse(page.out).scenario]).toEqual([0, 'counters']);
    expect(page.err).toBe(
      "note: skipped lease, which doesn't ask for a search; to search a skipped scenario, use --scenario\n",
    );
    const named = await bench.call(['explore', 'page.md', '--json', '--scenario', 'lease']);
    expect([JSON.parse(named.out).scenario, named.err]).toEqual(['lease', '']);
  });

  test('skip a scenario with errors', async () => {
    const broken = `x\n\n> \`\`\`scenario\n> scenario: broken\n> state: { n: 0 }\n> invariants: { low: n < m }\n> \`\`\`\n`;
    const { code, out, err } = await bench.call(['explore', '-', '--json'], { stdin: broken });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^<stdin>:6:26 error cel\/unknown-name: /);
  });

  test('use the scenario’s settings and the options', async () => {
    const stdin = HUGE.replace('state:', 'explore: { max_states: 500, symmetry: p }\nstate:').replace(
      /instances: .*/,
      'instances: [A, B, C]',
    );
    const found = async (...argv: string[]) => {
      const { out } = await bench.call(['explore', '-', '--json', ...argv], { stdin });
      return JSON.parse(out);
    };
    expect(await found()).toMatchObject({
      verdict: 'holds',
      states: 286,
      bounds: { maxStates: 500, symmetry: ['p'] },
    });
    expect(await found('--symmetry', 'on')).toMatchObject({ states: 286, bounds: { symmetry: ['p'] } });
    expect(await found('--symmetry', 'off', '--reduction', 'off')).toMatchObject({
      verdict: 'incomplete',
      states: 500,
      bounds: { symmetry: [], reduction: false, hit: 'max_states 500' },
    });
    expect(await found('--symmetry', 'off', '--max-states', '2000')).toMatchObject({
      verdict: 'holds',
      states: 1331,
    });
  });
});

describe('a large search', () => {
  test('ends at its bound and prints what it has found', async () => {
    const { code, out, err } = await bench.call(['explore', 'huge.yaml', '--max-states', '20000']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/ INCOMPLETE: max_states 20,000 was reached at depth \d+; no violation so far\n/);
    expect(out).toMatch(/^ {2}size {6}20,000 states, .*, incomplete$/m);
    expect(out).toMatch(/^ {2}small +invariant +open /m);
  });

  test('ends at the limit of memory, which `--memory` sets', async () => {
    const limited = (size: string) =>
      bench.call(['explore', 'huge.yaml', '--max-states', '100000', '--memory', size]);
    expect((await limited('1MiB')).out).toMatch(/ INCOMPLETE: memory 1 MiB was reached at depth \d+/);
    expect((await limited('1GiB')).out).toMatch(/ INCOMPLETE: max_states 100,000 was reached/);
    expect((await limited('much')).err).toContain('Use an amount like 512MiB or 8GiB.');
  });

  test('shows progress on a terminal, and ends on Ctrl-C', async () => {
    const { code, out, err } = await bench.call(
      ['explore', 'huge.yaml', '--json', '--max-states', '2000000000'],
      {
        terminal: 70,
        interrupts: 1,
        threads: true,
      },
    );
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'incomplete', bounds: { hit: 'stopped' } });
    expect(JSON.parse(out).states).toBeGreaterThan(1);
    const [first, ...lines] = err.split('\u001b[K');
    expect(first).toMatch(/^\rbase: [\d,]+ states, [\d,]+ states\/s, depth \d+, [\d,]+ MiB$/);
    // The line is removed at the end and is never wider than the terminal.
    expect(lines.slice(-2)).toEqual(['\r', '']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(70);
  });

  test('is terminated by a second Ctrl-C', async () => {
    const { code, out } = await bench.call(['explore', 'huge.yaml', '--max-states', '2000000000'], {
      terminal: 100,
      interrupts: 2,
      threads: true,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(130);
    expect(out).toMatch(/^huge\n[\s\S]* INCOMPLETE: stopped at depth \d+; no violation so far\n/);
  });

  test.each([
    ['a small search in this process', ['counters.yaml', '--all-variants'], false],
    ['a large one in another', ['huge.yaml', '--max-states', '300000'], true],
    ['one with little memory in another', ['huge.yaml', '--memory', '1MiB'], true],
  ] as const)('finds the same states as without limits: %s', async (_what, argv, isElsewhere) => {
    const run = vi.spyOn(RunProcess.prototype, 'run');
    const found = async (threads: boolean) => {
      const { out, ...rest } = await bench.call(['explore', ...argv, '--json'], { threads });
      const withoutTimes = (key: string, value: unknown): unknown =>
        ['seconds', 'statesPerSecond'].includes(key) ? undefined : value;
      return { ...rest, found: JSON.parse(out, withoutTimes) };
    };
    expect(await found(true)).toEqual(await found(false));
    expect(run.mock.calls.length > 0).toBe(isElsewhere);
    run.mockRestore();
  });
});

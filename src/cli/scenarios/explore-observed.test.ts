import { afterAll, describe, expect, test } from 'vitest';
import { createBench, LEASE, WRITE_UP } from '../../tests/support/command.ts';

const bench = createBench();
afterAll(() => bench.remove());

/** Two processes. In the observed timeline, `b` is set between the steps of `left`. */
const FLOOD = `scenario: flood
title: A flood
clock: { start: 2025-10-20T08:00:00Z }
state: { a: 0, b: 0, up: true }
processes:
  left: { steps: [{ id: up, set: { a: a + 1 } }, { id: more, set: { a: a + 1 } }] }
  right:
    steps:
      - { id: wait, when: a > 0, set: { b: 1 } }
      - { id: down, set: { up: false } }
      - { id: back, set: { up: true } }
marks:
  two: a == 2
  one: a == 1
  bee: b == 1
  unseen: b == 7
  down: '!up'
  again: { is: up, after: down }
observed:
  one: { at: 2025-10-20T08:01:00Z }
  bee: { at: 2025-10-20T08:02:00Z }
  two: { at: 2025-10-20T08:03:00Z }
  again: { at: 2025-10-20T08:03:00Z }
variants:
  early: { left.more.when: b == 0 }
`;
bench.write('flood.yaml', FLOOD);

async function json(argv: readonly string[], stdin = '') {
  const { code, out } = await bench.call(['explore', ...argv, '--observed', '--json'], { stdin });
  return { code, found: JSON.parse(out) };
}

const stepsOf = (found: { marks: { id: string; step: number | null }[] }) =>
  found.marks.map(({ id, step }) => [id, step]);

describe('explore --observed', () => {
  test('prints the shortest execution that shows the marks in their order', async () => {
    const { code, out, err } = await bench.call(['explore', 'flood.yaml', '--observed']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(
      '  order     SHOWN: an execution reaches the marks in the observed order, in 5 steps\n',
    );
    expect(out).toContain('  timing    a run can take this order; its times are below\n');
    expect(out).toMatch(/^ {2}bee {4}2025-10-20T08:02:00Z {2}step 2 {2}b == 1$/m);
    expect(out).toMatch(/^ {2}2 {4}0 s {2}right {2}wait: b = 1\n +b: 1 \(was 0\)\n +mark bee: b == 1$/m);
    expect(out).not.toContain('unseen');
  });

  test('marks with the same time can come in any order', async () => {
    const { code, found } = await json(['flood.yaml']);
    expect(code).toBe(0);
    expect(stepsOf(found)).toEqual([
      ['one', 1],
      ['bee', 2],
      ['two', 3],
      ['again', 5],
    ]);
    const other = FLOOD.replace('id: more,', 'id: more, when: up && b == 1 && right.step == "end",');
    expect(stepsOf((await json(['-'], other)).found)).toEqual([
      ['one', 1],
      ['bee', 2],
      ['two', 5],
      ['again', 4],
    ]);
  });

  test('says how far executions get if none shows the order', async () => {
    const { code, out } = await bench.call(['explore', 'flood.yaml', '--observed', '--variant', 'early']);
    expect(code).toBe(1);
    const lines = out.replaceAll(/\n {12}/g, ' ');
    expect(lines).toContain(
      '  order     IMPOSSIBLE: no execution of this model reaches the marks in the observed order\n',
    );
    expect(lines).toContain(
      '  reached   at most 3 of 4 marks (one, then bee, then again); after them, two never follows; two can happen too early\n',
    );
    expect(lines).toMatch(/^ {2}size {6}complete: \d+ states, /m);
    expect(lines).toMatch(/^ {2}two .* not reached {2}a == 2$/m);
    expect(out).not.toContain('timing');
  });

  test('says "not found within the bound" if a limit ends the search', async () => {
    const { code, out } = await bench.call(['explore', 'flood.yaml', '--observed', '--max-states', '3']);
    expect(code).toBe(1);
    const lines = out.replaceAll(/\n {12}/g, ' ');
    expect(lines).toContain(
      "NOT FOUND: not found within the bound (max_states 3 was reached at depth 2), so it isn't known whether an execution reaches the marks in the observed order\n",
    );
    expect(lines).not.toContain('no execution');
    const { found } = await json(['flood.yaml', '--max-states', '3']);
    expect([found.verdict, found.bounds.hit]).toEqual(['not found', 'max_states 3']);
  });

  test('gives the same results in another process', async () => {
    const argv = ['explore', 'flood.yaml', '--observed', '--all-variants', '--json'];
    const without = ({ out }: { out: string }) =>
      JSON.parse(out).map(({ seconds: _a, statesPerSecond: _b, ...rest }: Record<string, unknown>) => rest);
    expect(without(await bench.call(argv, { threads: true }))).toEqual(without(await bench.call(argv)));
  });

  test('searches the scenarios of a write-up that have marks in its timeline', async () => {
    bench.write(
      'page.md',
      WRITE_UP.replace('1. The model:', `\`\`\`scenario\n${LEASE}\`\`\`\n\n1. The model:`),
    );
    const { code, out, err } = await bench.call(['explore', 'page.md', '--observed', '--json']);
    expect(err).toBe(
      'note: skipped lease, which has no marks with an observed time; to search a skipped scenario, use --scenario\n',
    );
    const found = JSON.parse(out);
    expect([code, found.scenario, found.verdict]).toEqual([0, 'leases', 'shown']);
    expect(stepsOf(found)).toEqual([
      ['lost', 1],
      ['restored', 2],
    ]);
  });

  test('refuses marks that it can’t decide, and scenarios without observed marks', async () => {
    const held = FLOOD.replace("down: '!up'", "down: { is: '!up', held: 5s }");
    const { code, out, err } = await bench.call(['explore', '-', '--observed'], { stdin: held });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^<stdin>:\d+:3 error explore\/untimed-mark: a search can't determine when `down` happens: /m,
    );
    const none = FLOOD.replaceAll(/^ {2}\w+: \{ at: .*\n/gm, '').replace('observed:\n', '');
    const refused = await bench.call(['explore', '-', '--observed'], { stdin: none });
    expect(refused.err).toMatch(/error explore\/no-observed-mark: no mark has an observed time/);
  });
});

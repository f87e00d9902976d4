import { expect, test } from 'vitest';
import { promela } from '../../../explore/promela/promela.ts';
import { search } from '../../../explore/search.ts';
import { compile } from '../../../model/compile.ts';
import { scenariosIn } from '../reference/read-model.ts';
import { exportModel } from './exported-model.ts';
import { readProgram } from './program.ts';

const exported = (text: string, maxStates = 10_000): string =>
  exportModel(scenariosIn(text).get('base')!, { maxStates }).promela;

test('a variant is named', () => {
  const model = compile(
    scenariosIn(`scenario: two
state: { n: 0 }
processes: { p: { steps: [{ id: a, set: { n: 1 } }] } }
variants: { fast: { p.a.set: { n: 2 } } }
`).get('fast')!,
  );
  const { exploration } = search(model, {
    variant: 'fast',
    patches: [],
    smaller: [],
    options: {},
    base: null,
  });
  const text = promela(model, exploration, { source: 'page.md', options: {} });
  expect(text).toContain(' * two, variant fast (page.md), exported by Hindcast');
});

test('properties that have no translation are listed with the reason', () => {
  const text = exported(`scenario: left
state: { n: 1, share: { type: int, init: 0, min: 0, max: 1 } }
processes:
  p: { fair: strong, loop: true, steps: [{ id: a, set: { n: '3 - n' } }] }
invariants: { half: double(n) / 2.0 < 1.5, whole: n < 3 }
reachable: { quarter: double(n) == 0.25 }
step_invariants: { less: double(n) < 9.5 }
eventually: { two: n == 2 }
holds_until: { early: { hold: n == 1, until: double(n) > 1.5 } }
`);
  const listed = /Not expressed:\n([\s\S]*?) \*\//.exec(text)![1]!;
  expect(listed.split('\n').map((line) => line.slice(5))).toEqual([
    'half: Promela has no numbers with fractions',
    'quarter: Promela has no numbers with fractions',
    'less: Promela has no numbers with fractions',
    'two: SPIN has no strong fairness, and `p` has it',
    'early: Promela has no numbers with fractions',
    '',
  ]);
  expect([...readProgram(text, ['LIVENESS']).formulas.keys()]).toEqual([]);
  expect([...readProgram(text).variables.keys()]).toContain('holds_whole');
});

test('fairness of single steps has no translation', () => {
  const text = exported(`scenario: fair
state: { n: 0 }
processes: { p: { loop: true, steps: [{ id: a, fair: strong, set: { n: '1 - n' } }] } }
always_eventually: { one: n == 1 }
`);
  expect(text).toContain("one: SPIN's fairness is for whole processes, and `a` has its own");
});

test('a search that reaches a limit says what the sizes of variables come from', () => {
  const text = exported(
    `scenario: long
state: { n: { type: int, init: 0, min: 0, max: 500 } }
processes: { p: { loop: true, steps: [{ id: a, when: n < 500, set: { n: n + 1 } }] } }
invariants: { small: n < 1000 }
`,
    100,
  );
  expect(text).toMatch(/Hindcast's verdict: incomplete \(.+\)\./);
  expect(text).toContain('The sizes of variables come from the first 100 states only.');
  expect(text).toContain('short n;');
});

test('a model with many variables needs a longer state vector', () => {
  const lists = Array.from(
    { length: 12 },
    (_, i) => `l${i}: { type: list<int>, init: [${Array(40).fill(70_000)}] }`,
  );
  const text = exported(`scenario: large
state: { n: 0, ${lists.join(', ')} }
processes: { p: { steps: [{ id: a, set: { n: 'l0[n] > 0 ? 1 : 0' } }] } }
`);
  expect(text).toContain(' -DVECTORSZ=3072 ');
});

test('a model without properties has a monitor that does nothing', () => {
  const text = exported(`scenario: free
state: { n: 0 }
processes: { p: { steps: [{ id: a, set: { n: 1 } }] } }
explore: { deadlock: allowed }
`);
  const { alternatives } = readProgram(text).processes.get('monitor')!;
  expect(alternatives).toHaveLength(1);
  expect(alternatives[0]!.guard(readProgram(text).initial, 0)).toBe(0);
});

test('a step that waits for a measure leaves out properties of executions', () => {
  const text = exported(`scenario: measured
until: 2m
state: { calm: false }
services: { shop: { concurrency: 4, service_time: 20ms } }
load: [{ id: visitors, to: shop, arrivals: { dist: poisson, rate: 30/s }, timeout: 1s }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
processes:
  watcher: { steps: [{ id: see, delay: 40s, when: goodput > 20.0, set: { calm: true } }] }
eventually: { quiet: calm }
invariants: { served: '!has(goodput) || goodput > 1.0' }
`);
  expect(text).toContain('  quiet: `see` waits for a measure, which may never happen');
  expect(text).toContain('  served: reads a measure, so only runs can check it');
});

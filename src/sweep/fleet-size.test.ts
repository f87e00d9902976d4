import { expect, test } from 'vitest';
import { evaluateText, resultOf } from '../tests/support/evaluate-text.ts';

const FLEET = (more = '') => `
scenario: fleet
until: 10s
const: { n: { value: 3, range: [1, 5] }, few: 2 }
state: { squared: 0 }
processes:
  server:
    instances: n
    steps:
      - { id: boot, delay: 1s, set: { squared: squared + n } }
marks: { started: squared == n * n }
${more}`;

test('a constant sets the number of instances', () => {
  expect(resultOf(FLEET()).runs[0]!.final).toEqual({ squared: 9 });
});

test('variants and varied values change it', () => {
  const { runs, sensitivities } = resultOf(
    FLEET('variants: { more: { const.n: 4 } }\nvary: { size: { path: const.n, values: [1, 2] } }'),
  );
  expect(runs.map(({ final }) => final)).toEqual([{ squared: 9 }, { squared: 16 }]);
  expect(sensitivities).toHaveLength(1);
});

test('a drawn number of instances agrees with the constant in expressions', () => {
  const sweep = resultOf(FLEET('simulate: { draws: 30 }')).sweeps.find(({ kind }) => kind === 'draws')!;
  expect(sweep.marks[0]).toMatchObject({ id: 'started', happened: 30 });
});

test('a search uses the constant, or the one under `explore.instances`', () => {
  const searched = (explore: string) =>
    resultOf(FLEET(`invariants: { small: squared < 100 }\nexplore: ${explore}`), { only: 'explore' })
      .explorations[0]!;
  // States differ in the number of started servers.
  expect(searched('{}').states).toBe(4);
  expect(searched('{ instances: { server: few } }').states).toBe(3);
  expect(searched('{ const: { n: 5 } }').states).toBe(6);
  const { diagnostics } = evaluateText(FLEET('explore: { instances: { server: few }, const: { few: 9 } }'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['scenario/fewer-instances']);
});

test('a varied value that can’t be a number of instances is reported where it is written', () => {
  const { diagnostics } = evaluateText(FLEET('vary: { size: { path: const.n, values: [1, 0] } }'));
  expect(diagnostics.map(({ code, span }) => [code, span.start.line, span.start.column])).toEqual([
    ['scenario/instances', 12, 44],
  ]);
});

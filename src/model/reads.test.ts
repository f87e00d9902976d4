import { expect, it } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { checkScenario } from '../scenario/check/check.ts';
import { readYaml } from '../yaml/read.ts';
import { compile } from './compile.ts';
import type { Model } from './model.ts';

/** A model with one step that chooses from a list. */
function choosing(from: string): Model {
  const source = fileSource(
    'model.yaml',
    `scenario: choosing
until: 1m
const: { known: 3, drawn: { value: 2, range: [1, 4] } }
state: { most: 4, chosen: 0 }
processes:
  p:
    instances: { A: { own: 2 } }
    local: { mine: 2 }
    steps: [{ id: pick, choose: { before: 'range(2)', c: '${from}' }, set: { chosen: chosen + c } }]
`,
  );
  const { root } = readYaml(source, 'the model');
  const options = { record: [], isZone: () => true, variant: 'base' };
  const { scenario, diagnostics } = checkScenario(source, root!, options);
  if (scenario === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return compile(scenario, ['drawn']);
}

/** True if the list is built only once. */
function isBuiltOnce(from: string): boolean {
  const model = choosing(from);
  const s = [...model.layout.initial];
  const { choose } = model.processes[0]!.steps[0]![0]!;
  const list = () => choose[1]!(s, model.processes[0]!.block.base, 0, [1], s);
  const [first, second] = [list(), list()];
  expect(first).toEqual(second);
  return first === second;
}

it('builds a list of choices once if it is the same in every state of every run', () => {
  for (const from of ['range(4)', 'range(known)', '[1, known]', 'range(9).filter(x, x > known)']) {
    expect(isBuiltOnce(from), from).toBe(true);
  }
  for (const from of [
    'range(most)',
    'range(self.mine)',
    'range(self.own)',
    'range(before)',
    'range(drawn)',
  ]) {
    expect(isBuiltOnce(from), from).toBe(false);
  }
});

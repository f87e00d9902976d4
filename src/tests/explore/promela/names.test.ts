import { expect, test } from 'vitest';
import { scenariosIn } from '../reference/read-model.ts';
import { exportModel, withoutHiddenDeadlock } from './exported-model.ts';
import { readProgram } from './program.ts';
import { visitStates } from './states.ts';

/** Names that mean something to SPIN, to C or in the file itself, that collide, and that look like macros. */
const TEXT = `scenario: names
state:
  active: 0
  int: 1
  init: false
  run_step: 0
  MAX: 2
  tmp_0: 3
  n_: 0
  main: { enum: [true_, skip, goto] }
processes:
  run:
    instances: [self_1, P0]
    local: { stop: 0, Mail: 0 }
    steps:
      - { id: do, set: { active: int, int: active, self.stop: MAX } }
      - { id: od, when: 'main == true_', set: { main: goto, MAX: tmp_0, tmp_0: MAX, n_: 'n_ + 1' } }
      - { id: fi, set: { init: true, self.Mail: run_step } }
invariants: { assert: active + int == 1, deadlock_: MAX + tmp_0 == 5 }
`;

test('names are changed where SPIN gives them a meaning, and stay different', () => {
  const { promela, formulas: _, complete: _complete, ...found } = exportModel(scenariosIn(TEXT).get('base')!);
  const { variables, processes } = readProgram(promela);
  const names = [...variables.keys(), ...processes.keys()];
  for (const reserved of ['active', 'int', 'init', 'run', 'MAX', 'main', 'skip', 'goto']) {
    expect(names).not.toContain(reserved);
  }
  expect(names).toEqual(
    expect.arrayContaining(['active_', 'int_', 'init_', 'run_', 'v_MAX', 'main_', 'run_step']),
  );
  expect(withoutHiddenDeadlock(visitStates(promela))).toEqual(withoutHiddenDeadlock(found));
});

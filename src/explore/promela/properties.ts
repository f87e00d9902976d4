import { RunError } from '../../engine/state/run-error.ts';
import type { Property, Temporal } from '../../scenario/ast/scenario.ts';
import { GLOBAL } from './scope.ts';
import { cellOf, direct, type Read } from './storage.ts';
import { and, binary, not, or } from './terms.ts';
import type { Translation } from './translation.ts';

/** A scenario's properties as assertions and formulas. */
export interface Properties {
  /** Variables that are always 0, whose names appear in SPIN's messages, and copies of the state before a step. */
  readonly variables: readonly string[];
  /** Definitions that compare the states before and after a step. */
  readonly definitions: readonly string[];
  readonly steps: readonly string[];
  /** The process that checks what must be true in each state. */
  readonly monitor: readonly string[];
  readonly formulas: readonly string[];
  /** Each property's name in the file: of the variable in assertions, or of the formula. */
  readonly invariants: ReadonlyMap<string, string>;
  readonly reachable: ReadonlyMap<string, string>;
  readonly temporal: ReadonlyMap<string, string>;
  /** Properties that are left out, with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

export function propertiesOf(translation: Translation): Properties {
  const { model, names, expressions } = translation;
  const { scenario } = model;
  const left = new Map<string, string>();
  const attempt = <T>(name: string, translate: () => T): T | null => {
    try {
      return translate();
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      left.set(name, error.message.replace(/^this can't be exported to Promela: /, ''));
      return null;
    }
  };
  const state = { ...GLOBAL, read: direct };
  const named = (all: readonly Property[], prefix: string) =>
    all.flatMap(({ name, is }) => {
      const text = attempt(name, () => expressions.text(is, state));
      return text === null ? [] : [{ name, label: names.unique(`${prefix}_${name}`), text }];
    });
  const invariants = named(scenario.invariants, 'holds');
  const reachable = named(scenario.reachable, 'unreached');
  const copies = new Map<string, string>();
  const old: Read = (cell) => {
    let copy = copies.get(cell.name);
    if (copy === undefined) {
      copy = names.unique(`old_${cell.name}`);
      copies.set(cell.name, copy);
    }
    return direct({ ...cell, name: copy });
  };
  const steps = scenario.stepInvariants.flatMap(({ name, is }) => {
    const text = attempt(name, () => expressions.text(is, { ...state, old }));
    return text === null ? [] : [{ name, label: names.unique(`holds_${name}`), text }];
  });
  const deadlock = scenario.exploring.deadlockAllowed ? null : names.unique('holds_no_deadlock');
  const labels = [...invariants, ...steps, ...reachable].map(({ label }) => label);
  const formulas = temporalFormulas(translation, attempt);
  return {
    variables: [
      ...[...labels, ...(deadlock === null ? [] : [deadlock])].map((label) => `byte ${label};`),
      ...copied(translation, copies).declared,
    ],
    definitions:
      steps.length === 0
        ? []
        : [
            '/* The state before a step, and what must be true of it and the state after the step. */',
            'inline remember() {',
            ...copied(translation, copies).copied.map((line) => `  ${line}`),
            '}',
            'inline compare() {',
            '#ifndef LIVENESS',
            ...steps.map(({ label, text }) => `  if :: ${not(text)} -> assert(${label}); :: else fi;`),
            '#endif',
            ...copied(translation, copies).reset.map((line) => `  ${line}`),
            '}',
            '',
          ],
    steps: steps.map(({ name }) => name),
    monitor: [
      '/* Fails an assertion with the name of a violated property. For formulas, repeats the state in which nothing moves. */',
      'proctype monitor() {',
      'end_all:',
      '  do',
      '#ifdef LIVENESS',
      '  :: timeout -> skip',
      '#else',
      ...(invariants.length === 0 && deadlock === null ? ['  :: false -> skip'] : []),
      ...invariants.map(({ label, text }) => `  :: d_step { ${not(text)} -> assert(${label}) }`),
      ...(deadlock === null
        ? []
        : [`  :: atomic { timeout && ${stuck(translation)} -> assert(${deadlock}) }`]),
      ...(reachable.length === 0
        ? []
        : [
            '#ifdef REACHABLE',
            ...reachable.map(({ label, text }) => `  :: d_step { ${text} -> assert(${label}) }`),
            '#endif',
          ]),
      '#endif',
      '  od',
      '}',
      '',
    ],
    formulas:
      formulas.size === 0
        ? []
        : [
            '#ifdef LIVENESS',
            ...[...formulas.values()].map(({ label, text }) => `ltl ${label} { ${text} }`),
            '#endif',
          ],
    invariants: new Map(
      [...invariants, ...steps]
        .map(({ name, label }) => [name, label] as const)
        .concat(deadlock === null ? [] : [['deadlock', deadlock]]),
    ),
    reachable: new Map(reachable.map(({ name, label }) => [name, label])),
    temporal: new Map([...formulas].map(([name, { label }]) => [name, label])),
    left,
  };
}

/** Copies of the variables that step invariants read in the state before the step. */
function copied(
  { storage }: Translation,
  copies: ReadonlyMap<string, string>,
): { declared: string[]; copied: string[]; reset: string[] } {
  const declared: string[] = [];
  const assigned: string[] = [];
  for (const [name, copy] of copies) {
    const line = storage.lines.find((one) => new RegExp(`\\b${name}(\\[\\d+\\])?( =|;)`).test(one))!;
    const size = /\[(\d+)\]/.exec(line)?.[1];
    const type = line.startsWith('bool ') ? 'byte' : line.split(' ')[0];
    declared.push(`${type} ${copy}${size === undefined ? '' : `[${size}]`};`);
    if (size === undefined) assigned.push(`${copy} = ${name};`);
    else {
      for (let i = 0; i < Number(size); i++) assigned.push(`${copy}[${i}] = ${name}[${i}];`);
    }
  }
  return { declared, copied: assigned, reset: assigned.map((line) => line.replace(/=.*/, '= 0;')) };
}

/** True if an instance waits where it may not wait forever. */
function stuck(translation: Translation): string {
  const { scenario } = translation.model;
  return or(
    ...scenario.processes.flatMap(({ name, steps, instances, loop }) => {
      if (steps.length === 0) return [];
      const fine = [
        steps.length,
        ...steps.flatMap(({ mayWait, index }) =>
          mayWait || (loop.kind !== 'none' && index === 0) ? [index] : [],
        ),
      ];
      return instances.map((_, i) => {
        const at = direct(cellOf(translation.step(name, String(i))));
        return and(
          not(translation.down(name)),
          ...fine.map((step) => binary(at, '!=', translation.stepName(name, step))),
        );
      });
    }),
  );
}

function temporalFormulas(
  translation: Translation,
  attempt: <T>(name: string, translate: () => T) => T | null,
): Map<string, { readonly label: string; readonly text: string }> {
  const { model, names } = translation;
  const unfair = unfairStep(translation);
  const out = new Map<string, { label: string; text: string }>();
  for (const property of model.scenario.temporal) {
    const text = attempt(property.name, () => {
      if (unfair !== null && property.kind !== 'holds_until') throw unfair;
      return formula(translation, property);
    });
    if (text !== null) out.set(property.name, { label: names.unique(`ltl_${property.name}`), text });
  }
  return out;
}

/** Why properties of whole executions can't be expressed, if they can't. */
function unfairStep({ model: { scenario, processes } }: Translation): RunError | null {
  const strong = scenario.processes.find(({ fair }) => fair === 'strong');
  if (strong !== undefined) {
    return new RunError(
      'export/promela',
      strong.span,
      `SPIN has no strong fairness, and \`${strong.name}\` has it`,
    );
  }
  for (const process of processes) {
    for (const [step, branches] of process.steps.entries()) {
      for (const [index, branch] of branches.entries()) {
        const { fair, span, id } = process.process.steps[step]!.branches[index]!;
        if (fair !== null) {
          return new RunError(
            'export/promela',
            span,
            `SPIN's fairness is for whole processes, and \`${id}\` has its own`,
          );
        }
        const measured = [branch.when, ...branch.exits].some(
          (guard) => (guard?.reads.measures.length ?? 0) > 0,
        );
        if (measured) {
          return new RunError(
            'export/promela',
            span,
            `\`${id}\` waits for a measure, which may never happen`,
          );
        }
      }
    }
  }
  return null;
}

function formula(translation: Translation, { kind, from, to }: Temporal): string {
  const { expressions, model } = translation;
  const scope = { ...GLOBAL, read: direct, formula: true };
  const started = model.init === null ? null : 'started_';
  const goal = and(started, expressions.text(to, scope));
  switch (kind) {
    case 'always_eventually':
      return `[] (<> (${goal}))`;
    case 'eventually_always':
      return `<> ([] (${goal}))`;
    case 'eventually':
      if (from === null) return `<> (${goal})`;
      return `[] ((${and(started, expressions.text(from, scope))}) implies (<> (${goal})))`;
    case 'holds_until': {
      const hold = expressions.text(from!, scope);
      return `(${started === null ? hold : or('!started_', hold)}) weakuntil (${goal})`;
    }
  }
}

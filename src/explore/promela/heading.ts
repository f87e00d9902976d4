import type { Exploration } from '../../result.ts';
import type { Explored } from '../space/options.ts';
import type { Properties } from './properties.ts';

/** What the comment at the start of a Promela file says. */
export interface Heading {
  readonly source: string;
  readonly scenario: string;
  readonly exploration: Exploration;
  /** The search without symmetry or reduction. */
  readonly explored: Explored;
  readonly properties: Properties;
  readonly processes: number;
  /** Bytes of all variables. */
  readonly bytes: number;
}

/** Size of SPIN's state vector without an option. */
const VECTOR = 1024;

export function heading(all: Heading): string[] {
  const lines = [...what(all), '', ...commands(all), '', ...verdict(all), ...leftOut(all)];
  return ['/*', ...lines.map((line) => (line === '' ? ' *' : ` * ${line.replaceAll('*/', '* /')}`)), ' */'];
}

function what({ source, scenario, exploration: { variant } }: Heading): string[] {
  const which = variant === 'base' ? scenario : `${scenario}, variant ${variant}`;
  return [
    `${which} (${source}), exported by Hindcast for the model checker SPIN (https://spinroot.com).`,
    '',
    'Each step of a process is one d_step, so SPIN visits the same states as a search by Hindcast, after a few states in which',
    '`init` starts the processes. Delays are left out. Names of violated properties appear in failed assertions: `holds_x`',
    'for the invariant x, `holds_no_deadlock` for a deadlock. With `-o2`, SPIN keeps variables that no expression reads.',
    'SPIN reports no deadlock in a state that also violates an invariant.',
  ];
}

function commands({ properties, processes, bytes }: Heading): string[] {
  const size = bytes + 8 * (processes + 2) + 128;
  const vector = size > VECTOR ? ` -DVECTORSZ=${VECTOR * Math.ceil(size / VECTOR)}` : '';
  const fair = Math.ceil((processes + 3) / 8) + 1;
  const reach = [...properties.reachable.values()];
  return [
    'Invariants and deadlocks, with a shortest counterexample:',
    `  spin -o2 -a model.pml && cc -O2 -DSAFETY -DBFS${vector} -o pan pan.c && ./pan`,
    '  spin -t -p -g model.pml   (the counterexample)',
    ...(reach.length === 0
      ? []
      : [
          'Conditions that must be reachable, each of which fails an assertion `unreached_x` when it is reached:',
          `  spin -o2 -a -DREACHABLE model.pml && cc -O2 -DSAFETY${vector} -o pan pan.c && ./pan -c0 -m1000000`,
        ]),
    ...(properties.temporal.size === 0
      ? []
      : [
          'Properties of whole executions, under weak fairness:',
          ...[...properties.temporal.values()].map(
            (name, i) =>
              `  ${i === 0 ? `spin -o2 -a -DLIVENESS model.pml && cc -O2 -DNFAIR=${fair}${vector} -o pan pan.c && ` : ''}./pan -a -f -m1000000 -N ${name}`,
          ),
        ]),
  ];
}

function verdict({ exploration, explored }: Heading): string[] {
  const { verdict, property, steps, properties, hit } = exploration;
  const found =
    verdict === 'holds'
      ? 'every property holds'
      : verdict === 'incomplete'
        ? `incomplete (${hit})`
        : `${property} is violated, after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  const whole = explored.hit === null;
  return [
    `Hindcast's verdict: ${found}.`,
    ...properties.map(({ name, kind, verdict: is }) => `  ${name} (${kind}): ${is}`),
    whole
      ? `States without symmetry and reduction: ${explored.states.toLocaleString('en-US')}; transitions: ${explored.transitions.toLocaleString('en-US')}.`
      : `The sizes of variables come from the first ${explored.states.toLocaleString('en-US')} states only. An assertion that compares a number of`,
    ...(whole
      ? []
      : ['messages or items with a size fails if the size is too small; integers can overflow.']),
  ];
}

function leftOut({ properties, exploration }: Heading): string[] {
  const runs = exploration.bounds.leftToRuns ?? [];
  if (properties.left.size + runs.length === 0) return [];
  return [
    '',
    'Not expressed:',
    ...[...properties.left].map(([name, why]) => `  ${name}: ${why}`),
    ...runs.map((name) => `  ${name}: reads a measure, so only runs can check it`),
  ];
}

import type { Model } from '../../model/model.ts';
import type { Exploration } from '../../result.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions } from '../space/options.ts';
import { contextOf } from '../space/search-state.ts';
import { checkSearchable } from '../space/searchable.ts';
import { withoutMeasures } from '../space/unmeasured.ts';
import { faultOptions, lossOptions, timerOptions } from './faults.ts';
import { type Option, optionsOf } from './firings.ts';
import { type Heading, heading } from './heading.ts';
import { Inexpressible } from './inexpressible.ts';
import { type Properties, propertiesOf } from './properties.ts';
import { seenStates } from './seen-states.ts';
import { Translation } from './translation.ts';
import { statementsOf, store, type Write } from './writes.ts';

/** Most processes of SPIN, without the ones that check properties. */
const MAX_PROCESSES = 250;

/**
 * A scenario's processes and properties in Promela, the language of the model checker SPIN. Each step is one `d_step`,
 * so SPIN's states are the states of a search.
 *
 * @param exploration the scenario's search, whose verdict the file's comment states
 * @throws Inexpressible (a RunError) for a step that has no translation
 */
export function promela(
  whole: Model,
  exploration: Exploration,
  { source, options }: { readonly source: string; readonly options: Partial<ExploreOptions> },
): string {
  const model = withoutMeasures(whole);
  checkSearchable(model);
  const context = contextOf(model);
  const { explored, seen } = seenStates(context, { ...EXPLORE_DEFAULTS, ...options });
  const translation = new Translation(model, context.searchLayout, seen);
  const agents = agentsOf(translation);
  const properties = propertiesOf(translation);
  const count = agents.reduce((sum, { instances }) => sum + instances, 0);
  if (count > MAX_PROCESSES) {
    throw new Inexpressible(
      model.scenario.processes[0]!.span,
      `SPIN has at most 255 processes, and this takes ${count}`,
      'make the model smaller: `explore: { instances: { worker: 3 } }`',
    );
  }
  const information: Heading = {
    source,
    scenario: model.scenario.id,
    exploration,
    explored,
    properties,
    processes: count,
    bytes: translation.storage.bytes,
  };
  // Translating these declares constants and variables, which come first in the file.
  const body = [
    ...[...translation.mailboxes.values()].flatMap((mailbox) => [
      ...mailbox.definitions(translation.temporaries),
      '',
    ]),
    ...properties.definitions,
    ...agents.flatMap((agent) => [...proctype(agent, translation, properties.steps.length > 0), '']),
    ...properties.monitor,
    ...initial(translation, agents),
    '',
    ...properties.formulas,
  ];
  const all = [
    ...heading(information),
    '',
    ...section('Steps and values of enums', translation.constants),
    ...section('State', translation.storage.lines),
    ...section('Variables that are 0 between steps', scratchOf(translation, properties)),
    ...body,
  ];
  return `${all.join('\n').trimEnd()}\n`;
}

/** A Promela process, or one for each instance. */
interface Agent {
  readonly name: string;
  readonly comment: string;
  readonly instances: number;
  readonly parameter: boolean;
  /** True if it may stop moving, although it could move. */
  readonly idles: boolean;
  readonly options: readonly Option[];
}

function agentsOf(translation: Translation): Agent[] {
  const { model, names } = translation;
  const processes = model.processes.flatMap((one): Agent[] => {
    const { name, instances, steps, fair } = one.process;
    if (steps.length === 0) return [];
    return [
      {
        name: names.unique(name),
        comment: instances.length === 1 ? name : `${name}: ${instances.join(', ')}`,
        instances: instances.length,
        parameter: true,
        idles: fair === 'none',
        options: optionsOf(translation, one),
      },
    ];
  });
  const timers = timerOptions(translation).map(
    ({ name, option }): Agent => ({
      name: names.unique(`timer_${name}`),
      comment: `The timer ${name}`,
      instances: 1,
      parameter: false,
      idles: false,
      options: [option],
    }),
  );
  const faults = [...faultOptions(translation), ...lossOptions(translation)];
  const environment: Agent = {
    name: names.unique('faults'),
    comment: 'Faults, which need not happen',
    instances: 1,
    parameter: false,
    idles: true,
    options: faults,
  };
  return [...processes, ...timers, ...(faults.length === 0 ? [] : [environment])];
}

function proctype(
  { name, comment, parameter, idles, options }: Agent,
  { storage }: Translation,
  compares: boolean,
): string[] {
  return [
    `/* ${comment.replaceAll('*/', '')} */`,
    `proctype ${name}(${parameter ? 'byte self' : ''}) {`,
    'end_all:',
    '  do',
    ...options.flatMap(({ guard, statements, comment: says }) => [
      `  :: d_step { /* ${says} */`,
      `       ${guard} ->`,
      ...(compares ? ['       remember();'] : []),
      ...[...statements, ...storage.resets(statements)].map((line) => `       ${line}`),
      ...(compares ? ['       compare();'] : []),
      ...(statements.length === 0 && !compares ? ['       skip;'] : []),
      '     }',
    ]),
    ...(idles ? ['#ifdef LIVENESS', '  :: true -> skip', '#endif'] : []),
    ...(options.length === 0 ? ['  :: false -> skip'] : []),
    '  od',
    '}',
  ];
}

function initial(translation: Translation, agents: readonly Agent[]): string[] {
  const { model, layout, temporaries } = translation;
  temporaries.restart();
  const choices = layout.starts.map((values) =>
    statementsOf(
      (model.scenario.init?.choose ?? []).flatMap(({ name }, i): Write[] => {
        const variable = [...model.scenario.state, ...model.scenario.fields].find(
          (one) => one.name === name,
        )!;
        const term = translation.expressions.literal(values[i]!, variable.type, variable.span);
        return store(term, translation.variable(name), variable.span);
      }),
      temporaries,
    ),
  );
  return [
    'init {',
    '  atomic {',
    ...(model.init === null
      ? []
      : [
          '    if',
          ...choices.map(
            (one) =>
              `    :: d_step { ${[...one, ...translation.storage.resets(one), 'started_ = true;'].join(' ')} }`,
          ),
          '    fi;',
        ]),
    ...agents.flatMap(({ name, instances, parameter }) =>
      Array.from({ length: instances }, (_, i) => `    run ${name}(${parameter ? i : ''});`),
    ),
    '    run monitor();',
    '  }',
    '}',
  ];
}

function scratchOf(translation: Translation, properties: Properties): string[] {
  return ['int n_, i_;', ...translation.storage.scratchLines, ...properties.variables];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`/* ${title} */`, ...lines, ''];
}

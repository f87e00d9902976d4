import { explore } from '../../../explore/search.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from '../../../explore/space/options.ts';
import { compile } from '../../../model/compile.ts';
import type { Model } from '../../../model/model.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';
import { violatesTemporal } from './executions.ts';
import { countOrbits } from './orbits.ts';
import { replayError } from './replay.ts';
import { type PlainResult, plainSearch } from './search.ts';

/**
 * Searches a scenario with every engine and option, and compares the results with the reference. The engines are the
 * plain engine and generated code over packed states. The options are partial-order reduction and symmetry. The two
 * engines must agree on everything except memory use.
 *
 * @param symmetric processes with interchangeable instances
 * @param turn for series of models: a number that selects two of the options to try, in addition to the full search
 * @returns one line per difference
 */
export function disagreements(
  scenario: Scenario,
  reference: Reference,
  symmetric: readonly string[] = [],
  turn: number | null = null,
): string[] {
  const model = compile(scenario);
  const [whole, ...others] = searchOptions(symmetric);
  const chosen = turn === null ? others : [0, 3].map((more) => others[(turn + more) % others.length]!);
  return [whole!, ...new Set(chosen)].flatMap(([name, options]) => {
    const all = { ...EXPLORE_DEFAULTS, ...options };
    const found = explore(model, all);
    const plain = explore(model, { ...all, plain: true });
    const size = name === 'symmetric' ? countOrbits(scenario, reference.all, symmetric) : reference.states;
    return [
      ...verdictDifferences(model, reference, found),
      ...(all.keepGoing ? spaceDifferences(reference, found, all, size) : []),
      ...engineDifferences(found, plain),
    ].map((difference) => `${name}: ${difference}`);
  });
}

/** Result of the reference search, and the names of violated properties of whole executions. */
export interface Reference extends PlainResult {
  readonly violatedTemporal: readonly string[];
}

/**
 * Searches a scenario with the reference search.
 * @throws TooManyStates if there are more than `most`
 */
export function referenceOf(scenario: Scenario, most?: number): Reference {
  const found = plainSearch(scenario, most);
  const violated = scenario.temporal.filter((property) => violatesTemporal(scenario, property));
  return { ...found, violatedTemporal: violated.map(({ name }) => name) };
}

type NamedOptions = readonly [name: string, options: Partial<ExploreOptions>];

/** Combinations of options. Each is used with generated code and with the plain engine. */
function searchOptions(symmetric: readonly string[]): readonly NamedOptions[] {
  const all: readonly NamedOptions[] = [
    ['whole', { reduction: false, keepGoing: true }],
    ['to the first violation', { reduction: false }],
    ['reduced', { keepGoing: true }],
    ['reduced, to the first violation', {}],
  ];
  if (symmetric.length === 0) return all;
  return [
    ...all,
    ['symmetric', { symmetry: symmetric, reduction: false, keepGoing: true }],
    ['symmetric and reduced', { symmetry: symmetric, keepGoing: true }],
    ['symmetric and reduced, to the first violation', { symmetry: symmetric }],
  ];
}

function verdictDifferences(model: Model, reference: Reference, found: Explored): string[] {
  const broken = reference.steps !== null || reference.violatedTemporal.length > 0;
  const { violation } = found;
  const fault = violation === null ? null : replayError(model, violation);
  const nearest = violation === null ? null : (reference.violated.get(violation.property) ?? null);
  return [
    ...differs('verdict', found.verdict, broken ? 'violated' : 'holds'),
    ...(fault === null ? [] : [fault]),
    // If no state violates a property, the counterexample is a lasso, whose length can vary.
    ...(reference.steps === null ? [] : differs('steps', violation?.moves.length, reference.steps)),
    ...(reference.steps === null ? [] : differs(`steps to ${violation?.property}`, nearest, reference.steps)),
  ];
}

function spaceDifferences(
  reference: Reference,
  found: Explored,
  options: ExploreOptions,
  size: number,
): string[] {
  const violated = [...reference.violated.keys(), ...reference.violatedTemporal].sort();
  const whole = !options.reduction && options.symmetry.length === 0;
  return [
    ...(options.reduction
      ? found.states > size
        ? [`${found.states} states of ${size}`]
        : []
      : differs('states', found.states, size)),
    ...(whole ? differs('transitions', found.transitions, reference.transitions) : []),
    ...(whole ? differs('depth', found.depth, reference.depth) : []),
    ...differs('violated', [...found.alsoViolated].sort(), violated),
    ...differs('reached', [...found.reached].sort(), [...reference.reached].sort()),
    ...differs('complete', found.complete, true),
  ];
}

/** Differences between two results, except for memory use and the order of properties. */
function engineDifferences(generated: Explored, plain: Explored): string[] {
  const comparable = ({ bytes: _, alsoViolated, reached, ...rest }: Explored) => ({
    ...rest,
    alsoViolated: [...alsoViolated].sort(),
    reached: [...reached].sort(),
  });
  const [is, should] = [comparable(generated), comparable(plain)];
  return Object.entries(is).flatMap(([key, value]) =>
    differs(`${key} of generated code`, value, should[key as keyof typeof should]),
  );
}

function differs(what: string, found: unknown, expected: unknown): string[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  return is === should ? [] : [`${what} ${is}, not ${should}`];
}

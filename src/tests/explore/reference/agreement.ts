import { explore } from '../../../explore/search.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from '../../../explore/space/options.ts';
import { compile } from '../../../model/compile.ts';
import type { Model } from '../../../model/model.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';
import { countOrbits } from './orbits.ts';
import { faultInReplay } from './replay.ts';
import { breaksPromise, type PlainFinding, plainSearch } from './search.ts';

/** What the plainest search says of a scenario, with the promises (`eventually`) that are broken. */
export interface Truth extends PlainFinding {
  readonly promises: readonly string[];
}

/**
 * Works out a scenario by the plainest search.
 *
 * @throws TooManyStates beyond `most`
 */
export function truthOf(scenario: Scenario, most?: number): Truth {
  const found = plainSearch(scenario, most);
  const promises = scenario.eventually.filter((promise) => breaksPromise(scenario, promise));
  return { ...found, promises: promises.map(({ name }) => name) };
}

type Way = readonly [name: string, options: Partial<ExploreOptions>];

/** Ways to search, each by generated code and by the plain engine. */
function waysToSearch(symmetric: readonly string[]): readonly Way[] {
  const ways: readonly Way[] = [
    ['whole', { reduction: false, keepGoing: true }],
    ['to the first violation', { reduction: false }],
    ['reduced', { keepGoing: true }],
    ['reduced, to the first violation', {}],
  ];
  if (symmetric.length === 0) return ways;
  return [
    ...ways,
    ['symmetric', { symmetry: symmetric, reduction: false, keepGoing: true }],
    ['symmetric and reduced', { symmetry: symmetric, keepGoing: true }],
    ['symmetric and reduced, to the first violation', { symmetry: symmetric }],
  ];
}

/**
 * Searches a scenario with every engine and option and holds what each says against the truth: generated code over
 * packed states and the plain engine, with and without orders left out, and with instances of some processes as one.
 * The two engines must agree in everything but their memory.
 *
 * @param symmetric processes whose instances nothing tells apart
 * @param turn of many models each is searched wholly and in two of the other ways, which a number chooses
 * @returns what differs, one line for each finding; none if all agree
 */
export function disagreements(
  scenario: Scenario,
  truth: Truth,
  symmetric: readonly string[] = [],
  turn: number | null = null,
): string[] {
  const model = compile(scenario);
  const [whole, ...others] = waysToSearch(symmetric);
  const chosen = turn === null ? others : [0, 3].map((more) => others[(turn + more) % others.length]!);
  return [whole!, ...new Set(chosen)].flatMap(([name, options]) => {
    const all = { ...EXPLORE_DEFAULTS, ...options };
    const found = explore(model, all);
    const plain = explore(model, { ...all, plain: true });
    const size = name === 'symmetric' ? countOrbits(scenario, truth.all, symmetric) : truth.states;
    return [
      ...verdictDifferences(model, truth, found),
      ...(all.keepGoing ? spaceDifferences(truth, found, all, size) : []),
      ...engineDifferences(found, plain),
    ].map((difference) => `${name}: ${difference}`);
  });
}

/** Everything that a search tells, but for its memory, and properties by name. */
function engineDifferences(generated: Explored, plain: Explored): string[] {
  const told = ({ bytes: _, alsoViolated, reached, ...rest }: Explored) => ({
    ...rest,
    alsoViolated: [...alsoViolated].sort(),
    reached: [...reached].sort(),
  });
  const [is, should] = [told(generated), told(plain)];
  return Object.entries(is).flatMap(([key, value]) =>
    differs(`${key} of generated code`, value, should[key as keyof typeof should]),
  );
}

function differs(what: string, found: unknown, wanted: unknown): string[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
  return is === should ? [] : [`${what} ${is}, not ${should}`];
}

function verdictDifferences(model: Model, truth: Truth, found: Explored): string[] {
  const broken = truth.steps !== null || truth.promises.length > 0;
  const { violation } = found;
  const fault = violation === null ? null : faultInReplay(model, violation);
  const nearest = violation === null ? null : (truth.violated.get(violation.property) ?? null);
  return [
    ...differs('verdict', found.verdict, broken ? 'violated' : 'holds'),
    ...(fault === null ? [] : [fault]),
    // Where no state breaks anything, the moves are those of a lasso, whose length nothing lays down.
    ...(truth.steps === null ? [] : differs('steps', violation?.moves.length, truth.steps)),
    ...(truth.steps === null ? [] : differs(`steps to ${violation?.property}`, nearest, truth.steps)),
  ];
}

function spaceDifferences(truth: Truth, found: Explored, options: ExploreOptions, size: number): string[] {
  const violated = [...truth.violated.keys(), ...truth.promises].sort();
  const whole = !options.reduction && options.symmetry.length === 0;
  return [
    ...(options.reduction
      ? found.states > size
        ? [`${found.states} states of ${size}`]
        : []
      : differs('states', found.states, size)),
    ...(whole ? differs('transitions', found.transitions, truth.transitions) : []),
    ...(whole ? differs('depth', found.depth, truth.depth) : []),
    ...differs('violated', [...found.alsoViolated].sort(), violated),
    ...differs('reached', [...found.reached].sort(), [...truth.reached].sort()),
    ...differs('complete', found.complete, true),
  ];
}

import type { Model } from '../model/model.ts';
import type { BrokenInside, Exploration, ExploredProperty } from '../result.ts';
import type { Value } from '../scenario/expr.ts';
import { judgeExploration, type SearchClaim } from './claims.ts';
import { explore } from './explore.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions } from './explore-options.ts';
import type { Explored } from './explored.ts';
import { extend } from './extended.ts';
import { follow } from './follow.ts';
import { leftToRuns, withoutMeasures } from './measured.ts';
import type { Move } from './move.ts';
import { narrate } from './narrate.ts';
import { refuse } from './refusals.ts';
import { staleReads } from './stale.ts';
import { schedule } from './timing.ts';

/** A search with the claims about it at their places, and the moves that a variant is held against. */
export interface FinishedSearch {
  readonly exploration: Exploration;
  readonly claims: readonly SearchClaim[];
  readonly moves: readonly Move[];
  /** Bytes of its tables. */
  readonly bytes: number;
  /** Names of the properties that the text claims can be violated. */
  readonly claimed: readonly string[];
}

export interface SearchSettings {
  readonly variant: string;
  readonly patches: Exploration['patches'];
  /** How the model differs from the one that runs. */
  readonly smaller: Exploration['patches'];
  /** Overrides of what the text asks for. */
  readonly options?: Partial<ExploreOptions>;
  /** The base's search, for a variant; null for the base itself. */
  readonly base: FinishedSearch | null;
}

/** Searches a model as its text asks, and tells what came out. */
export function search(whole: Model, settings: SearchSettings): FinishedSearch {
  const model = withoutMeasures(whole);
  const { exploring } = model.scenario;
  const options: ExploreOptions = {
    ...EXPLORE_DEFAULTS,
    // A page tells how large the whole space is, violated or not.
    keepGoing: true,
    symmetry: exploring.symmetry,
    ...(exploring.maxStates === null ? {} : { maxStates: exploring.maxStates }),
    ...settings.options,
  };
  refuse(model);
  const found = explore(model, options);
  const smaller = settings.smaller.length === 0 ? {} : { smaller: settings.smaller };
  const left = leftToRuns(whole, model);
  const moves = found.violation?.moves ?? [];
  const properties = propertiesOf(model, found);
  const claims = judgeExploration(model.scenario.exploring.claims, found, properties);
  return {
    moves,
    claims,
    bytes: found.bytes,
    claimed: claimedViolations(model),
    exploration: {
      variant: settings.variant,
      patches: settings.patches,
      verdict: found.verdict,
      property: found.violation?.property ?? null,
      steps: found.violation === null ? null : moves.length,
      states: found.states,
      transitions: found.transitions,
      depth: found.depth,
      bounds: {
        maxStates: options.maxStates,
        symmetry: [...options.symmetry],
        reduction: options.reduction,
        ...smaller,
        ...(left.length === 0 ? {} : { leftToRuns: left }),
      },
      hit: found.hit,
      properties,
      trace: narrate(model, extend(model), moves),
      loop: found.violation?.loop ?? null,
      staleReads: staleReads(model, moves),
      timing: found.violation === null ? null : schedule(model, moves),
      againstBase: settings.base === null ? null : follow(model, settings.base.moves),
      expectations: claims.map(({ claim, found: was, met }) => ({ claim, found: was, met })),
    },
  };
}

function claimedViolations({ scenario: { exploring } }: Model): string[] {
  const violates = exploring.claims?.violates.map(({ name }) => name) ?? [];
  return exploring.claims?.deadlock?.value === true ? [...violates, 'deadlock'] : violates;
}

function propertiesOf(model: Model, found: Explored): ExploredProperty[] {
  const { scenario } = model;
  const safety = (
    name: string,
    kind: 'invariant' | 'deadlock' | 'eventually',
    is: string,
  ): ExploredProperty => ({
    name,
    kind,
    is,
    inside: found.alsoViolated.includes(name) ? null : brokenInside(model, found, name),
    verdict: found.alsoViolated.includes(name)
      ? 'violated'
      : found.complete && !found.undecided.includes(name)
        ? 'holds'
        : 'incomplete',
  });
  return [
    ...scenario.invariants.map(({ name, text }) => safety(name, 'invariant', text)),
    safety('deadlock', 'deadlock', ''),
    ...scenario.eventually.map(({ name, text }) => safety(name, 'eventually', text)),
    ...scenario.reachable.map(
      ({ name, text }): ExploredProperty => ({
        name,
        kind: 'reachable',
        is: text,
        inside: null,
        verdict: found.reached.includes(name) ? 'reached' : found.complete ? 'not reached' : 'incomplete',
      }),
    ),
  ];
}

/** Where an invariant is broken inside an atomic group, told by its members. */
function brokenInside({ scenario, processes }: Model, found: Explored, name: string): BrokenInside | null {
  const inside = found.insideGroups.find(({ property }) => property === name);
  if (inside === undefined) return null;
  const move = inside.moves.at(-1)!;
  const { block } = processes[move.process]!;
  const { instances, steps } = scenario.processes[move.process]!;
  const placeIn = (s: readonly Value[]): number => s[block.base + move.subject * block.stride] as number;
  const between = move.between ?? [];
  const after = inside.at === 0 ? move.step : placeIn(between[inside.at - 1]!);
  return {
    actor: instances[move.subject]!,
    after: steps[after]!.id,
    before: steps[placeIn(between[inside.at]!)]!.id,
    steps: inside.moves.length - 1,
  };
}

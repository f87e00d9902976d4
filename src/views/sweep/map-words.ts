import type { MapVerdict, Stability, StabilityMap } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { count, countOf, listed } from '../words/number-format.ts';

/** All regions of a map, from the best to the worst. */
const STABILITIES: readonly Stability[] = [
  'never-hurt',
  'recovers',
  'metastable',
  'never-steady',
  'undecided',
];

const WORDS: Readonly<Record<Stability, string>> = {
  'never-hurt': 'never hurt',
  recovers: 'recovers',
  metastable: 'metastable',
  'never-steady': 'not steady before the trigger',
  undecided: 'undecided',
};

/** A region's name in legends, tables and terminals. */
export function stabilityWords(stability: Stability): string {
  return WORDS[stability];
}

/** What a run shows, with the time until recovery: `recovers after 34 s`. */
export function verdictWords({ stability, recoveredAfter }: MapVerdict): string {
  if (stability !== 'recovers' || recoveredAfter === null) return WORDS[stability];
  return recoveredAfter === 0
    ? 'recovers, never leaves the steady state'
    : `recovers after ${humanDuration(recoveredAfter)}`;
}

/** The regions that a map has, from the best to the worst, each with its number of cells. */
export function regionsOf({ cells }: StabilityMap): { stability: Stability; cells: number }[] {
  return STABILITIES.flatMap((stability) => {
    const own = cells.filter((cell) => cell.stability === stability).length;
    return own === 0 ? [] : [{ stability, cells: own }];
  });
}

/** How many cells are in each region, and what the run with the scenario's own values shows. Two sentences. */
export function mapSummary(map: StabilityMap): string {
  const found = regionsOf(map);
  const [only] = found;
  const all = map.cells.length;
  const counts =
    found.length === 1
      ? `All ${countOf(all, 'run')} have the same result: ${WORDS[only!.stability]}.`
      : `Of ${countOf(all, 'run')}, ${listed(found.map(({ stability, cells }) => `${count(cells)} ${cells === 1 ? ONE[stability] : MANY[stability]}`))}.`;
  return `${counts} ${ownWords(map)}`;
}

const ONE: Readonly<Record<Stability, string>> = {
  'never-hurt': 'is never hurt',
  recovers: 'recovers',
  metastable: 'is metastable',
  'never-steady': 'isn’t steady before the trigger',
  undecided: 'is undecided',
};

const MANY: Readonly<Record<Stability, string>> = {
  'never-hurt': 'are never hurt',
  recovers: 'recover',
  metastable: 'are metastable',
  'never-steady': 'aren’t steady before the trigger',
  undecided: 'are undecided',
};

/** What the run with the scenario's own values shows, as a sentence. */
function ownWords({ x, y, own }: StabilityMap): string {
  const values = `${x.path} ${x.own.value} and ${y.path} ${y.own.value}`;
  const outside = isOnMap(x) && isOnMap(y) ? '' : ' This point is outside the map.';
  const found = own.stability === 'recovers' ? verdictWords(own) : ONE[own.stability];
  return `With the scenario’s own values, ${values}, the run ${found}.${outside}`;
}

/** True if the scenario's own value is between the first and the last value of an axis. */
export function isOnMap({ own, values }: StabilityMap['x']): boolean {
  return own.x >= values[0]!.x && own.x <= values.at(-1)!.x;
}

/** What the steady state is, and what each region of a map means, as sentences. */
export function definitions(map: StabilityMap, steadyState: string): string[] {
  return [`Steady state: ${steadyState}.`, ...regionsOf(map).map(({ stability }) => DEFINITIONS[stability])];
}

const DEFINITIONS: Readonly<Record<Stability, string>> = {
  'never-hurt':
    'Never hurt: the steady state holds from the trigger to the end of the run, and nothing has impact.',
  recovers: 'Recovers: the scenario is hurt, and back in its steady state when the run ends.',
  metastable:
    'Metastable: the trigger is over, but the steady state doesn’t return before the run ends. A longer run might recover.',
  'never-steady':
    'Not steady before the trigger: the scenario isn’t in its steady state when the trigger starts, so there’s nothing to return to.',
  undecided: 'Undecided: none of these. The reasons are listed with the data.',
};

import { expect, test } from 'vitest';
import type { ExploreClaims } from '../../scenario/ast/scenario.ts';
import { judgeExploration, type SearchFindings } from './claims.ts';

const span = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
const NONE: ExploreClaims = { holds: [], violates: [], inSteps: null, states: null, deadlock: null };

const property = (name: string, verdict: SearchFindings['properties'][number]['verdict'], says?: string) =>
  ({ name, verdict, ...(says === undefined ? {} : { says }) }) as SearchFindings['properties'][number];

const FOUND: SearchFindings = {
  verdict: 'violated',
  steps: 3,
  states: 1200,
  hit: null,
  complete: true,
  properties: [
    property('safe', 'violated', 'Nobody loses data'),
    property('live', 'holds'),
    property('deadlock', 'holds'),
  ],
};
const STOPPED: SearchFindings = {
  ...FOUND,
  verdict: 'incomplete',
  steps: null,
  hit: '1,200 states',
  complete: false,
  properties: [property('safe', 'incomplete'), property('deadlock', 'incomplete')],
};

const named = (name: string) => [{ name, span }];

test.each<[Partial<ExploreClaims>, SearchFindings, string, string, boolean, boolean]>([
  [{ holds: named('live') }, FOUND, 'live holds in every interleaving', 'it holds', true, true],
  [
    { holds: named('safe') },
    FOUND,
    '“Nobody loses data” holds in every interleaving',
    'it is violated',
    false,
    true,
  ],
  [{ violates: named('safe') }, FOUND, '“Nobody loses data” can be violated', 'it is violated', true, true],
  [{ violates: named('live') }, FOUND, 'live can be violated', 'it holds', false, true],
  [
    { holds: named('gone') },
    FOUND,
    'gone holds in every interleaving',
    "this property doesn't exist",
    false,
    true,
  ],
  [
    { holds: named('safe') },
    STOPPED,
    'safe holds in every interleaving',
    'the search was incomplete (1,200 states)',
    false,
    false,
  ],
  [
    { violates: named('safe') },
    { ...STOPPED, hit: null },
    'safe can be violated',
    'the search was incomplete',
    false,
    false,
  ],
  [{ inSteps: { value: 3, span } }, FOUND, 'the shortest counterexample has 3 steps', 'it has 3', true, true],
  [{ inSteps: { value: 1, span } }, FOUND, 'the shortest counterexample has 1 step', 'it has 3', false, true],
  [
    { inSteps: { value: 2, span } },
    { ...FOUND, verdict: 'holds', steps: null },
    'the shortest counterexample has 2 steps',
    'nothing is violated',
    false,
    true,
  ],
  [
    { inSteps: { value: 2, span } },
    STOPPED,
    'the shortest counterexample has 2 steps',
    'nothing is violated',
    false,
    false,
  ],
  [{ states: { value: 1200, span } }, FOUND, 'there are 1,200 states', 'there are 1,200', true, true],
  [{ states: { value: 12, span } }, FOUND, 'there are 12 states', 'there are 1,200', false, true],
  [
    { states: { value: 1200, span } },
    STOPPED,
    'there are 1,200 states',
    '1,200 were found before the search ended',
    false,
    false,
  ],
  [{ deadlock: { value: true, span } }, FOUND, 'a deadlock can happen', 'it holds', false, true],
  [{ deadlock: { value: false, span } }, FOUND, 'no deadlock can happen', 'it holds', true, true],
  [
    { deadlock: { value: false, span } },
    STOPPED,
    'no deadlock can happen',
    'the search was incomplete (1,200 states)',
    false,
    false,
  ],
])('%o', (claims, findings, claim, found, met, decided) => {
  expect(judgeExploration({ ...NONE, ...claims }, findings)).toEqual([{ claim, found, met, decided, span }]);
});

test('a search without claims has nothing to judge', () => {
  expect(judgeExploration(null, FOUND)).toEqual([]);
});

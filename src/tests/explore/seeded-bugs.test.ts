import { describe, expect, it } from 'vitest';
import { explore } from '../../explore/search.ts';
import { compile } from '../../model/compile.ts';
import { sampleOf } from '../support/draws.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { publishedModel } from './reference/read-model.ts';
import { replayError } from './reference/replay.ts';

/**
 * Each model's `seeded` variant has one small mistake, described in the file. `steps` is the length of the shortest
 * counterexample.
 */
const BUGS: readonly (readonly [model: string, property: string, steps: number])[] = [
  ['alternating-bit', 'in_order_and_once', 3],
  ['bakery', 'mutual_exclusion', 12],
  ['bounded-buffer', 'deadlock', 17],
  ['burns', 'mutual_exclusion', 16],
  ['cas-counter', 'nothing_lost', 4],
  ['chandy-lamport', 'adds_up', 4],
  ['chandy-misra', 'neighbours_take_turns', 4],
  ['chang-roberts', 'the_least_wins', 4],
  ['cigarette-smokers', 'deadlock', 13],
  ['circuit-breaker', 'one_trial_at_a_time', 17],
  ['dekker', 'mutual_exclusion', 16],
  ['dijkstra-mutex', 'mutual_exclusion', 18],
  ['dining-ordered', 'deadlock', 4],
  ['double-checked-locking', 'only_complete_objects', 5],
  ['ewd840', 'detection', 6],
  ['fencing-token', 'no_stale_write', 7],
  ['lamport-fast', 'mutual_exclusion', 13],
  ['le-lann', 'mutual_exclusion', 5],
  ['mcs-lock', 'deadlock', 21],
  ['mesa-monitor', 'never_below_nothing', 14],
  ['paxos', 'one_value_chosen', 12],
  ['peterson-2', 'mutual_exclusion', 8],
  ['peterson-n', 'mutual_exclusion', 10],
  ['prisoners', 'all_were_there', 12],
  ['readers-writers', 'writer_alone', 14],
  ['ricart-agrawala', 'mutual_exclusion', 12],
  ['sleeping-barber', 'enough_chairs', 12],
  ['szymanski', 'mutual_exclusion', 12],
  ['test-and-set', 'mutual_exclusion', 6],
  ['ticket-lock', 'mutual_exclusion', 6],
  ['transaction-commit', 'consistent', 5],
  ['treiber-stack', 'free_is_free', 14],
  ['two-phase-commit', 'consistent', 7],
  ['two-phase-crash', 'consistent', 9],
  ['two-phase-recovery', 'consistent', 16],
];

describe('the search finds a seeded bug', () => {
  it.each(sampleOf(BUGS))('%s: %s in %i steps', (name, property, steps) => {
    const variants = publishedModel(name);
    const right = explore(compile(variants.get('base')!));
    expect(right.violation?.property).not.toBe(property);
    const wrong = variants.get('seeded')!;
    const model = compile(wrong);
    const { verdict, violation } = explore(model);
    expect([verdict, violation?.property, violation?.moves.length]).toEqual(['violated', property, steps]);
    expect(replayError(model, violation!)).toBeNull();
    expect(disagreements(wrong, referenceOf(wrong))).toEqual([]);
  });

  it('token-ring: one_privilege by moves that repeat forever', () => {
    const model = compile(publishedModel('token-ring').get('seeded')!);
    const { verdict, violation } = explore(model);
    expect([verdict, violation?.property]).toEqual(['violated', 'one_privilege']);
    expect(violation?.loop).not.toBeNull();
    expect(replayError(model, violation!)).toBeNull();
  });
});

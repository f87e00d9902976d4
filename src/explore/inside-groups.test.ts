import { describe, expect, it } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { compile } from '../model/compile.ts';
import { scenariosIn } from '../tests/explore/reference/read-model.ts';
import { explore } from './search.ts';
import { EXPLORE_DEFAULTS } from './space/options.ts';

/** A pointer and a flag that change in separate steps of an atomic group. */
const PUBLISH = `scenario: publish
title: A pointer and its validity change together
state: { valid: true, pointer: 0, done: 0 }
processes:
  writer:
    instances: [W1, W2]
    atomic: [[unset, move, set]]
    steps:
      - { id: think }
      - { id: unset, set: { valid: false } }
      - { id: move, set: { pointer: pointer + 1 } }
      - { id: set, set: { valid: true, done: done + 1 } }
invariants:
  always_valid: valid
  in_step: pointer == done
  counted: pointer <= 2
variants:
  by_itself: { writer.atomic: null }
`;

describe('an invariant that is broken only inside an atomic group', () => {
  it('holds, and the report says where it is broken', () => {
    const { result } = evaluate(fileSource('publish.yaml', PUBLISH));
    const [base, variant] = result!.explorations;
    expect(base!.verdict).toBe('holds');
    // `think` is local, so with reduction all instances think first.
    const inside = (name: string) => base!.properties.find((property) => property.name === name)!.inside;
    expect(inside('always_valid')).toEqual({ actor: 'W1', after: 'unset', before: 'move', steps: 2 });
    expect(inside('in_step')).toEqual({ actor: 'W1', after: 'move', before: 'set', steps: 2 });
    expect(inside('counted')).toBeNull();
    // Without the group, the points between its steps are ordinary states.
    expect(variant!.verdict).toBe('violated');
    expect(variant!.properties.every((property) => property.inside === null)).toBe(true);
  });

  it('is found by both search engines', () => {
    const model = compile(scenariosIn(PUBLISH).get('base')!);
    const [packed, plain] = [false, true].map((which) =>
      explore(model, { ...EXPLORE_DEFAULTS, plain: which, reduction: false }),
    );
    const summary = (found: typeof packed) =>
      found!.insideGroups.map(({ property, moves, at }) => [property, moves.length, at]);
    expect(summary(packed)).toEqual([
      ['always_valid', 2, 0],
      ['in_step', 2, 1],
    ]);
    expect(summary(plain)).toEqual(summary(packed));
  });

  it('ignores a group that cannot complete', () => {
    const text = PUBLISH.replace('{ id: set, set:', "{ id: set, when: 'pointer < 0', set:");
    const { result } = evaluate(fileSource('publish.yaml', text));
    expect(result!.explorations[0]!.properties.map(({ inside }) => inside)).toEqual([null, null, null, null]);
  });
});

describe('timers of a counterexample', () => {
  it('are reported with the duration they were set to, and when they expire', () => {
    const text = `scenario: lease
const: { length: 10s, short: 2s }
state: { lease: { type: timer, init: 3s }, lost: false }
processes:
  client:
    steps:
      - { id: take, set: { lease: timer(length) } }
      - { id: shorten, set: { lease: timer(short) } }
      - { id: lose, when: lease.over, set: { lost: true } }
invariants: { kept: '!lost' }
`;
    const { result } = evaluate(fileSource('lease.yaml', text));
    const { trace } = result!.explorations[0]!;
    const changes = trace.map((step) =>
      step.changes.map(({ name, from, to, unit }) => [name, from, to, unit]),
    );
    expect(changes).toEqual([
      [['lease', 3e6, 1e7, 'left']],
      [['lease', 1e7, 2e6, 'left']],
      [['lease', 2e6, 0, 'left']],
      [['lost', false, true, undefined]],
    ]);
  });
});

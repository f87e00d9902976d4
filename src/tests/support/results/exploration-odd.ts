import type { Exploration, ExploredStep, Result } from '../../../result.ts';
import { baseExploration, change, explored, exploredResult, incomplete, stopped } from './exploration.ts';
import { HOSTILE } from './run-odd.ts';

/* Test data: unusual searches that views must handle. */

/** A result with these searches. */
export function resultOf(...explorations: Exploration[]): Result {
  return { ...exploredResult(), explorations };
}

/** A search that violates a property of the given kind after the given steps. */
export function violated(
  kind: 'invariant' | 'deadlock' | 'eventually',
  trace: ExploredStep[],
  fields: Partial<Exploration> = {},
): Exploration {
  const name = kind === 'deadlock' ? 'deadlock' : 'gets_in';
  return {
    ...baseExploration(),
    property: name,
    steps: trace.length,
    trace,
    staleReads: [],
    timing: null,
    properties: [
      { name, kind, is: kind === 'deadlock' ? '' : 'p.at("critical")', verdict: 'violated', inside: null },
    ],
    ...fields,
  };
}

/** Timers, faults, lost messages and a loop. */
export function lassoExploration(): Exploration {
  return violated(
    'eventually',
    [
      explored('link', 'link begins', { kind: 'start', process: null, to: ['client1'] }),
      explored('client1', 'asks for the lease', { to: ['server'], changes: [change('asked', false, true)] }),
      explored('server1', 'a message to server1 is lost', { kind: 'lose', process: 'server' }),
      explored('client1.lease', 'client1.lease runs out', {
        kind: 'timer',
        process: null,
        changes: [change('client1.lease', true, false)],
      }),
      explored('client1', 'the call to store fails', { kind: 'fail', to: ['store'] }),
      explored('client1', 'skips renew', { kind: 'skip' }),
    ],
    { loop: 3 },
  );
}

/** 200 steps by 20 workers, with a long set, and with a stale read from the tenth step to the last. */
export function longExploration(): Exploration {
  const trace = Array.from({ length: 200 }, (_, i) =>
    explored(`w${i % 20}`, `handles item ${i}`, {
      process: 'worker',
      to: i % 3 === 0 ? ['store'] : [],
      changes:
        i % 3 === 0
          ? [{ ...change('done', null, null, [i, i + 1]), removed: i > 90 ? [i - 90] : [] }]
          : [change('next', i, i + 1)],
      breaks: i === 199 ? ['gets_in'] : [],
    }),
  );
  return violated('invariant', trace, {
    staleReads: [{ actor: 'w9', check: 9, use: 199, variables: ['next', 'done'], changedBy: [10, 100, 150] }],
  });
}

/** A violation in the initial state, a deadlock, a loop, a long trace, a stopped search, and a search at its limit. */
export function oddExploredResult(): Result {
  return {
    ...resultOf(
      violated('invariant', []),
      { ...violated('deadlock', [explored('P0', 'waits')]), variant: 'stuck' },
      {
        ...lassoExploration(),
        variant: 'lasso',
        bounds: { ...incomplete('x').bounds, symmetry: ['client'] },
      },
      { ...longExploration(), variant: 'long' },
      { ...stopped(), variant: 'stopped' },
      {
        ...incomplete('incomplete'),
        againstBase: { followed: 0, of: 1, divergesAt: null, trace: [], instead: null },
      },
    ),
    constants: [],
  };
}

/** The race, with hostile strings in place of all text from authors. */
export function hostileExploredResult(): Result {
  const bad = (i: number) => HOSTILE[i % HOSTILE.length]!;
  const explorations = exploredResult().explorations.map((one, n) => ({
    ...one,
    variant: one.variant === 'base' ? 'base' : `${bad(n)}${n}`,
    patches: [{ path: bad(1), value: bad(2) }],
    property: one.property === null ? null : bad(1),
    hit: bad(3),
    bounds: { ...one.bounds, symmetry: [bad(0)] },
    properties: one.properties.map((property, i) => ({
      ...property,
      name: property.name === one.property ? bad(1) : `${bad(i + 2)}${i}`,
      is: bad(i + 3),
    })),
    trace: one.trace.map((step, i) => ({
      ...step,
      actor: step.actor === 'E1' ? bad(0) : `${bad(5)}${step.actor}`,
      to: step.to.map(() => bad(2)),
      say: bad(i),
      changes: step.changes.map(({ name, to }) => change(name === 'newest' ? bad(4) : name, bad(i), to)),
      breaks: step.breaks.map(() => bad(1)),
    })),
    staleReads: one.staleReads.map((read) => ({ ...read, actor: bad(0), variables: [bad(4), 'active'] })),
    timing: one.timing && { ...one.timing, note: bad(2) },
    againstBase: one.againstBase && {
      followed: 1,
      of: 8,
      divergesAt: bad(3),
      trace: [explored(bad(4), bad(5))],
      instead: explored(bad(4), bad(6), { changes: [change(bad(7), bad(8), bad(9))] }),
    },
    expectations: one.expectations.map((claim) => ({ ...claim, claim: bad(0), found: bad(1) })),
  }));
  return { ...exploredResult(), title: bad(2), engine: bad(1), scenario: 'hostile', explorations };
}

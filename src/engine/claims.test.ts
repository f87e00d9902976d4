import { describe, expect, test } from 'vitest';
import type { MarkResult, PropertyResult, Recovery } from '../result.ts';
import type { Claims } from '../scenario/ast/scenario.ts';
import { expectationOf, type Findings, judge, withBase } from './claims.ts';

const SECOND = 1_000_000;
const span = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
const NONE: Claims = {
  happens: [],
  never: [],
  by: [],
  holds: [],
  violates: [],
  reaches: [],
  deadlock: null,
  finally: [],
  metastable: null,
  recoversBy: null,
  inRuns: null,
};

const FOUND: Findings = {
  marks: [
    { id: 'soon', at: 1.5 * SECOND, status: 'happened' },
    { id: 'later', at: 12.4 * SECOND, status: 'happened' },
    { id: 'open', at: null, status: 'not by the end' },
    { id: 'gone', at: null, status: 'never' },
  ] as unknown as MarkResult[],
  properties: [
    { name: 'safe', verdict: 'held', at: null, says: 'Nobody loses data' },
    { name: 'broken', verdict: 'violated', at: 75 * SECOND },
    { name: 'seen', verdict: 'reached', at: 2 * SECOND },
    { name: 'unseen', verdict: 'not reached', at: null },
  ] as unknown as PropertyResult[],
  waiting: true,
  finals: [true, false],
  recovery: null,
};

const named = (name: string) => [{ name, span }];
const by = (mark: string, seconds: number) => [{ mark, at: seconds * SECOND, text: `${seconds}s`, span }];
const value = (is: boolean) => ({ value: is, span });

describe('a claim about a run', () => {
  test.each<[Partial<Claims>, string, string, boolean]>([
    [{ happens: named('soon') }, 'soon happens', 'it happens at 1s500ms', true],
    [{ happens: named('gone') }, 'gone happens', 'it never does', false],
    [{ never: named('gone') }, "gone doesn't happen", 'it never does', true],
    [{ never: named('open') }, "open doesn't happen", "it doesn't happen before the run ends", true],
    [{ never: named('later') }, "later doesn't happen", 'it happens at 12s', false],
    [{ by: by('later', 13) }, 'later happens by 13s', 'it happens at 12s', true],
    [{ by: by('later', 12) }, 'later happens by 12s', 'it happens at 12s', false],
    [{ by: by('soon', 1.5) }, 'soon happens by 1.5s', 'it happens at 1s500ms', true],
    [{ by: by('open', 99) }, 'open happens by 99s', "it doesn't happen before the run ends", false],
    [{ holds: named('safe') }, '“Nobody loses data” holds in the run', 'it holds', true],
    [{ holds: named('broken') }, 'broken holds in the run', 'it is violated at 1m15s', false],
    [{ holds: named('missing') }, 'missing holds in the run', "this property doesn't exist", false],
    [{ violates: named('broken') }, 'broken is violated in the run', 'it is violated at 1m15s', true],
    [{ violates: named('safe') }, '“Nobody loses data” is violated in the run', 'it holds', false],
    [{ reaches: named('seen') }, 'seen is reached in the run', 'it is reached at 2s', true],
    [{ reaches: named('unseen') }, 'unseen is reached in the run', 'it is not reached', false],
    [{ deadlock: value(true) }, 'the run ends with an instance that waits forever', 'one does', true],
    [{ deadlock: value(false) }, 'no instance waits forever when the run ends', 'one does', false],
  ])('%o', (claims, claim, found, met) => {
    const judged = judge({ ...NONE, ...claims }, FOUND).map(expectationOf);
    expect(judged).toEqual([{ claim, found, met }]);
  });

  test('is met if nobody waits', () => {
    const [judged] = judge({ ...NONE, deadlock: value(false) }, { ...FOUND, waiting: false });
    expect(judged).toMatchObject({ found: 'none does', met: true });
  });

  test('about the end is judged by its own condition', () => {
    const conditions = ['a', 'b'].map((text) => ({ text, span })) as unknown as Claims['finally'];
    expect(judge({ ...NONE, finally: conditions }, FOUND).map(expectationOf)).toEqual([
      { claim: 'at the end a', found: 'it holds', met: true },
      { claim: 'at the end b', found: "it doesn't hold", met: false },
    ]);
  });

  test('is marked if the base meets it too', () => {
    const judged = judge(
      { ...NONE, holds: [...named('safe'), ...named('broken')], never: named('gone') },
      FOUND,
    );
    const base = judged.map((one, i) => ({ ...one, met: i !== 0 }));
    expect(withBase(judged, base).map((one) => expectationOf(one).baseToo)).toEqual([
      undefined,
      true,
      undefined,
    ]);
  });
});

describe('a claim about recovery', () => {
  const recovery = (more: Partial<Recovery>): Recovery =>
    ({
      trigger: { from: 10 * SECOND, to: 20 * SECOND },
      steadyBefore: true,
      recoveredAfter: null,
      metastable: false,
      ...more,
    }) as unknown as Recovery;

  test.each<[Recovery | null, string]>([
    [null, 'no fault started'],
    [recovery({ trigger: null }), 'no fault started'],
    [recovery({ trigger: null, triggers: [] } as unknown as Partial<Recovery>), 'no trigger happened'],
    [
      recovery({ trigger: { from: 10 * SECOND, to: null } } as unknown as Partial<Recovery>),
      'a fault is still active',
    ],
    [recovery({}), "it hasn't recovered by the end of the run"],
    [recovery({ recoveredAfter: 0 }), 'it never leaves its steady state'],
    [recovery({ recoveredAfter: 0, steadyBefore: false }), 'its steady state starts with the trigger'],
    [recovery({ recoveredAfter: 90.4 * SECOND }), 'it recovers after 1m30s'],
  ])('%o', (found, words) => {
    const judged = judge(
      { ...NONE, metastable: value(false), recoversBy: { after: 100 * SECOND, text: '100s', span } },
      { ...FOUND, recovery: found },
    );
    expect(judged.map(expectationOf)).toEqual([
      { claim: "the run isn't metastable", found: `it isn't: ${words}`, met: true },
      {
        claim: 'the run recovers by 100s',
        found: words,
        met: found?.recoveredAfter != null,
      },
    ]);
  });

  test('is judged by the time and by metastability', () => {
    const claims = {
      ...NONE,
      metastable: value(true),
      recoversBy: { after: 30 * SECOND, text: '30s', span },
    };
    const judged = (found: Recovery) => judge(claims, { ...FOUND, recovery: found }).map(({ met }) => met);
    expect(judged(recovery({ metastable: true }))).toEqual([true, false]);
    expect(judged(recovery({ recoveredAfter: 30 * SECOND }))).toEqual([false, true]);
    expect(judged(recovery({ recoveredAfter: 30 * SECOND + 1 }))).toEqual([false, false]);
    const [stuck] = judge(claims, { ...FOUND, recovery: recovery({ metastable: true }) });
    expect(expectationOf(stuck!)).toEqual({ claim: 'the run is metastable', found: 'it is', met: true });
  });
});

import { expect, test } from 'vitest';
import { resultOf } from '../../tests/support/evaluate-text.ts';

/** Each variant makes a different move in the base's counterexample impossible. */
const MODEL = `
scenario: compared
state: { n: 0, up: true, seen: false, lost: false, lease: { type: timer } }
processes:
  client:
    steps:
      - { id: take_it, set: { lease: 5s, n: 1 } }
      - { id: see, when: 'n > 0 && lease.over && !up', set: { seen: true } }
      - { id: lose, when: 'seen && up', set: { lost: true } }
faults: [{ id: outage, when: n > 0, for: 5s, set: { up: false } }]
invariants: { kept: '!lost' }
explore: { deadlock: allowed }
variants:
  no_lease: { client.take_it.set.lease: null }
  no_outage: { faults.outage.when: n > 5 }
  no_end: { faults.outage.for: null }
  no_start: { client.take_it.when: n > 5 }
  longer: { client.see.set.n: 2 }
  other: { client.lose.when: 'seen && up && n > 3' }
`;

const BASE = [
  'take it: n = 1, lease = 5s left',
  'lease expires',
  'outage starts',
  'see: seen = true',
  'outage ends',
  'lose: lost = true',
];

test("the base's counterexample is followed in each variant as far as possible", () => {
  const [base, ...variants] = resultOf(MODEL).explorations;
  expect(base!.trace.map(({ say }) => say)).toEqual(BASE);
  expect(base!.againstBase).toBeNull();
  const compared = variants.map(({ variant, againstBase }) => [
    variant,
    againstBase!.divergesAt,
    againstBase!.trace.map(({ say }) => say),
  ]);
  expect(compared).toEqual([
    ['no_lease', 'lease expires', ['take it: n = 1']],
    ['no_outage', 'outage starts', BASE.slice(0, 2)],
    ['no_end', 'outage ends', BASE.slice(0, 4)],
    ['no_start', 'client: take it', []],
    ['longer', null, BASE.with(3, 'see: n = 2, seen = true')],
    ['other', 'client: lose', BASE.slice(0, 5)],
  ]);
  for (const { againstBase } of variants) {
    expect(againstBase).toMatchObject({
      of: BASE.length,
      followed: againstBase!.trace.length,
      instead: null,
    });
  }
});

import { expect, test } from 'vitest';
import { RunError } from '../../../engine/state/run-error.ts';
import { scenariosIn } from '../reference/read-model.ts';
import { exportModel } from './exported-model.ts';

const steps = (state: string, ...all: readonly string[]): string =>
  `scenario: refused
state: ${state}
processes:
  p:
    steps:
${all.map((step) => `      - ${step}\n`).join('')}`;

const messages = (...all: readonly string[]): string =>
  `scenario: refused
state: { n: 0, members: { type: 'set<q>', init: [] } }
processes:
${all.map((one) => `  ${one}\n`).join('')}`;

/** What a model can't have, the place that the error shows, and the reason that it gives. */
const REFUSALS: readonly (readonly [string, string, string])[] = [
  [
    steps('{ n: 0 }', "{ id: a, when: 'n < 3000000000' }"),
    '3000000000',
    'its integers have 32 bits, and this takes 3000000000',
  ],
  [
    steps('{ n: 3000000000 }', '{ id: a, set: { n: 1 } }'),
    'n: 3000000000',
    'its integers have 32 bits, and this takes 3000000000',
  ],
  [
    steps('{ share: 0.5 }', '{ id: a, set: { share: 0.25 } }'),
    'share: 0.5',
    'Promela has no numbers with fractions',
  ],
  [
    steps('{ n: 1 }', "{ id: a, when: 'double(n) > 0.5' }"),
    'double(n)',
    'Promela has no numbers with fractions',
  ],
  [steps('{ n: 1 }', "{ id: a, when: 'n > 0.5' }"), 'n > 0.5', 'Promela has no numbers with fractions'],
  [
    steps('{ n: 1 }', "{ id: a, when: 'sum([0.5, 1.5]) > 1.0' }"),
    'sum([0.5, 1.5])',
    'Promela has no numbers with fractions',
  ],
  [
    steps('{ n: 1 }', "{ id: a, when: 'max(0.5, 1.5) > 1.0' }"),
    'max(0.5, 1.5)',
    'Promela has no numbers with fractions',
  ],
  [steps('{ s: a }', `{ id: a, set: { s: 's + "b"' } }`), `s + "b"`, 'Promela has no strings'],
  [steps('{ s: a }', "{ id: a, when: 'size(s) == 1' }"), 'size(s)', 'Promela has no strings'],
  [steps('{ s: a }', `{ id: a, when: 's.contains("a")' }`), 's.contains("a")', 'Promela has no strings'],
  [steps('{ n: 1 }', `{ id: a, when: 'string(n) == "1"' }`), 'string(n)', 'Promela has no strings'],
  [
    steps('{ names: { type: set<string>, init: [] } }', `{ id: a, set: { names: 'names + ["b"]' } }`),
    'names: { type: set<string>, init: [] }',
    "sets and maps become bit masks, which can't have elements of type string",
  ],
  [
    steps('{ n: -3000000000 }', '{ id: a, set: { n: 1 } }'),
    'n: -3000000000',
    'its integers have 32 bits, and this takes -3000000000',
  ],
  [
    steps(
      '{ n: 1, items: { type: list<int>, init: [1, 2] } }',
      "{ id: a, when: n > 1, set: { items: '[1, 2, 3]' } }",
    ),
    'items: ',
    'no state has a list of this length here (3)',
  ],
  [steps('{ n: 1 }', "{ id: a, when: 'n > 1 && [][0] == n' }"), '[][0]', 'this list is empty'],
  [
    steps('{ ids: { type: set<int>, init: [31] } }', "{ id: a, set: { ids: 'ids - [31]' } }"),
    'ids: { type: set<int>, init: [31] }',
    'sets and maps can have only elements from 0 to 30',
  ],
  [
    steps('{ ids: { type: set<int>, init: [] } }', "{ id: a, set: { ids: 'ids + [40]' } }"),
    'ids: { type: set<int>, init: [] }',
    'sets of integers can have only elements from 0 to 30',
  ],
  [
    steps(`{ by: { type: 'map<c, bool>', init: {} } }`, "{ id: a, set: { 'by[C1]': 'true' } }") +
      `  c: { instances: [${Array.from({ length: 32 }, (_, i) => `C${i}`).join(', ')}], steps: [{ id: b, when: size(by) > 40 }] }\n`,
    `by: { type: 'map<c, bool>', init: {} }`,
    'sets and maps become bit masks, which can have at most 31 possible elements',
  ],
  [
    steps('{ items: { type: list<int>, init: [1] } }', "{ id: a, when: 'items.filter(n, n > 0)[0] == 1' }"),
    'items.filter(n, n > 0)[0]',
    "an item of a filtered list can't be read by its index",
  ],
  [
    steps('{ items: { type: list<int>, init: [1] } }', "{ id: a, when: 'items.filter(n, n > 0) == items' }"),
    'items.filter(n, n > 0) == items',
    "filtered lists can't be compared",
  ],
  [
    steps('{ items: { type: list<int>, init: [1] } }', "{ id: a, set: { items: 'items + [max(items)]' } }"),
    'max(items)',
    'the smallest or largest of a list needs a list of fixed length',
  ],
  [
    steps('{ n: 1 }', "{ id: a, when: 'range(n).all(i, i < 2)' }"),
    'range(n)',
    'a range needs bounds that are constants',
  ],
  [
    `scenario: refused
state: { n: 1 }
processes: { p: { steps: [{ id: a, set: { n: 2 } }] } }
faults:
  - { id: f, at: 1m, for: 1m, set: { n: 3 } }
  - { id: g, at: 2m, for: 1m, set: { n: 4 } }
`,
    'g, at: 2m, for: 1m, set: { n: 4 } }',
    'two faults set the same variable',
  ],
  [
    messages(
      'p: { steps: [{ id: a, send: { to: Q, body: { n: 1 } } }, { id: b, send: { to: Q } }] }',
      'q: { instances: [Q], atomic: [[x, y]], steps: [{ id: x, receive: { as: m } }, { id: y, receive: { as: m } }] }',
    ),
    'y, receive: { as: m } }',
    'an atomic group receives more than one message',
  ],
  [
    messages(
      'p: { steps: [{ id: a, send: { to: members, via: net } }] }',
      'q: { instances: [Q, R], may_wait: true, steps: [{ id: x, receive: { as: m } }] }',
    ) + 'channels: { net: { capacity: 1 } }\n',
    '{ to: members, via: net }',
    "the number of messages to a channel with a capacity isn't known before the step",
  ],
  [
    `scenario: refused
state: { items: { type: list<int>, init: [] } }
processes:
  p:
    instances: [A, B]
    atomic: [[x, y]]
    steps:
      - { id: x, set: { items: 'items + [1]' } }
      - { id: y, when: size(items) > 0 }
`,
    "x, set: { items: 'items + [1]' } }",
    'a later step of an atomic group reads a list that the group changes',
  ],
  [
    `scenario: refused
state: { n: 0 }
processes: { p: { instances: 251, steps: [{ id: a, when: n > 0 }] } }
`,
    'p: { instances: 251, steps: [{ id: a, when: n > 0 }] }',
    'SPIN has at most 255 processes, and this takes 251',
  ],
  [
    steps(
      '{ n: 0 }',
      `{ id: a, choose: { ${Array.from({ length: 4 }, (_, i) => `v${i}: range(8)`).join(', ')} }, set: { n: 'v0 + v1 + v2 + v3' } }`,
    ),
    'p:',
    '`p` would have 4,096 alternatives',
  ],
  [
    steps(
      '{ a: { type: list<int>, init: [1, 2] }, n: 0 }',
      "{ id: a, when: 'range(50).all(i, range(50).exists(j, a[n] + i > j))' }",
    ),
    'range(50).all(',
    'as Promela, this has more than 20,000 characters',
  ],
];

const cases = REFUSALS.map(([text, place, reason]) => ({ text, place, reason }));

test.each(cases)('a model is refused with its place: $reason', ({ text, place, reason }) => {
  let refused: unknown;
  try {
    exportModel(scenariosIn(text).get('base')!);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(RunError);
  const { code, message, span } = refused as RunError;
  expect([code, message]).toEqual(['export/promela', `this can't be exported to Promela: ${reason}`]);
  const line = text.split('\n')[span!.start.line - 1]!;
  expect(line.slice(span!.start.column - 1, span!.start.column - 1 + place.length)).toBe(place);
});

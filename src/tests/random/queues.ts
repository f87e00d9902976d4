import { type Chance, quoted } from './expressions.ts';

/** Parts of a random scenario that use a shared channel, as lines. */
export interface QueueParts {
  readonly channels: readonly string[];
  readonly processes: readonly string[];
  readonly faults: readonly string[];
}

const NONE: QueueParts = { channels: [], processes: [], faults: [] };

const WHERE = [
  '',
  '',
  ', where: m.n % 2 == self.parity',
  ', where: "m.n > 1", head: true',
  ", where: 'm.big || n > 3', head: true",
];

/**
 * Writes a shared channel with senders and several receivers, for some scenarios. They use the scenario's variables
 * `n`, `flag` and `x`.
 */
export function queueParts(c: Chance, until: number): QueueParts {
  if (!c.maybe(0.3)) return NONE;
  const capacity = c.pick(['', ', capacity: 0', ', capacity: 0', ', capacity: 1', ', capacity: 3']);
  const extra = [
    ...(c.maybe(0.4) ? [`latency: ${c.pick(['300ms', '{ dist: exponential, mean: 400ms }'])}`] : []),
    ...(c.maybe(0.3) ? ['loss: 20%'] : []),
    ...(c.maybe(0.3) ? ['duplicate: 30%'] : []),
    ...(c.maybe(0.3) ? ['order: any'] : []),
  ].map((key) => `, ${key}`);
  const replies = c.maybe(0.4);
  // With several senders, there are no replies.
  const peers = replies ? [] : peersOf(c);
  const start = c.int(2, Math.max(3, until - 4));
  return {
    channels: [`  pile: { shared: true${capacity}${extra.join('')} }`],
    processes: [
      maker(c, replies),
      taker(c, replies),
      ...(c.maybe(0.5) ? [helper(c, !replies)] : []),
      ...peers,
    ],
    faults: c.maybe(0.4)
      ? [`  - { id: absence, at: ${start}s, for: ${c.int(1, 6)}s, down: ${c.pick(['taker', 'maker'])} }`]
      : [],
  };
}

function maker(c: Chance, replies: boolean): string {
  const send = `{ to: pile, body: { n: ${quoted(c.pick(['n % 5', 'self.k', 'self.index + 1']))}, big: ${quoted(c.pick(['flag', 'n > 3', 'true']))} } }`;
  const offer = c.pick([
    [`      - { id: offer, delay: ${delay(c)}, send: ${send} }`],
    [`      - { id: offer, delay: ${delay(c)}, send: [${send}, ${send}] }`],
    [
      `      - { id: pause, delay: ${delay(c)} }`,
      '      - id: offer',
      '        either:',
      `          - { id: hand_over, send: ${send} }`,
      "          - { id: refuse, set: { x: 'x + 1.0' } }",
    ],
    [
      `      - { id: prepare, delay: ${delay(c)}, set: { self.k: self.k + 1 } }`,
      `      - { id: offer, send: ${send} }`,
    ],
  ]);
  return [
    '  maker:',
    `    instances: ${c.pick(['1', '2', '3', '[M0, M1]'])}`,
    '    loop: true',
    '    local: { k: 1 }',
    ...(offer[0]!.includes('prepare') && c.maybe(0.7) ? ['    atomic: [[prepare, offer]]'] : []),
    '    steps:',
    ...offer,
    ...(replies
      ? [
          '      - id: hear',
          '        either:',
          "          - { id: heard, receive: { as: m }, set: { n: 'min(n + m.n, 50)' } }",
          '          - { id: forgotten, delay: 1907ms }',
        ]
      : []),
  ].join('\n');
}

function taker(c: Chance, replies: boolean): string {
  const receive = `receive: { from: pile, as: m${c.pick(WHERE)} }`;
  const late = c.maybe(0.3) ? `, delay: ${delay(c)}` : '';
  const when = c.maybe(0.3) ? ", when: 'flag || x < 9.0'" : '';
  const reply = replies ? ', send: { to: m.from, body: { n: m.n } }' : '';
  const take = c.pick([
    [`      - { id: take, ${receive}${late}${when}${reply}, set: { self.job: m.n } }`],
    [
      '      - id: take',
      '        either:',
      `          - { id: taken, ${receive}${when}${reply}, set: { self.job: m.n } }`,
      `          - { id: bored, delay: ${delay(c)}, then: start }`,
    ],
  ]);
  const group = c.maybe(0.3);
  return [
    '  taker:',
    `    instances: ${c.pick(['{ T0: { parity: 0 }, T1: { parity: 1 } }', '{ T0: { parity: 1 }, T1: { parity: 0 }, T2: { parity: 1 } }'])}`,
    '    loop: true',
    '    local: { job: 0 }',
    ...(group ? ['    atomic: [[take, note]]'] : []),
    '    steps:',
    ...take,
    `      - { id: note, ${c.maybe(0.5) ? "when: 'n < 40', " : ''}set: { n: 'min(n + self.job, 60)' } }`,
    `      - { id: work, delay: ${delay(c)}, set: { flag: '!flag' } }`,
  ].join('\n');
}

/**
 * A fleet that receives from the channel.
 *
 * @param returns true if it may send some messages back to the channel, which then has several senders and no replies
 */
function helper(c: Chance, returns: boolean): string {
  return [
    '  helper:',
    `    instances: ${c.int(1, 3)}`,
    `    loop: ${c.pick(['true', '1301ms'])}`,
    '    steps:',
    "      - { id: help, receive: { from: pile, as: m }, set: { x: 'x / 2.0' } }",
    `      - { id: finish, delay: ${delay(c)} }`,
    ...(returns && c.maybe(0.3)
      ? ["      - { id: return_it, when: 'n % 3 == 0', send: { to: pile, body: { n: 2, big: false } } }"]
      : []),
  ].join('\n');
}

/** Instances that send to the channel or receive from it at the same step, so a sender can also be a receiver. */
function peersOf(c: Chance): string[] {
  if (!c.maybe(0.6)) return [];
  const when = c.maybe(0.3) ? ", when: 'n % 2 == self.index % 2'" : '';
  return [
    [
      '  peer:',
      `    instances: ${c.int(1, 3)}`,
      '    loop: true',
      '    steps:',
      `      - { id: rest, delay: ${delay(c)} }`,
      '      - id: meet',
      '        either:',
      `          - { id: give, send: { to: pile, body: { n: 'self.index + 3', big: flag } }${when}, set: { x: 'x + 0.5' } }`,
      `          - { id: get, receive: { from: pile, as: m${c.pick(WHERE.filter((where) => !where.includes('self.parity')))} }, set: { n: 'min(n + m.n, 55)' } }`,
    ].join('\n'),
  ];
}

function delay(c: Chance): string {
  return c.pick([
    `${c.int(2, 20) * 100 + 7}ms`,
    '{ dist: exponential, mean: 900ms }',
    '{ dist: uniform, min: 307ms, max: 2s }',
  ]);
}

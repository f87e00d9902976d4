import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import type { RunLimits } from '../../engine/state/run-error.ts';
import type { Evaluation } from '../../hindcast.ts';
import { evaluate } from '../../hindcast.ts';

function evaluated(body: string, limits: Partial<RunLimits> = {}): Evaluation {
  const text = `scenario: limits\nuntil: 10s\n${body}`;
  return evaluate(fileSource('limits.yaml', text), { limits, only: 'run' });
}

const BUSY = `state: { n: 0 }
processes:
  busy:
    loop: 1ms
    steps: [{ id: tick, set: { n: n + 1 }, say: "tick <n>" }]
`;

/** Each limit of a run: a scenario that exceeds it, and what its message must mention. */
const BEYOND: readonly (readonly [string, string, Partial<RunLimits>, RegExp])[] = [
  ['run/events', BUSY, { events: 100 }, /more than 100 events; the last one came from `busy`/],
  [
    'run/events',
    `processes:
  caster:
    loop: 1s
    steps: [{ id: cast, send: { to: hearer, body: { n: 1 } } }]
  hearer:
    instances: 500
    steps: [{ id: rest, delay: 1h }]
`,
    { events: 1_000 },
    /`caster`/,
  ],
  ['run/instant', BUSY.replace('loop: 1ms', 'loop: true'), { instant: 50 }, /50 transitions.*`busy`/],
  [
    'run/looks',
    `${BUSY}  waiter:
    instances: 100
    steps: [{ id: wait, when: n < 0 }]
`,
    { wakeUps: 1_000 },
    /`waiter`.*1,000 times/,
  ],
  [
    'run/work',
    `${BUSY}marks: { late: "range(100).exists(x, x > n + 100)" }\n`,
    { work: 5_000 },
    /too many steps/,
  ],
  [
    'run/mailbox',
    `processes:
  caster:
    loop: 1ms
    steps: [{ id: cast, send: { to: hearer, body: { n: 1 } } }]
  hearer:
    steps: [{ id: rest, delay: 1h }]
`,
    { mailbox: 20 },
    /20 messages are waiting for `hearer`/,
  ],
  [
    'run/checks',
    `${BUSY}marks: { low: n > 1000000 }\ninvariants: { high: n < 1000000 }\n`,
    { checks: 1_000 },
    /more than 1,000 times in total; the last of them was `low`/,
  ],
  [
    'run/checks',
    `${BUSY}reachable: { far: n > 1000000 }\n`,
    { checks: 1_000 },
    /more than 1,000 times in total; the last of them was `far`/,
  ],
  [
    'run/memory',
    `processes:
  keeper:
    instances: 600
    local: { mine: { type: "list<int>", init: [] } }
    steps: [{ id: keep, delay: 1s, set: { self.mine: "range(0, 10000)" } }]
`,
    { memory: 50_000_000 },
    /more than 48 MiB of memory, most of it for the messages and variables of `keeper`/,
  ],
  [
    'run/memory',
    `services: { shop: { concurrency: unlimited, service_time: 1h } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 200000/s } }]
`,
    { memory: 100_000_000 },
    /most of it for requests to `shop`/,
  ],
];

describe('limits of a run', () => {
  test.each(BEYOND)('end it with %s', (code, body, limits, message) => {
    const { result, diagnostics } = evaluated(body, limits);
    expect(result).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toMatch(message);
  });

  test('end the runs of variants that have too many events in total', () => {
    const variants = Array.from({ length: 12 }, (_, i) => `  v${i}: { state.n: ${i + 1} }`).join('\n');
    const body = `${BUSY.replace('1ms', '100ms')}variants:\n${variants}\n`;
    expect(evaluated(body, { events: 200 }).diagnostics.map(({ code }) => code)).toEqual([]);
    const { result, diagnostics } = evaluated(body, { events: 100 });
    expect(result).toBeNull();
    expect(diagnostics[0]).toMatchObject({
      code: 'run/events',
      message: 'the runs before `v10` had more than 1,000 events in total',
      span: { start: { line: 19 } },
    });
  });

  test('end a scenario whose sweeps would have too many events', () => {
    const { result, diagnostics } = evaluated(`${BUSY}simulate: { runs: 3000 }\n`, { events: 11_000 });
    expect(result).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'run/events', span: { start: { line: 1 } } }]);
    expect(diagnostics[0]!.message).toMatch(/all runs up to those of `base` would have more than 2,200,000/);
  });

  test('drop events from a full trace, and count them', () => {
    const whole = evaluated(BUSY).result!.runs[0]!;
    expect(whole.trace.length + whole.traceDropped).toBe(10_000);
    const few = evaluated(BUSY, { trace: 7 }).result!.runs[0]!;
    expect([few.trace.length, few.traceDropped]).toEqual([7, 9_993]);
    expect(few.trace).toEqual(whole.trace.slice(0, 7));
    const short = evaluated(BUSY, { traceText: 3_000 }).result!.runs[0]!;
    expect(short.trace.length).toBeGreaterThan(2);
    expect(short.trace.length + short.traceDropped).toBe(10_000);
    expect(short.final).toEqual(whole.final);
  });

  test('allow a large fleet to act at the same time', () => {
    const { result } = evaluated(`processes:
  client:
    instances: 30000
    steps: [{ id: connect }, { id: rest, delay: 1h }]
`);
    expect(result?.runs[0]?.transitions).toBe(30_000);
  });

  test('apply to each of many guards separately', () => {
    const { diagnostics } = evaluated(`state: { go: false }
processes:
  client:
    instances: 1200
    local: { flag: false }
    steps: [{ id: wait, when: "go || client.exists(c, c.flag)" }]
`);
    expect(diagnostics).toEqual([]);
  });

  test('count shared parts of values as often as they appear', () => {
    const { diagnostics } = evaluated(`state:
  a: { type: "list<int>", init: [] }
  b: { type: "list<list<int>>", init: [] }
processes:
  grower:
    steps:
      - { id: first, set: { a: range(9000) } }
      - { id: second, set: { b: "range(9000).map(x, a)" } }
`);
    expect(diagnostics.map((one) => one.code)).toEqual(['run/cost']);
  });
});

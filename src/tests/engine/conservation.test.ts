import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ServiceObserver } from '../../engine/services/host.ts';
import { observe } from './observer.ts';

/** Checks conservation laws for all services at all times. */
class Ledger implements ServiceObserver {
  readonly log: string[] = [];
  readonly arrivals: number[] = [];
  readonly ended: number[] = [];
  readonly most: { queue: number; busy: number }[] = [];
  readonly wrong: string[] = [];
  private last = 0;

  private note(what: string, service: number, now: number): void {
    this.log.push(`${now} ${what} ${service}`);
    if (now < this.last) this.wrong.push(`time went back at ${now}`);
    this.last = now;
  }

  arrival(service: number, now: number): void {
    this.note('arrival', service, now);
    this.arrivals[service] = (this.arrivals[service] ?? 0) + 1;
  }

  attempt(service: number, now: number): void {
    this.note('attempt', service, now);
  }

  answered(service: number, now: number, ok: boolean): void {
    this.note(ok ? 'ok' : 'error', service, now);
    this.ended[service] = (this.ended[service] ?? 0) + 1;
    if (this.ended[service]! > this.arrivals[service]!)
      this.wrong.push(`more answers than requests at ${now}`);
  }

  rejected(service: number, now: number): void {
    this.note('rejected', service, now);
  }

  timedOut(service: number, now: number): void {
    this.note('timeout', service, now);
  }

  cacheHit(service: number, now: number): void {
    this.note('hit', service, now);
  }

  poolLevel(): void {}

  level(service: number, now: number, queue: number, busy: number): void {
    if (queue < 0 || busy < 0) this.wrong.push(`negative level at ${now}`);
    const most = this.most[service] ?? { queue: 0, busy: 0 };
    this.most[service] = { queue: Math.max(most.queue, queue), busy: Math.max(most.busy, busy) };
  }
}

const model = fc.record({
  slots: fc.integer({ min: 1, max: 3 }),
  capacity: fc.integer({ min: 0, max: 5 }),
  order: fc.constantFrom('fifo', 'lifo'),
  full: fc.constantFrom('reject', 'drop_oldest'),
  abandon: fc.constantFrom('keep_working', 'drop'),
  timeout: fc.constantFrom('100ms', '300ms', '2s'),
  retries: fc.integer({ min: 0, max: 3 }),
  jitter: fc.constantFrom('none', 'full', 'equal', 'exponential'),
  latency: fc.constantFrom('0s', '50ms'),
  share: fc.constantFrom('1.0', '0.7'),
  required: fc.boolean(),
  wait: fc.constantFrom('max_wait: 200ms', 'max_wait: patience'),
  extra: fc.constantFrom(
    '',
    ', breaker: { failures: 3, open_for: 1s }',
    ', cache: { ttl: 200ms, negative_ttl: 1s, keys: 5, lookup_gap: { dist: exponential, mean: 100ms } }',
  ),
  down: fc.boolean(),
});

type Drawn = typeof model extends fc.Arbitrary<infer T> ? T : never;

/** The load ends after 20 s, so all requests are answered by the end. */
function scenarioOf(drawn: Drawn, more = ''): string {
  const { slots, capacity, order, full, abandon, timeout, retries, jitter, latency, share, required } = drawn;
  return `scenario: ledger
until: 2m
const: { patience: 400ms }
services:
  front:
    concurrency: 4
    on_abandon: ${abandon}
    calls: [{ to: back, timeout: ${timeout}, required: ${required}, share: ${share}, retry: { max: ${retries}, backoff: { base: 50ms, factor: 2, jitter: ${jitter} } }${drawn.extra} }]
  back:
    concurrency: ${slots}
    service_time: { dist: exponential, mean: 150ms }
    latency: ${latency}
    on_abandon: ${abandon}
    queue: { capacity: ${capacity}, order: ${order}, when_full: ${full}, ${drawn.wait} }
load:
  - { id: users, to: front, arrivals: { dist: poisson, rate: 20/s }, timeout: 1s }
faults:
  - { id: over, at: 20s, set: { users.rate: 0 } }
  - { id: slow, at: 5s, for: 5s, set: { back.slowdown: 3 } }
${drawn.down ? '  - { id: crash, at: 12s, for: 3s, down: back }\n  - { id: restart, at: 16s, for: 1s, set: { front.queue: 0, back.queue: 0 } }\n' : ''}${more}`;
}

test('every request ends once, and no service exceeds its concurrency or queue capacity', () => {
  fc.assert(
    fc.property(model, fc.integer({ min: 1, max: 1000 }), (drawn, seed) => {
      const ledger = new Ledger();
      observe(scenarioOf(drawn), ledger, seed);
      expect(ledger.wrong).toEqual([]);
      expect(ledger.arrivals[0]).toBeGreaterThan(200);
      expect(ledger.ended).toEqual(ledger.arrivals);
      expect(ledger.most[1]!.busy).toBeLessThanOrEqual(drawn.slots);
      expect(ledger.most[1]!.queue).toBeLessThanOrEqual(drawn.capacity);
      expect(ledger.most[0]!.busy).toBeLessThanOrEqual(4);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('unrelated changes do not change any draws', () => {
  const drawn: Drawn = {
    slots: 2,
    capacity: 5,
    order: 'fifo',
    full: 'reject',
    abandon: 'keep_working',
    timeout: '300ms',
    retries: 2,
    jitter: 'full',
    latency: '50ms',
    share: '0.7',
    required: true,
    wait: 'max_wait: 200ms',
    extra: '',
    down: true,
  };
  const logOf = (text: string): string[] => {
    const ledger = new Ledger();
    observe(text, ledger, 3);
    return ledger.log;
  };
  const base = logOf(scenarioOf(drawn));
  expect(base.length).toBeGreaterThan(2_000);
  // Adds another load with a separate service, either first or last in the scenario.
  const extended = scenarioOf(drawn)
    .replace('services:\n', 'services:\n  other: { service_time: { dist: exponential, mean: 1s } }\n')
    .replace('load:\n', 'load:\n  - { id: others, to: other, arrivals: { dist: poisson, rate: 3/s } }\n');
  const own = logOf(extended)
    .filter((line) => !line.endsWith(' 0'))
    .map((line) => line.replace(/\d+$/, (service) => String(Number(service) - 1)));
  expect(own).toEqual(base);
  // Users arrive at the same times regardless of what happens to their requests.
  const arrivals = (log: readonly string[]) => log.filter((line) => line.endsWith('arrival 0'));
  expect(arrivals(logOf(scenarioOf({ ...drawn, slots: 1, capacity: 0, jitter: 'none' })))).toEqual(
    arrivals(base),
  );
  expect(logOf(scenarioOf({ ...drawn, slots: 1 }))).not.toEqual(base);
});

import { describe, expect, test } from 'vitest';
import { interval, Observer, observe } from './observer.ts';

/** Compares the mean latency at one service with theory, at the 99.9% confidence level. */
function agrees(service: number, text: string, theory: number, width: number, seed: number): void {
  const observer = new Observer(service, 400e6);
  observe(`scenario: discipline\nuntil: ${31 * 400 + 1}s\n${text}`, observer, seed);
  const means = observer.windows.slice(1, 31).map(({ ok, latency }) => latency / ok / 1e6);
  const { mean, half } = interval(means);
  expect(half).toBeLessThan(width * theory);
  expect(Math.abs(mean - theory)).toBeLessThan(half);
}

describe('processor sharing', () => {
  const shared = (service: string) => `services:
  server: { discipline: ps, concurrency: 1, ${service} }
load:
  - { id: l, to: server, arrivals: { dist: poisson, rate: 7/s } }
`;

  // The mean time in an M/G/1-PS system is E[S] / (1 - rho), for every distribution of service times.
  test.each([
    ['constant', '100ms'],
    ['exponential', '{ dist: exponential, mean: 100ms }'],
    ['uniform', '{ dist: uniform, min: 0ms, max: 200ms }'],
    ['gamma', '{ dist: gamma, mean: 100ms, shape: 0.5 }'],
  ])('with %s work takes E[S] / (1 - rho)', (_, time) => {
    agrees(0, shared(`service_time: ${time}`), 0.1 / 0.3, 0.15, 41);
  });

  test('with skewed work takes E[S] / (1 - rho)', () => {
    const sigma = Math.log(600 / 50) / 2.3263478740408408;
    const mean = 0.05 * Math.exp(sigma ** 2 / 2);
    const time = '{ dist: lognormal, p50: 50ms, p99: 600ms }';
    agrees(0, shared(`service_time: ${time}`), mean / (1 - 7 * mean), 0.15, 42);
  });

  const times = (service: string, rate: string): number[] => {
    const observer = new Observer(0, 1e6);
    observe(
      `scenario: ps\nuntil: 20s\nservices:\n  server: { discipline: ps, ${service} }\nload:\n  - { id: l, to: server, arrivals: { dist: constant, rate: ${rate} } }\n`,
      observer,
    );
    return observer.windows.map(({ ok }) => ok);
  };

  test('gives each attempt at most one slot, and a full service rejects', () => {
    // Two attempts per second, each of which takes 2 s, so up to four are in service at once.
    expect(times('concurrency: 4, service_time: 2s', '2/s').slice(3, 6)).toEqual([2, 2, 2]);
    const observer = new Observer(0, 20e6);
    observe(
      'scenario: ps\nuntil: 20s\nservices:\n  server: { discipline: ps, concurrency: 1, service_time: 3s, queue: { capacity: 1 } }\nload:\n  - { id: l, to: server, arrivals: { dist: constant, rate: 1/s } }\n',
      observer,
    );
    // At most two attempts are in service at once, so none takes more than 6 s.
    const { ok, rejected, busy, latency } = observer.windows[0]!;
    expect(rejected).toBeGreaterThan(10);
    expect(busy).toBeLessThanOrEqual(20e6);
    expect(latency / ok).toBeLessThanOrEqual(6e6);
  });

  test('follows a changed capacity, and loses no work to rounding', () => {
    const observer = new Observer(0, 100e6);
    observe(
      `scenario: ps
until: 100s
services:
  server: { discipline: ps, concurrency: 1, service_time: 1s }
load:
  - { id: l, to: server, arrivals: { dist: constant, rate: 7/s } }
faults:
  - { id: stop, at: 10s, set: { l.rate: 0/s } }
  - { id: more, at: 50s, set: { server.concurrency: 20 } }
`,
      observer,
    );
    const { ok, busy } = observer.windows[0]!;
    expect(ok).toBe(70);
    // The remainder after dividing among at most 70 attempts is less than 70 microseconds.
    expect(busy - 70e6).toBeGreaterThanOrEqual(0);
    expect(busy - 70e6).toBeLessThan(70);
  });
});

describe('`order: priority`', () => {
  /** Two classes at a server with a load of 0.8. Each class is observed at a separate front end. */
  const classes = (client: string, call: (priority: number) => string) => `services:
  gold: { calls: [{ to: server${call(1)} }] }
  bronze: { calls: [{ to: server${call(2)} }] }
  server: { concurrency: 1, service_time: { dist: exponential, mean: 100ms }, queue: { order: priority } }
load:
  - { id: g, to: gold, arrivals: { dist: poisson, rate: 3/s } }
  - { id: b, to: bronze, arrivals: { dist: poisson, rate: 5/s }${client} }
`;
  // Cobham's formula: the residual work rho / mu, divided by the capacity that the preceding classes leave.
  const waits = [0.08 / 0.7, 0.08 / (0.7 * 0.2)];

  test.each([0, 1])('serves lower numbers first without interrupting others: class %i', (service) => {
    const text = classes('', (priority) => `, priority: ${priority}`);
    agrees(service, text, waits[service]! + 0.1, service === 0 ? 0.1 : 0.25, 43);
  });

  test('a call has the priority of the request that it serves', () => {
    agrees(
      0,
      classes(', priority: 5', () => ''),
      waits[0]! + 0.1,
      0.1,
      44,
    );
  });

  test('a full queue drops the oldest attempt of the last class', () => {
    const observer = (service: number, load: string) => {
      const one = new Observer(service, 9e6);
      observe(
        `scenario: full
until: 9s
services:
  gold: { calls: [{ to: server, priority: 0 }] }
  bronze: { calls: [{ to: server, priority: 1 }] }
  server: { concurrency: 1, service_time: 20s, queue: { order: priority, when_full: drop_oldest, capacity: 2 } }
load:
${load}
`,
        one,
      );
      return one.windows[0]!;
    };
    const bronze = '  - { id: b, to: bronze, arrivals: { dist: constant, rate: 1/s } }';
    const gold = '  - { id: g, to: gold, arrivals: { dist: constant, rate: 0.3/s } }';
    // The queue has room for three bronze attempts. Each later attempt drops the oldest.
    expect(observer(1, bronze).errors).toBe(5);
    // Gold attempts at 3.3 s and 6.7 s drop the waiting bronze attempts. After that, bronze attempts are rejected.
    expect(observer(0, `${bronze}\n${gold}`).errors).toBe(0);
    expect(observer(1, `${bronze}\n${gold}`).errors).toBe(7);
  });
});

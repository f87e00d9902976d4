import { describe, expect, test } from 'vitest';
import { evaluateText } from '../support/evaluate-text.ts';
import { interval, Observer, observe } from './observer.ts';
import { timeInSystem } from './theory.ts';

/** Everything that happens at one service in a run of 100 s, in which `front` gets one request per second. */
function at(service: number, services: string): Observer['windows'][number] {
  const observer = new Observer(service, 100e6);
  observe(
    `scenario: calls\nuntil: 100s\nservices:\n${services}\nload:\n  - { id: l, to: front, arrivals: { dist: constant, rate: 1/s } }\n`,
    observer,
  );
  return observer.windows[0]!;
}

describe('`count`', () => {
  test('calls one after the other, so that their times add up', () => {
    const services = `  front: { calls: [{ to: back, count: 3 }] }\n  back: { service_time: 100ms }`;
    const front = at(0, services);
    expect([front.ok, front.latency / front.ok]).toEqual([99, 300e3]);
    expect(at(1, services)).toMatchObject({ arrivals: 297, ok: 297 });
  });

  test('has a limit while the run continues', () => {
    const text = `scenario: calls
until: 60s
state: { n: 3 }
processes: { p: { steps: [{ id: more, delay: 10s, set: { n: 1000000000 } }] } }
services:
  back: {}
  front: { calls: [{ to: back, count: n, parallel: true }] }
load: [{ id: l, to: front, arrivals: { dist: constant, rate: 1/s } }]
`;
    expect(evaluateText(text).diagnostics).toMatchObject([
      {
        code: 'run/calls',
        span: { start: { line: 7, column: 39 } },
        message:
          'an attempt would make 1,000,000,000 calls here; the limit is 10,000 (at 10s of simulated time)',
      },
    ]);
  });

  test('may be an expression, and 0', () => {
    const services = (count: string) => `  front: { calls: [{ to: back, count: ${count} }] }\n  back: {}`;
    expect(at(1, services('4 - 2')).arrivals).toBe(198);
    expect(at(1, services('0')).arrivals).toBe(0);
  });

  test('applies to the requests that make the call at all', () => {
    const { arrivals } = at(1, '  front: { calls: [{ to: back, count: 5, share: 50% }] }\n  back: {}');
    expect(arrivals % 5).toBe(0);
    expect(arrivals).toBeGreaterThan(150);
    expect(arrivals).toBeLessThan(350);
  });

  test('doesn’t nest calls that take no time', () => {
    const services = '  front: { calls: [{ to: back, count: 5000 }] }\n  back: {}';
    expect(at(1, services).arrivals).toBe(495_000);
  });
});

describe('`parallel`', () => {
  test('waits for the slowest call of all adjacent parallel ones', () => {
    const services = `  front:
    calls:
      - { to: fast, parallel: true, count: 2 }
      - { to: slow, parallel: true }
      - { to: fast }
  fast: { service_time: 100ms }
  slow: { service_time: 300ms }`;
    const { ok, latency } = at(0, services);
    expect(latency / ok).toBe(400e3);
  });

  test('takes as long as the longest of n exponential times', () => {
    const services = `  front: { calls: [{ to: back, count: 4, parallel: true }] }
  back: { service_time: { dist: exponential, mean: 100ms } }`;
    const observer = new Observer(0, 1000e6);
    observe(
      `scenario: calls\nuntil: 31000s\nservices:\n${services}\nload:\n  - { id: l, to: front, arrivals: { dist: constant, rate: 1/s } }\n`,
      observer,
    );
    const means = observer.windows.slice(0, 30).map(({ ok, latency }) => latency / ok / 1e6);
    const { mean, half } = interval(means);
    // The mean of the maximum of four exponential times is their mean times 1 + 1/2 + 1/3 + 1/4.
    expect(half).toBeLessThan(0.01);
    expect(Math.abs(mean - 0.1 * (25 / 12))).toBeLessThan(half);
  });

  const failing = (abandon: string) => `  front:
    calls:
      - { to: back, parallel: true, count: 2 }
      - { to: broken, parallel: true }
  back: { service_time: 500ms, concurrency: 10, on_abandon: ${abandon} }
  broken: { available: false, service_time: 100ms }`;

  test('fails as soon as a required call fails, and gives up on the others', () => {
    expect(at(0, failing('keep_working'))).toMatchObject({ errors: 99, busy: 99 * 100e3 });
    expect(at(1, failing('keep_working'))).toMatchObject({ ok: 0, errors: 198, busy: 198 * 500e3 });
    expect(at(1, failing('drop'))).toMatchObject({ ok: 0, errors: 198, busy: 198 * 100e3 });
  });

  test('waits for optional calls, and succeeds without them', () => {
    const services = failing('drop').replace('broken, parallel', 'broken, required: false, parallel');
    const { ok, latency } = at(0, services);
    expect([ok, latency / ok]).toEqual([99, 500e3]);
  });

  test('makes no further calls once a call has failed immediately', () => {
    const services = `  front: { calls: [{ to: broken, parallel: true }, { to: back, parallel: true }] }
  back: {}
  broken: { available: false }`;
    expect(at(1, services).arrivals).toBe(0);
  });

  test('gives each call its own timeout and retries', () => {
    const services = `  front: { calls: [{ to: back, parallel: true, count: 2, timeout: 1s, retry: { max: 2 } }] }
  back: { service_time: 5s }`;
    expect(at(0, services)).toMatchObject({ ok: 0, errors: 96 });
    expect(at(1, services)).toMatchObject({ attempts: 2 * (99 + 98 + 97), timeouts: 2 * (98 + 97) + 96 });
  });
});

describe('`while_calling`', () => {
  const services = (
    mode: string,
  ) => `  front: { concurrency: 1, service_time: 100ms, while_calling: ${mode}, calls: [{ to: back }] }
  back: { service_time: 1900ms }`;

  test('holds or releases the slot', () => {
    expect(at(0, services('hold'))).toMatchObject({ ok: 49, busy: 98e6 });
    expect(at(0, services('release'))).toMatchObject({ ok: 97, busy: 99 * 100e3, queue: 0 });
  });

  test('with `release`, two queues in a row are independent (Jackson)', () => {
    const every = 400e6;
    const observer = new Observer(0, every);
    observe(
      `scenario: tandem
until: ${31 * 400 + 1}s
services:
  first: { concurrency: 1, service_time: { dist: exponential, mean: 50ms }, while_calling: release, calls: [{ to: second }] }
  second: { concurrency: 2, service_time: { dist: exponential, mean: 125ms } }
load:
  - { id: l, to: first, arrivals: { dist: poisson, rate: 10/s } }
`,
      observer,
      21,
    );
    const means = observer.windows.slice(1, 31).map(({ ok, latency }) => latency / ok / 1e6);
    const { mean, half } = interval(means);
    expect(half).toBeLessThan(0.02);
    expect(Math.abs(mean - timeInSystem(1, 10, 20) - timeInSystem(2, 10, 8))).toBeLessThan(half);
  });

  test('a service that goes down loses requests that wait for their calls', () => {
    const observer = new Observer(0, 100e6);
    observe(
      `scenario: calls
until: 100s
services:
  front: { service_time: 1s, while_calling: release, calls: [{ to: back }] }
  back: { service_time: 100s }
load:
  - { id: l, to: front, arrivals: { dist: constant, rate: 1/s } }
faults:
  - { id: f, at: 10500ms, for: 1h, down: front }
`,
      observer,
    );
    expect(observer.windows[0]).toMatchObject({ errors: 99, rejected: 89, ok: 0 });
  });
});

import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { interval, Observer, observe } from './observer.ts';
import { timeInSystem } from './theory.ts';

/** The measures' last values in a 100 s run in which `shop` gets one request per second. */
function measured(services: string, measures: string, more = ''): Record<string, number | null> {
  const { result, diagnostics } = evaluate(
    fileSource(
      'pools.yaml',
      `scenario: pools
until: 100s
services:
${services}
load:
  - { id: l, to: shop, arrivals: { dist: constant, rate: 1/s } }
measure:
${measures}
${more}`,
    ),
  );
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(result!.runs[0]!.measures.map(({ name, last }) => [name, last]));
}

test('a pool that is held while working is a queue with as many servers', () => {
  const every = 400e6;
  const observer = new Observer(0, every);
  observe(
    `scenario: pool
until: ${31 * 400 + 1}s
services:
  server: { service_time: { dist: exponential, mean: 250ms }, pools: { cores: { size: 3, held: working } } }
load:
  - { id: l, to: server, arrivals: { dist: poisson, rate: 9/s } }
`,
    observer,
    31,
  );
  const means = observer.windows.slice(1, 31).map(({ ok, latency }) => latency / ok / 1e6);
  const { mean, half } = interval(means);
  expect(half).toBeLessThan(0.05);
  expect(Math.abs(mean - timeInSystem(3, 9, 4))).toBeLessThan(half);
});

test('a pool is held while working, while calling, or always', () => {
  const services = `  shop:
    service_time: 200ms
    pools: { all: 5, cores: { size: 5, held: working }, links: { size: 5, held: calling } }
    calls: [{ to: stock }]
  stock: { service_time: 300ms }`;
  const measures = ['all', 'cores', 'links'].map(
    (pool) => `  ${pool}: { is: avg(shop.pools.${pool}.busy), window: 10s }`,
  );
  expect(measured(services, measures.join('\n'))).toEqual({ all: 0.5, cores: 0.2, links: 0.3 });
});

test('an attempt that waits for a pool keeps its slot', () => {
  const services = `  shop:
    concurrency: 4
    pools: { links: { size: 1, held: calling } }
    calls: [{ to: stock }]
  stock: { service_time: 2s }`;
  const measures = `  slots: { is: avg(shop.busy), window: 10s }
  links: { is: avg(shop.pools.links.busy), window: 10s }
  waiting: { is: avg(shop.pools.links.queue), window: 10s }
  pages: { is: rate(shop.ok), window: 10s }`;
  expect(measured(services, measures)).toEqual({ slots: 4, links: 1, waiting: 3, pages: 0.5 });
  const released = services.replace('concurrency: 4', 'concurrency: 4\n    while_calling: release');
  expect(measured(released, measures)).toMatchObject({ slots: 0, links: 1, pages: 0.5 });
});

test('a size may change, and a dropped attempt gives its unit back', () => {
  const services = `  shop: { service_time: 3s, on_abandon: drop, pools: { threads: 1 } }`;
  const measures = `  pages: { is: rate(shop.ok), window: 20s }
  threads: { is: avg(shop.pools.threads.busy), window: 20s }`;
  expect(measured(services, measures).pages).toBeCloseTo(1 / 3, 1);
  const grown = 'faults: [{ id: grow, at: 10s, set: { shop.pools.threads.size: 50 } }]';
  // All waiting requests start at 10 s and are finished by 13 s.
  expect(measured(services, measures, grown)).toEqual({ pages: 1, threads: 3 });
  const down = 'faults: [{ id: down, at: 50s, for: 1s, down: shop }]';
  expect(measured(services, measures, down).threads).toBe(1);
  const dropped = `  shop: { calls: [{ to: slow, timeout: 500ms }] }
  slow: { service_time: 3s, on_abandon: drop, pools: { threads: 2 } }`;
  expect(measured(dropped, '  held: { is: avg(slow.pools.threads.busy), window: 20s }')).toEqual({
    held: 0.5,
  });
});

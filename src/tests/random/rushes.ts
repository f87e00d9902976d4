import type { Chance } from './expressions.ts';

/** Parts of a random scenario that involve an overloaded service, as lines. */
export interface RushParts {
  readonly processes: readonly string[];
  readonly services: readonly string[];
  readonly loads: readonly string[];
  readonly faults: readonly string[];
}

const NONE: RushParts = { processes: [], services: [], loads: [], faults: [] };

/**
 * Writes a service whose clients differ in priority and have caches, for some scenarios. The service's queue is short,
 * and faults and a process empty its caches. It uses the scenario's variable `flag`.
 */
export function rushParts(c: Chance, until: number): RushParts {
  if (!c.maybe(0.25)) return NONE;
  const cached = c.maybe(0.5);
  const queue = [
    `capacity: ${c.int(1, 3)}`,
    ...(c.maybe(0.75) ? ['order: priority'] : []),
    ...(c.maybe(0.75) ? ['when_full: drop_oldest'] : []),
  ];
  const hub = [
    `concurrency: ${c.int(1, 2)}`,
    `service_time: ${c.pick(['407ms', '{ dist: exponential, mean: 450ms }', '{ dist: uniform, min: 103ms, max: 1s }'])}`,
    `queue: { ${queue.join(', ')} }`,
    ...(c.maybe(0.3) ? ["available: 'flag ? 1.0 : 0.7'"] : []),
  ];
  const empty = ' set: { hub.cache: 0 }';
  const start = c.int(2, Math.max(3, until - 3));
  return {
    services: [`  door: { calls: [{ to: hub${clientOf(c, cached)} }] }`, `  hub: { ${hub.join(', ')} }`],
    loads: ['first', 'second'].map((id) => {
      const to = id === 'first' ? 'hub' : c.pick(['hub', 'door']);
      const arrivals = `{ dist: ${c.pick(['poisson', 'constant'])}, rate: ${c.pick(['2/s', '3/s', "'flag ? 1.0 : 4.0'"])} }`;
      return `  - { id: ${id}, to: ${to}, arrivals: ${arrivals}${clientOf(c, cached)} }`;
    }),
    processes:
      cached && c.maybe(0.5)
        ? [
            [
              '  sweeper:',
              `    loop: ${c.pick(['3s', '4703ms'])}`,
              `    steps: [{ id: sweep, delay: 1009ms,${empty} }]`,
            ].join('\n'),
          ]
        : [],
    faults: cached ? [`  - { id: flush, at: ${start}s,${empty} }`] : [],
  };
}

/** A client's settings for its calls. */
function clientOf(c: Chance, cached: boolean): string {
  const keys = [
    `priority: ${c.pick(['0', '1', '2', "'flag ? 0 : 2'"])}`,
    ...(c.maybe(0.5) ? [`timeout: ${c.int(6, 30) * 100 + 31}ms`] : []),
    ...(cached && c.maybe(0.8)
      ? [
          `cache: { ttl: ${c.pick(['4s', '30s'])}, keys: ${c.pick(['3', '6', '{ count: 8, popularity: zipf(1), size: 4 }'])} }`,
        ]
      : []),
  ];
  return keys.map((key) => `, ${key}`).join('');
}

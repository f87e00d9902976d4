import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import type { Run } from '../../result.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { baseRun } from '../../tests/support/evaluate-text.ts';
import { readYaml } from '../../yaml/read.ts';
import { run } from '../run.ts';

/** A run of 100 s in which `web` gets 10 requests per second. */
function runOf(web: string, more = '', client = ''): Run {
  const source = fileSource(
    'scenario.yaml',
    `scenario: members
until: 100s
services:
  web: ${web}
load:
  - { id: users, to: web, arrivals: { dist: constant, rate: 10/s }${client} }
measure:
  healthy: { is: min(web.healthy), window: 1s }
  serving: { is: min(web.in_service), window: 1s }
  waiting: { is: max(web.queue), window: 1s }
${more}`,
  );
  const options = { record: [], isZone: () => true, variant: 'base' };
  const { scenario, diagnostics } = checkScenario(source, readYaml(source, 'the scenario').root!, options);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  return run(compile(scenario), { variant: 'base', patches: [], seed: 1 }).run;
}

const valuesOf = (result: Run, name: string) => result.measures.find((one) => one.name === name)!;
const changes = ({ trace }: Run) =>
  trace.filter(({ actor }) => actor === 'web').map(({ t, say }) => [t / 1e6, say]);

describe('members', () => {
  test('that a percentage means are counted exactly', () => {
    // In binary, 7% of 100 is a little more than 7, and 55% a little more than 55.
    const down = (share: string) => `faults: [{ id: f, at: 50s, members: ${share}, down: web }]`;
    const web = (least: string) =>
      `{ members: 100, health_check: { every: 2s, timeout: 1s, unhealthy_after: 1, min_healthy: ${least} } }`;
    expect(valuesOf(runOf(web('1'), down('7%')), 'serving').last).toBe(93);
    expect(valuesOf(runOf(web('55%'), down('45%')), 'serving').last).toBe(55);
    expect(valuesOf(runOf(web('56%'), down('45%')), 'serving').last).toBe(100);
  });

  test('have a queue and slots each', () => {
    // 10 requests per second, 5 for each member, which serves 5 per second.
    const fair = runOf('{ members: 2, concurrency: 1, service_time: 190ms }');
    expect(fair.services[0]).toMatchObject({ requests: 999, failed: 0 });
    expect(valuesOf(fair, 'waiting').greatest).toBe(0);
    const shared = runOf('{ members: 2, concurrency: 1, service_time: 210ms, queue: { capacity: 0 } }');
    expect(shared.services[0]!.failed).toBeGreaterThan(400);
  });

  test('that are full get no requests if the balance is `least_busy`', () => {
    const slow = (balance: string) =>
      runOf(
        `{ members: 3, concurrency: 1, service_time: 100ms, queue: { capacity: 0 }, balance: ${balance} }`,
        'faults: [{ id: slow, at: 0s, members: 1, set: { web.slowdown: 1000 } }]',
      ).services[0]!.failed;
    expect(slow('least_busy')).toBe(0);
    expect(slow('round_robin')).toBe(332);
  });

  test('that fail immediately attract requests if the balance is `least_busy`', () => {
    const failed = runOf(
      '{ members: 4, concurrency: 1, service_time: 1s, balance: least_busy }',
      'faults: [{ id: broken, at: 0s, members: 1, down: web }]',
    ).services[0]!.failed;
    expect(failed).toBeGreaterThan(600);
  });

  test('are chosen at random with equal probability', () => {
    const { failed } = runOf(
      '{ members: 4, balance: random }',
      'faults: [{ id: broken, at: 0s, members: 25%, down: web }]',
    ).services[0]!;
    expect(failed).toBeGreaterThan(200);
    expect(failed).toBeLessThan(300);
  });
});

describe('a health check', () => {
  const check = 'every: 10s, timeout: 1s, unhealthy_after: 2, healthy_after: 3';

  test('takes a member that is down out of service and back', () => {
    const result = runOf(
      `{ members: 4, health_check: { ${check} } }`,
      'faults: [{ id: broken, at: 1s, for: 29s, members: 2, down: web }]',
    );
    // The first probes of the members are at 2.5 s, 5 s, 7.5 s and 10 s.
    expect(changes(result)).toEqual([
      [12.5, 'web[0] is unhealthy: 3 of 4 members take requests'],
      [15, 'web[1] is unhealthy: 2 of 4 members take requests'],
      [52.5, 'web[0] is healthy again: 3 of 4 members take requests'],
      [55, 'web[1] is healthy again: 4 of 4 members take requests'],
    ]);
    // Half of the requests fail from 1 s to 12.5 s, and a third fail until 15 s.
    expect(result.services[0]!.failed).toBe(67);
    expect(valuesOf(result, 'healthy').least).toBe(2);
    expect(result.services[0]!.series.members!.inService).toContain(2);
  });

  test('fails if the probe isn’t answered within the timeout', () => {
    const busy = (timeout: string) =>
      runOf(
        `{ members: 2, concurrency: 1, service_time: 500ms, health_check: { every: 1s, timeout: ${timeout}, min_healthy: 0 } }`,
      );
    // Twice as many requests arrive as the members can serve, so probes wait longer and longer.
    expect(changes(busy('2s'))[0]![1]).toBe('web[0] is unhealthy: 1 of 2 members take requests');
    expect(changes(busy('100s'))).toEqual([]);
  });

  test('detects a slow member only if probes have work', () => {
    const slow = (work: string) =>
      changes(
        runOf(
          `{ members: 2, service_time: 10ms, health_check: { ${check}${work} } }`,
          'faults: [{ id: slow, at: 1s, members: 1, set: { web.slowdown: 200 } }]',
        ),
      );
    expect(slow('')).toEqual([]);
    expect(slow(', service_time: 10ms')).toEqual([[16, 'web[0] is unhealthy: 1 of 2 members take requests']]);
  });

  test('uses all members if too few are healthy', () => {
    const half = (least: string) =>
      runOf(
        `{ members: 4, health_check: { ${check}, min_healthy: ${least} } }`,
        'faults: [{ id: broken, at: 1s, members: 3, down: web }]',
      );
    const opened = half('50%');
    expect(changes(opened).at(-1)).toEqual([
      17.5,
      'web[2] is unhealthy: too few are healthy (1 of 4), so all members take requests',
    ]);
    expect(opened.services[0]!.failed).toBeGreaterThan(600);
    expect(half('25%').services[0]!.failed).toBeLessThan(150);
    expect(valuesOf(half('0'), 'serving').last).toBe(1);
  });

  test('that is deep fails with the services it calls', () => {
    const calling = (deep: boolean) =>
      runOf(
        `{ members: 4, calls: [{ to: db }], health_check: { ${check}, min_healthy: 0, deep: ${deep} } }\n  db: {}`,
        'faults: [{ id: outage, at: 1s, for: 20s, down: db }]',
      );
    expect(changes(calling(false))).toEqual([]);
    const deep = calling(true);
    expect(valuesOf(deep, 'serving').least).toBe(0);
    expect(changes(deep).at(-1)).toEqual([50, 'web[3] is healthy again: 4 of 4 members take requests']);
    // The probes are requests to the database.
    const db = deep.services.find(({ service }) => service === 'db')!;
    expect(db.requests + deep.services[0]!.failed).toBeGreaterThan(1000);
  });

  test('doesn’t count as a request', () => {
    const { services } = runOf(`{ members: 4, health_check: { every: 1s, timeout: 1s } }`);
    expect(services[0]).toMatchObject({ requests: 999, failed: 0 });
  });
});

test('a fault of the whole service takes all members down', () => {
  const { services } = runOf('{ members: 4 }', 'faults: [{ id: outage, at: 50s, for: 10s, down: web }]');
  expect(services[0]!.failed).toBe(100);
});

test('the effects of two faults on a member end separately', () => {
  const { services } = runOf(
    '{ members: 2 }',
    `faults:
  - { id: a, at: 10s, for: 20s, members: 1, set: { web.available: 0% } }
  - { id: b, at: 20s, for: 20s, members: 1, set: { web.available: false } }`,
  );
  expect(services[0]!.failed).toBe(150);
});

describe('health checks and autoscalers', () => {
  const stuck = (web: string, until = '60s') => `scenario: stuck
until: ${until}
services:
  hang: { concurrency: 0, service_time: 1ms }
  web: ${web}
processes: { p: { steps: [{ id: a, call: { to: hang } }] } }
`;

  test.each([
    [
      'probes',
      '{ members: 3, concurrency: 2, service_time: 1ms, health_check: { every: 1s, timeout: 500ms } }',
    ],
    ['probes with work', '{ members: 3, health_check: { every: 1s, timeout: 900ms, service_time: 700ms } }'],
    ['an autoscaler', '{ members: 3, autoscale: { metric: 1, above: 5, every: 1s, max: 5 } }'],
  ])('%s don’t keep a run from being called waiting', (_what, web) => {
    expect(baseRun(stuck(web)).ended.because).toBe('waiting');
    // The result is the same if a probe is in service at the end of the run.
    expect(baseRun(stuck(web, '59500ms')).ended.because).toBe('waiting');
  });

  test('the calls of a deep probe don’t keep a run from being called waiting either', () => {
    const deep =
      '{ members: 3, health_check: { every: 1s, timeout: 900ms, deep: true }, calls: [{ to: db }] }';
    const text = (until: string): string =>
      stuck(deep, until).replace('services:', 'services:\n  db: { service_time: 700ms }');
    for (const until of ['59200ms', '59500ms', '59900ms', '60s'])
      expect(baseRun(text(until)).ended.because).toBe('waiting');
  });

  test('a call queued after a probe in service isn’t stuck', () => {
    const text = `scenario: queued
until: 10500ms
services:
  web: { members: 1, concurrency: 1, service_time: 1ms, health_check: { every: 10s, timeout: 9s, service_time: 5s } }
processes: { p: { steps: [{ id: a, delay: 10200ms }, { id: b, call: { to: web } }] } }
`;
    expect(baseRun(text).ended.because).toBe('until');
  });
});

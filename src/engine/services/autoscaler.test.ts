import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import type { Run } from '../../result.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';
import { run } from '../run.ts';

/** A run of 100 s in which `web` starts with 4 members and gets `rate` requests per second, each of 500 ms. */
function runOf(autoscale: string, { rate = '8/s', keys = '', more = '' } = {}): Run {
  const source = fileSource(
    'scenario.yaml',
    `scenario: scaling
until: 100s
state: { control_plane_up: true }
services:
  web: { members: 4, concurrency: 4, service_time: 500ms, autoscale: { every: 10s, ${autoscale} }${keys} }
load:
  - { id: users, to: web, arrivals: { dist: constant, rate: ${rate} } }
measure:
  busy: { is: avg(web.busy) / (4.0 * avg(web.running)), window: 5s }
  working: { is: avg(web.busy), window: 5s }
  slow: { is: p50(web.latency), window: 5s }
  desired: { is: max(web.desired), window: 1s }
  starting: { is: max(web.starting), window: 1s }
  running: { is: max(web.running), window: 1s }
${more}`,
  );
  const options = { record: [], isZone: () => true, variant: 'base' };
  const { scenario, diagnostics } = checkScenario(source, readYaml(source, 'the scenario').root!, options);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  return run(compile(scenario), { variant: 'base', patches: [], seed: 1 }).run;
}

const measured = (result: Run, name: string) => result.measures.find((one) => one.name === name)!;
const changes = ({ trace }: Run) =>
  trace.filter(({ actor }) => actor === 'web').map(({ t, say }) => [t / 1e6, say]);
const last = (result: Run) => measured(result, 'running').last;
/** When a measure first had at least this value, in seconds. All changes are at whole seconds. */
const when = (result: Run, name: string, least: number) => {
  const { every, values } = measured(result, name);
  const at = values.findIndex((value) => value !== null && value >= least);
  return at < 0 ? null : Math.ceil((at * every) / 1e6);
};

describe('an autoscaler with a target', () => {
  test('wants as many members as it takes to bring the metric to the target', () => {
    // 24 requests per second that take half a second each use 12 slots: 60% of the 20 slots of 5 members.
    const up = runOf('metric: busy, target: 60%, max: 20', { rate: '24/s' });
    expect(changes(up)).toEqual([[10, 'web: desired members changed from 4 to 5']]);
    // 8 requests per second use 4 slots. 2 members are enough to keep that below 60%.
    expect(last(runOf('metric: busy, target: 0.6, max: 20'))).toBe(2);
  });

  test('stays between `min` and `max`, and changes by at most `step`', () => {
    expect(last(runOf('metric: busy, target: 60%, min: 3, max: 20'))).toBe(3);
    expect(last(runOf('metric: busy, target: 10%, max: 7'))).toBe(7);
    const slowly = runOf('metric: busy, target: 10%, max: 20, step: 2');
    expect(changes(slowly).slice(0, 2)).toEqual([
      [10, 'web: desired members changed from 4 to 6'],
      [20, 'web: desired members changed from 6 to 8'],
    ]);
  });

  test('can compare durations', () => {
    expect(last(runOf('metric: slow, target: 1100ms, max: 20'))).toBe(1);
    expect(last(runOf('metric: slow, target: 250ms, max: 20'))).toBe(20);
  });

  test('changes nothing while the metric has no value', () => {
    expect(changes(runOf('metric: slow, target: 1s, max: 20', { rate: '0.001/s' }))).toEqual([]);
  });

  test('counts only members that run, so that starting ones aren’t started twice', () => {
    const result = runOf('metric: busy, target: 60%, max: 20, start_time: 25s', { rate: '24/s' });
    expect(changes(result)).toEqual([[10, 'web: desired members changed from 4 to 5']]);
    expect(when(result, 'starting', 1)).toBe(10);
    expect(when(result, 'running', 5)).toBe(35);
  });
});

describe('an autoscaler with limits', () => {
  test('adds and removes `step` members, and waits for `cooldown`', () => {
    const up = runOf('metric: busy, above: 5%, step: 3, max: 20, cooldown: 25s');
    expect(changes(up)).toEqual([
      [10, 'web: desired members changed from 4 to 7'],
      [40, 'web: desired members changed from 7 to 10'],
      [70, 'web: desired members changed from 10 to 13'],
    ]);
    const down = runOf('metric: busy, below: 50%, max: 20');
    expect(changes(down).map(([t]) => t)).toEqual([10, 20]);
    expect(last(down)).toBe(2);
  });
});

describe('new members', () => {
  const more = 'metric: busy, target: 10%, max: 20';

  test('are limited by a rate', () => {
    const result = runOf(`${more}, limit: 6/m`);
    expect(when(result, 'desired', 10)).toBe(10);
    expect([5, 6, 7, 8, 9, 10].map((least) => when(result, 'running', least))).toEqual([
      10, 20, 30, 40, 50, 60,
    ]);
    // If the limit allows less than one member per reading, the budget is carried over.
    const slow = runOf(`${more}, limit: 4/m`);
    expect([5, 6, 7, 8].map((least) => when(slow, 'running', least))).toEqual([20, 30, 50, 60]);
  });

  test('don’t start while a condition is false', () => {
    const result = runOf(`${more}, limit: control_plane_up`, {
      more: 'faults: [{ id: outage, at: 5s, for: 50s, set: { control_plane_up: false } }]',
    });
    expect(when(result, 'desired', 10)).toBe(10);
    expect(when(result, 'running', 10)).toBe(60);
  });

  test('that fail to start are replaced at the next reading', () => {
    const result = runOf(`${more}, start_time: 5s, failures: 'control_plane_up ? 0.0 : 1.0'`, {
      more: 'faults: [{ id: outage, at: 5s, for: 50s, set: { control_plane_up: false } }]',
    });
    expect(changes(result)[1]).toEqual([15, 'web: a member fails to start']);
    expect(when(result, 'running', 10)).toBe(55);
  });

  test('that are no longer needed don’t start', () => {
    const result = runOf('metric: working, above: 3, step: 8, below: 3, max: 12, start_time: 50s', {
      rate: '8/s',
      more: 'faults: [{ id: quiet, at: 15s, set: { users.rate: 1/s } }]',
    });
    expect(changes(result)[0]).toEqual([10, 'web: desired members changed from 4 to 12']);
    expect(measured(result, 'running').greatest).toBe(4);
  });

  test('that leave finish their work first', () => {
    const keys = ', balance: random';
    const result = runOf('metric: busy, below: 100%, step: 3, max: 20', { keys });
    expect(last(result)).toBe(1);
    expect(result.services[0]).toMatchObject({ failed: 0 });
  });

  test('are down during a fault of the whole service', () => {
    const fault = 'faults: [{ id: outage, at: 5s, for: 20s, down: web }]';
    const result = runOf("metric: 'has(busy) ? 1.0 : 0.0', above: 0.5, step: 4, max: 8", { more: fault });
    // 8 requests per second fail for 20 seconds, plus the 4 that were in service.
    expect(result.services[0]!.failed).toBe(164);
    expect(last(result)).toBe(8);
  });
});

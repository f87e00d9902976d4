import { describe, expect, test } from 'vitest';
import { evaluateText, resultOf } from '../support/evaluate-text.ts';

const DEPLOY = (more: string, steps = '{ id: deploy, delay: 2m, set: { up: false } }') => `
scenario: deploy
until: 10m
clock: { start: 2026-03-02T09:00:00Z }
observed: { alert: { at: 2026-03-02T09:01:00Z, text: Alert } }
services: { shop: { available: up } }
state: { up: true }
load: [{ id: v, to: shop, arrivals: { dist: constant, rate: 5/s } }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
steady_state: goodput > 4.0
processes:
  release: { steps: [${steps}] }
${more}
`;

const recoveryOf = (text: string) => resultOf(text, { only: 'run' }).runs[0]!.recovery!;

describe('a trigger', () => {
  test('that is a step counts from the step', () => {
    const recovery = recoveryOf(DEPLOY('trigger: release.deploy'));
    expect(recovery).toMatchObject({
      trigger: { from: 120e6, to: 120e6 },
      triggers: [{ name: 'release.deploy', kind: 'step', from: 120e6, to: 120e6 }],
      steadyBefore: true,
      recoveredAt: null,
      metastable: true,
    });
  });

  test('of several steps lasts from the first to the last', () => {
    const steps =
      '{ id: deploy, delay: 2m, set: { up: false } }, { id: wait, delay: 1m }, { id: back, set: { up: true } }';
    const recovery = recoveryOf(DEPLOY('trigger: [release.deploy, release.back]', steps));
    expect(recovery.trigger).toEqual({ from: 120e6, to: 180e6 });
    expect(recovery.recoveredAfter).toBe(recovery.recoveredAt! - 120e6);
    expect(recovery.recoveredAt).toBeGreaterThan(180e6);
    expect(recovery.metastable).toBe(false);
  });

  test('in a fleet and in an `either` is found by either id', () => {
    const fleet = (trigger: string) =>
      recoveryOf(
        DEPLOY(
          `trigger: ${trigger}`,
          '{ id: roll, either: [{ id: slow, delay: 3m, set: { up: false } }, { id: never, when: "false" }] }',
        ).replace('release: {', 'release: { instances: 3,'),
      ).trigger;
    expect(fleet('release.roll')).toEqual({ from: 180e6, to: 180e6 });
    expect(fleet('release.slow')).toEqual({ from: 180e6, to: 180e6 });
    expect(fleet('release.never')).toBeNull();
  });

  test('can be an observed moment and one of several faults', () => {
    const faults =
      'faults: [{ id: early, at: 30s, for: 1s, set: { shop.available: true } }, { id: late, at: 4m, for: 1m, set: { shop.available: false } }]';
    const text = DEPLOY(`trigger: [observed.alert, late]\n${faults}`, '{ id: idle }').replace(
      'available: up',
      'available: true',
    );
    expect(recoveryOf(text)).toMatchObject({
      trigger: { from: 60e6, to: 300e6 },
      triggers: [
        { kind: 'observed', from: 60e6 },
        { kind: 'fault', from: 240e6, to: 300e6 },
      ],
      metastable: false,
    });
  });

  test('that never happens is reported', () => {
    const { result, diagnostics } = evaluateText(
      DEPLOY('trigger: release.deploy', '{ id: deploy, when: "!up", may_wait: true }'),
    );
    expect(diagnostics).toEqual([]);
    const run = result!.runs[0]!;
    expect(run.recovery).toMatchObject({ trigger: null, triggers: [{ from: null, to: null }] });
    expect(run.notes).toEqual(['The trigger release.deploy never happened.']);
  });

  test('that changes nothing isn’t recovered from after 0 s', () => {
    const claims = 'expect: { base: { run: { metastable: false, recovers_by: 10s } } }';
    const text = DEPLOY(`trigger: release.deploy\n${claims}`, '{ id: deploy, delay: 2m, set: { up: true } }');
    const [run] = resultOf(text, { only: 'run' }).runs;
    expect(run!.recovery).toMatchObject({ recoveredAfter: 0, steadyBefore: true, metastable: false });
    expect(run!.expectations.map(({ claim, found, met }) => [claim, found, met])).toEqual([
      ["the run isn't metastable", "it isn't: it never leaves its steady state", true],
      ['the run recovers by 10s', 'it never leaves its steady state', true],
    ]);
  });

  test('must follow a steady state', () => {
    const { diagnostics } = evaluateText(DEPLOY('trigger: release.deploy').replaceAll('2m', '5s'));
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['run/not-steady', expect.stringContaining('before the first trigger')],
    ]);
  });
});

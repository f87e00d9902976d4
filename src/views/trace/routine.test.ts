import { describe, expect, it } from 'vitest';
import { awsResult } from '../../tests/support/results/run.ts';
import { event } from '../../tests/support/results/trace.ts';
import { MINUTE, SECOND } from '../../time/duration.ts';
import { notableEvents, notableMoments } from './routine.ts';

describe('notable events', () => {
  it('are the first of a kind, both ends of a long pause and everything pivotal', () => {
    const ticking = Array.from({ length: 12 }, (_, i) => event(i * SECOND, 'p', { step: 'tick' }));
    const late = event(60 * SECOND, 'p', { step: 'tick' });
    const crash = event(61 * SECOND, 'p', { process: 'p', step: 'tick', kind: 'crash' });
    const notable = notableEvents([...ticking, late, crash]);
    expect([...notable].sort(([a], [b]) => a - b)).toEqual([
      [0, 'first'],
      [1, 'early'],
      [11, 'pause'],
      [12, 'pause'],
      [13, 'pivotal'],
    ]);
  });

  it('include only the first events about the health and the number of members', () => {
    const health = Array.from({ length: 20 }, (_, i) =>
      event(i * SECOND, 'web', {
        kind: i % 2 === 0 ? 'crash' : 'restart',
      }),
    );
    const scaled = Array.from({ length: 9 }, (_, i) => event((20 + i) * SECOND, 'web', { kind: 'scale' }));
    const down = event(40 * SECOND, 'w1', { process: 'w', kind: 'crash' });
    const notable = notableEvents([...health, ...scaled, down]);
    expect([...notable.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 20, 21, 29]);
  });

  it('include the pause of the slow Enactor in the DNS race', () => {
    const { trace } = awsResult().runs[0]!;
    const pauses = [...notableEvents(trace)].flatMap(([i, why]) => (why === 'pause' ? [trace[i]!.say] : []));
    expect(pauses).toContain('picks plan 110');
    expect(pauses).toContain('points the endpoint at plan 110');
  });

  it('put impact on the axis, but not the error-rate noise of a healthy service', () => {
    const result = awsResult();
    const run = result.runs[0]!;
    const moments = notableMoments(result, run, new Map());
    expect(moments).toContain(18 * MINUTE);
    expect(moments).toContain(191 * MINUTE);
    const noisy = run.services.map((service) => ({ ...service, windows: [], errorRate: [0, 0.3, 0, 0.4] }));
    expect(notableMoments(result, { ...run, services: noisy }, new Map())).not.toContain(MINUTE);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

describe('event queue', () => {
  it('gives events by time, rank and insertion, whatever the order they came in', () => {
    const event = fc.record({ time: fc.integer({ min: 0, max: 20 }), rank: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 400 }), (events) => {
        const queue = new EventQueue();
        events.forEach(({ time, rank }, i) => {
          queue.push(time, rank, 5, i, 0, 0);
        });
        const sorted = events
          .map((one, i) => ({ ...one, i }))
          .sort((a, b) => a.time - b.time || a.rank - b.rank || a.i - b.i);
        for (const { time, i } of sorted) {
          expect(queue.peekTime()).toBe(time);
          expect(queue.pop()).toBe(true);
          expect([queue.time, queue.subject]).toEqual([time, i]);
        }
        expect(queue.pop()).toBe(false);
        expect(queue.peekTime()).toBe(Number.POSITIVE_INFINITY);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('stays in order while events come and go', () => {
    const queue = new EventQueue();
    let last = 0;
    let x = 12_345;
    for (let i = 0; i < 300; i++) queue.push(i % 17, 0, 0, i, 0, 0);
    for (let i = 0; i < 5_000; i++) {
      queue.pop();
      expect(queue.time).toBeGreaterThanOrEqual(last);
      last = queue.time;
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
      queue.push(last + (x % 50), 0, 0, i, 0, 0);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

interface Entry {
  readonly time: number;
  readonly rank: number;
  readonly i: number;
}

const before = (a: Entry, b: Entry): number => a.time - b.time || a.rank - b.rank || a.i - b.i;

/** The same queue implemented as a list that is sorted after each insertion. */
class SortedList {
  private readonly entries: Entry[] = [];

  push(entry: Entry): void {
    this.entries.push(entry);
    this.entries.sort(before);
  }

  pop(): Entry | undefined {
    return this.entries.shift();
  }

  get first(): Entry | undefined {
    return this.entries[0];
  }

  get size(): number {
    return this.entries.length;
  }
}

describe('event queue', () => {
  it('returns events by time, rank and insertion', () => {
    const event = fc.record({ time: fc.integer({ min: 0, max: 20 }), rank: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 400 }), (events) => {
        const queue = new EventQueue();
        events.forEach(({ time, rank }, i) => {
          queue.push(time, rank, 5, i, 0, 0);
        });
        for (const { time, i } of events.map((one, i) => ({ ...one, i })).sort(before)) {
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

  // The first event pushed after a pop fills the hole. Pushing none, one or several must all work.
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ later: fc.nat(30), rank: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.constant('pop' as const) },
    { weight: 1, arbitrary: fc.constant('peek' as const) },
  );

  it('agrees with a sorted list for any sequence of operations', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 900 }), (steps) => {
        const queue = new EventQueue();
        const list = new SortedList();
        let now = 0;
        steps.forEach((one, i) => {
          if (one === 'peek') expect(queue.peekTime()).toBe(list.first?.time ?? Number.POSITIVE_INFINITY);
          else if (one === 'pop') {
            const expected = list.pop();
            expect(queue.pop()).toBe(expected !== undefined);
            if (expected === undefined) return;
            now = queue.time;
            const { kind, subject, detail, stamp } = queue;
            expect({ now, kind, subject, detail, stamp }).toEqual({
              now: expected.time,
              kind: expected.rank,
              subject: expected.i,
              detail: expected.i + 5,
              stamp: expected.i ^ 77,
            });
          } else {
            queue.push(now + one.later, one.rank, one.rank, i, i + 5, i ^ 77);
            list.push({ time: now + one.later, rank: one.rank, i });
          }
          expect(queue.size).toBe(list.size);
        });
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('stays in order when it grows beyond its initial capacity', () => {
    const queue = new EventQueue();
    let last = 0;
    let x = 12_345;
    for (let i = 0; i < 1_300; i++) queue.push(i % 17, 0, 0, i, 0, 0);
    for (let i = 0; i < 5_000; i++) {
      queue.pop();
      expect(queue.time).toBeGreaterThanOrEqual(last);
      last = queue.time;
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
      queue.push(last + (x % 50), 0, 0, i, 0, 0);
    }
    expect(queue.size).toBe(1_300);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT, EventQueue } from '../state/event-queue.ts';
import { Deadlines } from './deadlines.ts';
import { type Attempt, AttemptPool, DOES, RequestPool } from './request-pool.ts';

/** A list of deadlines with the events that it asks for, and nothing else of a run. */
class Bench {
  readonly queue = new EventQueue();
  readonly requests = new RequestPool([], 0);
  readonly attempts = new AttemptPool([], 0);
  readonly deadlines: Deadlines;
  now = 0;
  pushed = 0;

  constructor(waitsOnly: boolean) {
    const stage = {
      pushLate: (time: number, kind: number, subject: number, stamp: number): void => {
        this.pushed++;
        this.queue.push(time, 0, kind, subject, 0, stamp);
      },
    };
    this.deadlines = new Deadlines(stage, 3, waitsOnly);
  }

  begin(length: number): Attempt {
    const a = this.attempts.take(this.requests.take());
    a.does = DOES.waits;
    this.deadlines.add(this.now + length, a);
    return a;
  }

  /** Goes on to a time; gives the attempts that ran out of time, with when. */
  goTo(time: number): [number, Attempt][] {
    const out: [number, Attempt][] = [];
    while (this.queue.peekTime() <= time) {
      this.queue.pop();
      expect([this.queue.kind, this.queue.subject]).toEqual([EVENT.deadline, 3]);
      this.now = this.queue.time;
      for (let a = this.deadlines.take(this.now); a !== null; a = this.deadlines.take(this.now)) {
        out.push([this.now, a]);
        this.attempts.release(a);
      }
      this.deadlines.next();
    }
    this.now = time;
    return out;
  }
}

const LENGTH = 20;

describe('deadlines', () => {
  // After some time either a new attempt begins, or one of those that are open ends, works on or loses its client.
  const step = fc.record({
    after: fc.nat(9),
    what: fc.constantFrom('begin', 'begin', 'release', 'serve', 'leave'),
    which: fc.nat(1000),
  });

  it.each([true, false])(
    'come for whom they still count, at their time (only those that wait: %s)',
    (waitsOnly) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
          const bench = new Bench(waitsOnly);
          const open: { a: Attempt; due: number; counts: boolean }[] = [];
          let begun = 0;
          const pass = (time: number): void => {
            const expected = open.filter(({ due, counts }) => counts && due <= time);
            expect(bench.goTo(time)).toEqual(expected.map(({ due, a }) => [due, a]));
            for (const one of expected) open.splice(open.indexOf(one), 1);
          };
          for (const { after, what, which } of steps) {
            pass(bench.now + after);
            const at = which % Math.max(1, open.length);
            const one = open[at];
            if (what === 'begin' || one === undefined) {
              begun++;
              open.push({ a: bench.begin(LENGTH), due: bench.now + LENGTH, counts: true });
            } else if (what === 'release') {
              bench.attempts.release(one.a);
              open.splice(at, 1);
            } else if (what === 'serve') {
              one.a.does = DOES.works;
              if (waitsOnly) one.counts = false;
            } else {
              one.a.request = null;
              if (!waitsOnly) one.counts = false;
            }
          }
          pass(bench.now + LENGTH);
          expect(bench.queue.size).toBe(0);
          expect(bench.pushed).toBeLessThanOrEqual(begun);
        }),
        { seed: 3, numRuns: 200 },
      );
    },
  );
});

describe('pools', () => {
  it('hand out what was given back, with another generation', () => {
    const all: Attempt[] = [];
    const attempts = new AttemptPool(all, 2);
    const requests = new RequestPool([], 5);
    const first = attempts.take(requests.take());
    const second = attempts.take(requests.take());
    expect([first.id, second.id, first.service]).toEqual([0, 1, 2]);
    const { gen } = first;
    attempts.release(first);
    const r = requests.take();
    Object.assign(r, { who: 1, what: 2, n: 3, tries: 4, weight: 2.5 });
    const third = attempts.take(r);
    expect(third).toBe(first);
    expect(third.gen).toBe(gen + 1);
    expect(third).toMatchObject({
      request: r,
      does: DOES.nothing,
      call: 0,
      child: null,
      who: 1,
      n: 3,
      tries: 4,
    });
    expect(all).toEqual([first, second]);
  });
});

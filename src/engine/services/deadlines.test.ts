import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT, EventQueue } from '../state/event-queue.ts';
import { Deadlines } from './deadlines.ts';
import { type Attempt, AttemptPool, PHASE, RequestPool } from './request-pool.ts';

/** A deadline list and its events, isolated from the rest of the run. */
class TestBed {
  readonly queue = new EventQueue();
  readonly requests = new RequestPool([], 0);
  readonly attempts = new AttemptPool([], 0);
  readonly deadlines: Deadlines;
  now = 0;
  pushed = 0;

  constructor(queuedOnly: boolean) {
    const host = {
      reserveLate: () => this.queue.reserve(),
      pushReserved: (time: number, kind: number, subject: number, place: number): void => {
        this.pushed++;
        this.queue.pushReserved(time, 0, kind, subject, place);
      },
    };
    this.deadlines = new Deadlines(host, 3, queuedOnly);
  }

  begin(length: number): Attempt {
    const a = this.attempts.take(this.requests.take());
    a.phase = PHASE.waiting;
    this.deadlines.add(this.now + length, a);
    return a;
  }

  /** Advances to a time. Returns each attempt that reached its deadline, with the time. */
  advanceTo(time: number): [number, Attempt][] {
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
  // After some time, a new attempt begins, or an open attempt ends, enters service, or is abandoned by its client.
  const step = fc.record({
    after: fc.nat(9),
    what: fc.constantFrom('begin', 'begin', 'release', 'serve', 'leave'),
    which: fc.nat(1000),
  });

  it.each([true, false])(
    'pass on time for the attempts to which they still apply (queued attempts only: %s)',
    (queuedOnly) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
          const bed = new TestBed(queuedOnly);
          const open: { a: Attempt; due: number; applies: boolean }[] = [];
          let started = 0;
          const pass = (time: number): void => {
            const expected = open.filter(({ due, applies }) => applies && due <= time);
            expect(bed.advanceTo(time)).toEqual(expected.map(({ due, a }) => [due, a]));
            for (const one of expected) open.splice(open.indexOf(one), 1);
          };
          for (const { after, what, which } of steps) {
            pass(bed.now + after);
            const at = which % Math.max(1, open.length);
            const one = open[at];
            if (what === 'begin' || one === undefined) {
              started++;
              open.push({ a: bed.begin(LENGTH), due: bed.now + LENGTH, applies: true });
            } else if (what === 'release') {
              bed.attempts.release(one.a);
              open.splice(at, 1);
            } else if (what === 'serve') {
              one.a.phase = PHASE.working;
              if (queuedOnly) one.applies = false;
            } else {
              one.a.request = null;
              if (!queuedOnly) one.applies = false;
            }
          }
          pass(bed.now + LENGTH);
          expect(bed.queue.size).toBe(0);
          expect(bed.pushed).toBeLessThanOrEqual(started);
        }),
        { seed: 3, numRuns: 200 },
      );
    },
  );
});

describe('pools', () => {
  it('reuse released objects with a new generation', () => {
    const all: Attempt[] = [];
    const attempts = new AttemptPool(all, 2);
    const requests = new RequestPool([], 5);
    const first = attempts.take(requests.take());
    const second = attempts.take(requests.take());
    expect([first.id, second.id, first.service]).toEqual([0, 1, 2]);
    const { gen } = first;
    attempts.release(first);
    const r = requests.take();
    Object.assign(r, { who: 1, what: 2, n: 3, attempts: 4, weight: 2.5 });
    const third = attempts.take(r);
    expect(third).toBe(first);
    expect(third.gen).toBe(gen + 1);
    expect(third).toMatchObject({
      request: r,
      phase: PHASE.idle,
      call: 0,
      child: null,
      who: 1,
      n: 3,
      attemptNumber: 4,
    });
    expect(all).toEqual([first, second]);
  });
});

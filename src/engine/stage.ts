import type { Span } from '../diagnostic/diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';
import type { Draws } from './random.ts';
import type { Watches } from './watch.ts';

/** What the simulation of services needs of the run that it is part of. */
export interface Stage {
  readonly model: Model;
  readonly draws: Draws;
  readonly watches: Watches;
  readonly now: number;
  readonly s: readonly Value[];
  /** Adds an event of a load. */
  pushArrival(time: number, load: number, stamp: number): void;
  /** Adds an event of a service. */
  pushService(time: number, kind: number, subject: number, stamp: number): void;
  /** Adds a time at which something runs out: it comes behind all else of that time. */
  pushLate(time: number, kind: number, subject: number, stamp: number): void;
  /** Tells an instance that its call was answered, unless it moved on since. */
  answerTo(actor: number, branch: number, ok: boolean, stamp: number): void;
  /** Counts something that happens, and holds the number to the limits. */
  count(who: string, span: Span): void;
}

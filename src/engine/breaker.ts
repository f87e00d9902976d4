import type { BreakerModel } from '../model/service-model.ts';
import { Live } from './live.ts';
import type { Stage } from './stage.ts';

/**
 * A circuit breaker. Closed it counts; open it lets nothing through; after `open_for` it lets probes through, and closes
 * once all of them went well. The first that does not opens it again. What began before it opened is not counted.
 */
export class BreakerState {
  private readonly failures: Live;
  private readonly rate: Live;
  private readonly openFor: Live;
  private readonly probes: number;
  /** Outcomes of the last attempts, 1 for a failure, as a ring. */
  private readonly outcomes: Uint8Array;
  private at = 0;
  private seen = 0;
  private failed = 0;
  private inARow = 0;
  private openUntil = 0;
  private state: 'closed' | 'open' | 'probing' = 'closed';
  private probesLeft = 0;
  private probesGood = 0;
  /** Raised with each change of state: an outcome of an earlier one does not count. */
  private epoch = 0;

  constructor(stage: Stage, model: BreakerModel, options: { instance: boolean }) {
    this.failures = new Live(stage, model.failures, options);
    this.rate = new Live(stage, model.rate, options);
    this.openFor = new Live(stage, model.openFor, options);
    this.probes = model.probes;
    this.outcomes = new Uint8Array(model.window);
  }

  /** The epoch under which an attempt may go, or -1 if it is refused. */
  admit(now: number): number {
    if (this.state === 'open' && now >= this.openUntil) {
      this.state = 'probing';
      this.epoch++;
      this.probesLeft = this.probes;
      this.probesGood = 0;
    }
    if (this.state === 'open') return -1;
    if (this.state === 'closed') return this.epoch;
    if (this.probesLeft === 0) return -1;
    this.probesLeft--;
    return this.epoch;
  }

  /** How an attempt went that was admitted under an epoch. */
  record(ok: boolean, epoch: number, now: number, b: number): void {
    if (epoch !== this.epoch) return;
    if (this.state === 'probing') {
      if (!ok) this.open(now, b);
      else if (++this.probesGood === this.probes) this.close();
      return;
    }
    this.inARow = ok ? 0 : this.inARow + 1;
    if (this.tooMany(ok, b)) this.open(now, b);
  }

  private tooMany(ok: boolean, b: number): boolean {
    const window = this.outcomes.length;
    if (window === 0) return this.inARow >= this.failures.readFor(b);
    this.failed += (ok ? 0 : 1) - (this.seen < window ? 0 : this.outcomes[this.at]!);
    this.outcomes[this.at] = ok ? 0 : 1;
    this.at = (this.at + 1) % window;
    this.seen = Math.min(window, this.seen + 1);
    return this.seen === window && this.failed >= this.rate.readFor(b) * window;
  }

  private open(now: number, b: number): void {
    this.state = 'open';
    this.epoch++;
    this.openUntil = now + this.openFor.readFor(b);
  }

  private close(): void {
    this.state = 'closed';
    this.epoch++;
    this.seen = 0;
    this.failed = 0;
    this.at = 0;
    this.inARow = 0;
  }
}

import type { ServiceSeries } from '../result-services.ts';
import { COUNTERS } from '../scenario/measuring.ts';
import { Histogram } from './histogram.ts';
import { MOST_VALUES } from './measured.ts';
import type { Metrics } from './metrics.ts';
import { sixDigits } from './six-digits.ts';

const SECOND = 1_000_000;

/** Lengths of windows that a reader can count in, in microseconds: from a millisecond to a week. */
const NICE = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((s) => s * SECOND),
  ...[1, 2, 6, 12, 24, 168].map((h) => h * 3600 * SECOND),
];

/** The shortest window of which a run has no more than a Result holds. */
export function windowFor(until: number): number {
  return NICE.find((every) => until / every <= MOST_VALUES) ?? Math.ceil(until / MOST_VALUES);
}

const [ATTEMPTS, OK, ERRORS, REJECTED, TIMEOUTS] = (
  ['attempts', 'ok', 'errors', 'rejected', 'timeouts'] as const
).map((name) => COUNTERS.indexOf(name)) as [number, number, number, number, number];
const COUNTED = [ATTEMPTS, OK, ERRORS, REJECTED, TIMEOUTS];

type Lists = Omit<ServiceSeries, 'every'>;

/** What services did over time, one value for each window. */
export class SeriesRecorder {
  readonly every: number;
  /** When a window ends next. */
  next: number;
  private readonly metrics: Metrics;
  private readonly services: readonly { lists: Lists; last: number[]; areas: number[]; lengths: Histogram }[];
  private began = 0;

  constructor(metrics: Metrics, services: number, until: number) {
    this.metrics = metrics;
    this.every = windowFor(until);
    this.next = this.every;
    this.services = Array.from({ length: services }, (_, service) => {
      const lengths = new Histogram();
      metrics.fill(service, lengths);
      return { lists: emptyLists(), last: COUNTED.map(() => 0), areas: [0, 0], lengths };
    });
  }

  /** Ends a window. */
  close(now: number): void {
    const length = now - this.began;
    if (length <= 0) return;
    for (const [service, { lists, last, areas, lengths }] of this.services.entries()) {
      const rates = COUNTED.map((counter, i) => {
        const total = this.metrics.total(service, counter);
        const grown = total - last[i]!;
        last[i] = total;
        return sixDigits((grown * SECOND) / length);
      });
      lists.offered.push(rates[0]!);
      lists.goodput.push(rates[1]!);
      lists.errors.push(rates[2]!);
      lists.rejected.push(rates[3]!);
      lists.timeouts.push(rates[4]!);
      for (const [gauge, list] of [lists.queue, lists.busy].entries()) {
        const area = this.metrics.area(service, gauge, now);
        list.push(sixDigits((area - areas[gauge]!) / length));
        areas[gauge] = area;
      }
      const quantile = (share: number): number | null => {
        const value = lengths.quantile(share);
        return Number.isNaN(value) ? null : value;
      };
      lists.p50.push(quantile(0.5));
      lists.p99.push(quantile(0.99));
      lengths.clear();
    }
    this.began = now;
    this.next = now + this.every;
  }

  of(service: number): ServiceSeries {
    return { every: this.every, ...this.services[service]!.lists };
  }
}

function emptyLists(): Lists {
  return {
    offered: [],
    goodput: [],
    errors: [],
    rejected: [],
    timeouts: [],
    queue: [],
    busy: [],
    p50: [],
    p99: [],
  };
}

/** The series of a run that keeps none. */
export function noSeries(every: number): ServiceSeries {
  return { every, ...emptyLists() };
}

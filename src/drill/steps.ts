import type { TimelineEntry } from '../incident/timeline.ts';
import type { MarkResult, MeasureSeries, Micros, Result, Run } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { type Epoch, formatUtc, parseInstant } from '../time/instant.ts';
import { outcomeText } from '../views/sweep/outcome-words.ts';
import { plainName } from '../views/words/names.ts';
import { plainNumber } from '../views/words/number-format.ts';
import { type Precision, precisionOf, type Times, timesOf } from '../views/words/time-format.ts';

/*
 * A drill reveals the observed timeline entry by entry. A step has only what could be known at its time: no end of a
 * period, no evidence, and only the values that a model has reached.
 */

/** An observed timeline as the steps of a drill. */
export interface Drill {
  readonly steps: readonly DrillStep[];
  /** The models that have values at one or more steps. */
  readonly models: readonly DrillModel[];
}

export interface DrillModel {
  /** Id of the scenario. */
  readonly id: string;
  /** The scenario's title, which may give the cause away, so a drill shows it at the end. */
  readonly title: string;
}

/** An entry of the observed timeline. */
export interface DrillStep {
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** Example: `Oct 19 23:48 PDT`. */
  readonly when: string;
  readonly kind: TimelineEntry['kind'];
  readonly actor: string | null;
  readonly text: string;
  /** True if the entry is something that people or systems did: a response, a public post, or a recovery. */
  readonly isAction: boolean;
  readonly simulated: readonly SimulatedState[];
}

/** What changed in a model since the previous step. */
export interface SimulatedState {
  /** Index of the model. */
  readonly model: number;
  /** Examples: `held leases: 212`, `leases lapse at 00:12:05`. */
  readonly values: readonly string[];
}

const ACTIONS: ReadonlySet<TimelineEntry['kind']> = new Set(['response', 'communication', 'recovery']);

/**
 * The steps of a drill, and what the base runs of the page's scenarios have reached at each.
 *
 * @param entries sorted by time
 * @param zone    IANA time zone of the times shown
 */
export function drillOf(
  entries: readonly TimelineEntry[],
  results: readonly Pick<Result, 'scenario' | 'title' | 'clock' | 'until' | 'runs'>[],
  zone: string,
): Drill {
  const first = entries[0];
  if (first === undefined) return { steps: [], models: [] };
  const times = timesOf({ clock: { start: first.at, zone, epoch: first.epoch } });
  const clock = new DrillClock(times, first.epoch);
  const timed = results.flatMap(({ scenario, title, clock: own, until, runs }) => {
    const run = runs[0];
    if (own === null || run === undefined) return [];
    const model = new TimedRun(run, own.epoch, until, clock);
    const values = entries.map((entry, i) => model.changedAt(entry.epoch, entries[i - 1]?.epoch ?? null));
    return values.some((some) => some.length > 0) ? [{ id: scenario, title, values }] : [];
  });
  return {
    steps: entries.map((entry, i) => ({
      ...stepOf(entry, clock),
      simulated: timed.flatMap(({ values }, model) =>
        values[i]!.length === 0 ? [] : [{ model, values: values[i]! }],
      ),
    })),
    models: timed.map(({ id, title }) => ({ id, title })),
  };
}

function stepOf(entry: TimelineEntry, clock: DrillClock): Omit<DrillStep, 'simulated'> {
  const { id, at, latest, epoch, kind, actor, basis, observed } = entry;
  const value = observed === null ? '' : ` (${outcomeText(observed, observed.value)})`;
  const estimated = basis === 'estimated' ? ', time estimated' : '';
  return {
    id,
    at: formatUtc(epoch),
    when: `${clock.say(epoch, latest, precisionOf(at))}${estimated}`,
    kind,
    actor,
    text: `${entry.text}${value}`,
    isAction: ACTIONS.has(kind),
  };
}

/** Formats moments in the incident's zone. */
class DrillClock {
  readonly #times: Times;
  readonly #zero: Epoch;

  constructor(times: Times, zero: Epoch) {
    this.#times = times;
    this.#zero = zero;
  }

  get #face() {
    return this.#times.zone === null ? 'utc' : 'zone';
  }

  /** `Oct 19 23:48 PDT`, or `Oct 19 17:00 to 19:00 PDT` if only a range is known. */
  say(epoch: Epoch, latest: string | null, precision: Precision): string {
    const end = latest === null ? null : parseInstant(latest);
    const range = end === null ? '' : ` to ${this.label(end, epoch, precision)}`;
    const t = epoch - this.#zero;
    const { day, hours, abbreviation } = this.#times;
    const face = this.#face;
    return `${day(t, face, precision)} ${hours(t, face, precision)}${range} ${abbreviation(t, face)}`;
  }

  /** The time of day, preceded by the date if it isn't the same date as `near`. */
  label(epoch: Epoch, near: Epoch, precision: Precision): string {
    const face = this.#face;
    const day = (one: Epoch): string => this.#times.day(one - this.#zero, face, precision);
    const time = this.#times.hours(epoch - this.#zero, face, precision);
    return day(epoch) === day(near) ? time : `${day(epoch)} ${time}`;
  }
}

const HOW: Readonly<Record<MarkResult['basis'], string>> = {
  computed: '',
  input: ' (given)',
  fit: ' (fitted)',
};

/** A run of a scenario that has a clock, so its times can be shown as times of the incident. */
class TimedRun {
  readonly #run: Run;
  readonly #start: Epoch;
  readonly #until: Micros;
  readonly #clock: DrillClock;
  /** What each measure's value was when it was last shown. */
  readonly #shown = new Map<string, string>();

  constructor(run: Run, start: Epoch, until: Micros, clock: DrillClock) {
    this.#run = run;
    this.#start = start;
    this.#until = until;
    this.#clock = clock;
  }

  /**
   * Marks that were reached since the previous entry, and measures whose value has changed. Once the run has ended, its
   * outcomes replace the measures. Empty before the run starts, and after the outcomes have been shown. Entries must be
   * given in order.
   */
  changedAt(epoch: Epoch, previous: Epoch | null): string[] {
    const t = epoch - this.#start;
    const since = previous === null ? Number.NEGATIVE_INFINITY : previous - this.#start;
    if (t < 0 || since >= this.#until) return [];
    const { marks, measures, outcomes } = this.#run;
    const reached = marks
      .flatMap((mark) =>
        mark.at !== null && mark.at > since && mark.at <= t ? [{ ...mark, at: mark.at }] : [],
      )
      .sort((a, b) => a.at - b.at)
      .map(
        ({ id, at, basis }) =>
          `${plainName(id)} at ${this.#clock.label(this.#start + at, epoch, 'second')}${HOW[basis]}`,
      );
    if (t < this.#until) return [...reached, ...measures.flatMap((measure) => this.#changed(measure, t))];
    const final = outcomes.flatMap((outcome) =>
      outcome.value === null
        ? []
        : [`${outcome.says ?? plainName(outcome.name)}: ${outcomeText(outcome, outcome.value)}`],
    );
    return [...reached, ...final];
  }

  #changed(measure: MeasureSeries, t: Micros): string[] {
    const { name, type, every, values } = measure;
    const value = values[Math.floor(t / every) - 1] ?? null;
    if (value === null) return [];
    const text = type === 'duration' ? humanDuration(value) : plainNumber(value);
    if (this.#shown.get(name) === text) return [];
    this.#shown.set(name, text);
    return [`${plainName(name)}: ${text}`];
  }
}

import type { Micros, OutcomeResult, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { conditionTitle, heldText } from '../drawing/condition-words.ts';
import { outcomeText, outcomeTitle } from '../sweep/outcome-words.ts';
import { impactTime } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { count, percent } from '../words/number-format.ts';
import { type Times, timesOf } from '../words/time-format.ts';

/** A run's value for a quantity. */
export interface Value {
  /** As a table cell: `2 h 4 min`, `05:26:06`, `none`. */
  readonly cell: string;
  /** As a clause about the base: `shop is impacted for 2 h 4 min`. */
  readonly clause: string;
  /** Follows a variant's name in a clause: `for 2 h 4 min`, `not at all`. */
  readonly short: string;
  /** Used for comparisons. Infinite for a time that never comes; null if there is no value. */
  readonly x: number | null;
}

/** Something that can be compared between the base and its variants. */
export interface Quantity {
  readonly kind: 'condition' | 'impact' | 'mark' | 'outcome' | 'recovery' | 'failed';
  /** Id of the service, mark or other part of the scenario. Empty for the recovery. */
  readonly name: string;
  /** The name shown to readers. */
  readonly head: string;
  readonly better: 'lower' | 'higher' | null;
  of(run: Run): Value;
}

/** All quantities of a scenario's runs, with the most informative ones first. */
export function quantitiesOf(result: Result): Quantity[] {
  const [base] = result.runs;
  if (base === undefined) return [];
  const times = timesOf(result);
  return [
    ...base.conditions.map(({ name }) => conditionQuantity(base, name)),
    ...base.services.filter(({ requests }) => requests > 0).map(({ service }) => impactQuantity(service)),
    ...base.outcomes.map(outcomeQuantity),
    ...base.marks.map(({ id }) => markQuantity(id, times)),
    ...(base.recovery === null ? [] : [RECOVERY]),
    ...base.services.filter(({ requests }) => requests > 0).map(({ service }) => failedQuantity(service)),
  ];
}

/**
 * Quantities that are different in at least one variant.
 *
 * @param among names of the variants that count; default: all
 */
export function changedQuantities(result: Result, among?: readonly string[]): Quantity[] {
  const [base, ...rest] = result.runs;
  const others = among === undefined ? rest : rest.filter(({ variant }) => among.includes(variant));
  return quantitiesOf(result).filter((quantity) => {
    const reference = quantity.of(base!).cell;
    return others.some((run) => quantity.of(run).cell !== reference);
  });
}

/** How much better a run is than the base, by one quantity; 0 if no direction is stated or values are missing. */
export function gain({ better, of }: Quantity, run: Run, base: Run): number {
  const [value, reference] = [of(run).x, of(base).x];
  if (better === null || value === null || reference === null || value === reference) return 0;
  return better === 'lower' ? reference - value : value - reference;
}

/** The size of a variant's change, in multiples of the base's value. */
export function changeOf({ of }: Quantity, run: Run, base: Run): number {
  const [value, reference] = [of(run).x, of(base).x];
  if (value === reference) return 0;
  if (value === null || reference === null) return 1;
  if (!Number.isFinite(value) || !Number.isFinite(reference)) return Number.MAX_VALUE;
  return Math.abs(value - reference) / Math.max(Math.abs(reference), 1);
}

function conditionQuantity(base: Run, name: string): Quantity {
  const head = conditionTitle(base.conditions.find((one) => one.name === name)!);
  return {
    kind: 'condition',
    name,
    head,
    better: 'lower',
    of({ conditions }) {
      const found = conditions.find((one) => one.name === name);
      if (found === undefined) return NO_VALUE;
      const cell = heldText(found);
      const short = found.windows.length === 0 ? 'never' : cell;
      return { cell, clause: `${head}: ${short}`, short, x: found.total };
    },
  };
}

function impactQuantity(service: string): Quantity {
  const name = plainName(service);
  return {
    kind: 'impact',
    name: service,
    head: `${name} impacted`,
    better: 'lower',
    of({ services, ended }) {
      const found = services.find((one) => one.service === service);
      if (found === undefined) return NO_VALUE;
      const total = impactTime(found, ended.at);
      if (total === 0) return { cell: 'none', clause: `${name} isn’t impacted`, short: 'not at all', x: 0 };
      const open = found.windows.some(({ to }) => to === null) ? 'at least ' : '';
      const cell = `${open}${humanDuration(total)}`;
      return { cell, clause: `${name} is impacted for ${cell}`, short: `for ${cell}`, x: total };
    },
  };
}

function failedQuantity(service: string): Quantity {
  const name = plainName(service);
  return {
    kind: 'failed',
    name: service,
    head: `Failed requests, ${name}`,
    better: 'lower',
    of({ services }) {
      const found = services.find((one) => one.service === service);
      if (found === undefined) return NO_VALUE;
      const share = found.requests === 0 ? '' : ` (${percent(found.failed / found.requests)})`;
      const number = count(found.failed);
      return {
        cell: `${number}${share}`,
        clause: `${number} requests to ${name} fail`,
        short: number,
        x: found.failed,
      };
    },
  };
}

function outcomeQuantity(outcome: OutcomeResult): Quantity {
  const head = outcomeTitle(outcome);
  return {
    kind: 'outcome',
    name: outcome.name,
    head,
    better: outcome.better,
    of({ outcomes }) {
      const found = outcomes.find(({ name }) => name === outcome.name);
      if (found === undefined) return NO_VALUE;
      const cell = outcomeText({ ...found, unit: null }, found.value);
      return { cell, clause: `${head}: ${cell}`, short: cell, x: found.value };
    },
  };
}

function markQuantity(id: string, times: Times): Quantity {
  const name = plainName(id);
  return {
    kind: 'mark',
    name: id,
    head: name,
    better: null,
    of({ marks, ended }) {
      const found = marks.find((mark) => mark.id === id);
      if (found === undefined) return NO_VALUE;
      if (found.at !== null) {
        const cell = times.say(found.at);
        return { cell, clause: `${name}: ${cell}`, short: cell, x: found.at };
      }
      const cell = found.status === 'never' ? 'never' : `not by ${endText(times, ended.at)}`;
      return { cell, clause: `${name}: ${cell}`, short: cell, x: Number.POSITIVE_INFINITY };
    },
  };
}

function endText(times: Times, end: Micros): string {
  return times.faces.length === 0 ? 'the end' : times.say(end, 'minute');
}

const RECOVERY: Quantity = {
  kind: 'recovery',
  name: '',
  head: 'recovered after',
  better: 'lower',
  of({ recovery }) {
    if (recovery === null || recovery.trigger === null) return NO_VALUE;
    if (recovery.recoveredAfter === null) {
      const cell = recovery.metastable ? 'never: metastable' : 'not by the end';
      return { cell, clause: 'there is no recovery', short: 'not at all', x: Number.POSITIVE_INFINITY };
    }
    const cell = recovery.recoveredAfter === 0 ? 'not lost' : humanDuration(recovery.recoveredAfter);
    return { cell, clause: `recovery takes ${cell}`, short: `in ${cell}`, x: recovery.recoveredAfter };
  },
};

const NO_VALUE: Value = { cell: '–', clause: '', short: '', x: null };

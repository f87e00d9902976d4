import type { Change, Run, TraceEvent } from '../../result.ts';
import { formatChanged, isCut } from '../words/number-format.ts';

/** A variable's value at a row of a table, as text. */
export interface ValueAt {
  readonly name: string;
  readonly value: string;
}

/** Maximum number of variables. With more, neither a table nor a reader can follow them. */
const MOST_VARIABLES = 12;

/**
 * The values of a run's variables along the rows of a table. Rows leave out routine events, so each has what changed
 * since the row before.
 */
export class ValuesOverTime {
  /** Number of variables that change in the run, and of those with values here. */
  readonly all: number;
  readonly names: readonly string[];
  private readonly trace: readonly TraceEvent[];
  private readonly indexes: ReadonlyMap<TraceEvent, number>;
  private readonly values = new Map<string, string>();
  private done = 0;

  constructor({ trace }: Pick<Run, 'trace'>) {
    this.trace = trace;
    this.indexes = new Map(trace.map((event, i) => [event, i]));
    // Expressions under `let` follow from the variables.
    const changes = trace.flatMap((event) => event.changes).filter(({ derived }) => derived !== true);
    const names = [...new Set(changes.map(({ name }) => name))];
    // Shared state says more about a run than the variables of one instance, which have a period in their names.
    const ranked = names.toSorted((a, b) => Number(a.includes('.')) - Number(b.includes('.')));
    this.all = names.length;
    this.names = ranked.slice(0, MOST_VARIABLES);
    for (const change of changes.toReversed()) {
      const { name, from, unit } = change;
      if (this.names.includes(name)) this.values.set(name, isCut(change) ? '…' : formatChanged(from, unit));
    }
  }

  /** The values at the start of the run. Call this before `until`. */
  initial(): ValueAt[] {
    return this.names.map((name) => ({ name, value: this.values.get(name)! }));
  }

  /**
   * What changed since the row before.
   *
   * @param event the row's event; null for rows about marks, impact and observations
   * @param t the row's time. Without an event, the row includes all events up to then
   */
  until(event: TraceEvent | null, t: number): ValueAt[] {
    const before = new Map(this.values);
    const last = event === null ? null : this.indexes.get(event)!;
    while (this.done < this.trace.length) {
      const next = this.trace[this.done]!;
      if (last === null ? next.t > t : this.done > last) break;
      for (const change of next.changes) {
        if (this.values.has(change.name)) this.values.set(change.name, valueText(change));
      }
      this.done++;
    }
    return this.names.flatMap((name) => {
      const value = this.values.get(name)!;
      return value === before.get(name) ? [] : [{ name, value }];
    });
  }
}

/** Long lists have only the added and removed items. */
function valueText(change: Change): string {
  if (!isCut(change)) return formatChanged(change.to, change.unit);
  const parts = [
    ...(change.added.length > 0 ? [`${change.added.length} added`] : []),
    ...(change.removed.length > 0 ? [`${change.removed.length} removed`] : []),
  ];
  return `… (${parts.join(', ')})`;
}

import { noSeries, severalSeries } from '../reading/diagnostics.ts';
import { labelText } from './label-text.ts';
import type { Series } from './series.ts';

/** Which series to import, and what to call it. */
export interface SeriesChoice {
  /** The series' name in the file, with or without its labels; null for all. */
  readonly only: string | null;
  /** Name and unit for the only series, in place of those in the file. */
  readonly name: string | null;
  readonly unit: string | null;
}

/**
 * The series to import.
 *
 * @throws ImportError if no series has the name, or if a name or a unit would apply to several
 */
export function chosenSeries(all: readonly Series[], { only, name, unit }: SeriesChoice): readonly Series[] {
  const found = only === null ? all : all.filter((one) => [one.name, shownName(one)].includes(only.trim()));
  if (only !== null && found.length === 0) throw noSeries(only, all.map(shownName));
  if (name === null && unit === null) return found;
  if (found.length > 1) {
    throw severalSeries(name === null ? '--unit' : '--series-name', found.map(shownName));
  }
  return found.map((one) => ({ ...one, name: name ?? one.name, unit: unit ?? one.unit }));
}

/** Example: `http_errors {job="checkout"}`. */
function shownName({ name, labels }: Series): string {
  const text = labelText(labels);
  return text === '' ? name : `${name} ${text}`;
}

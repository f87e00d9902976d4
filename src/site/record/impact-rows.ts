import type { Impact, Incident } from '../../incident/incident.ts';
import type { Micros } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import { count } from '../../views/words/number-format.ts';
import { type Precision, precisionOf } from '../../views/words/time-format.ts';
import { startOf } from './key-times.ts';

/** A group in the impact list. */
export interface ImpactGroup {
  title: string;
  rows: ImpactRow[];
}

export interface ImpactRow {
  row: Impact;
  /** Who or what was affected. */
  name: string;
  /** Service through which a customer was affected, if the row names both. */
  through: string | null;
  /** Example: `142 services`. */
  amount: string | null;
}

/** A time in a row, in microseconds since the start of the incident. */
export interface StatedMoment {
  t: Micros;
  precision: Precision;
}

/** Services first, then the people and organizations affected. Empty groups are left out. */
export function impactGroups(impact: readonly Impact[]): ImpactGroup[] {
  const rows = impact.map(impactRow);
  return [
    { title: 'Services', rows: rows.filter(({ row }) => row.who === null) },
    { title: 'People and organizations', rows: rows.filter(({ row }) => row.who !== null) },
  ].filter((group) => group.rows.length > 0);
}

/** When the impact in a row began and ended; null if the row doesn't say. */
export function impactMoments(
  row: Pick<Impact, 'from' | 'to'>,
  incident: Pick<Incident, 'started_at'>,
): { from: StatedMoment | null; to: StatedMoment | null; length: Micros | null } {
  const start = startOf(incident);
  const moment = (at: string | null): StatedMoment | null => {
    const epoch = at === null ? null : parseInstant(at);
    return at === null || epoch === null ? null : { t: epoch - start, precision: precisionOf(at) };
  };
  const from = moment(row.from);
  const to = moment(row.to);
  return { from, to, length: from === null || to === null ? null : to.t - from.t };
}

function impactRow(row: Impact): ImpactRow {
  const { service, who, value, unit } = row;
  const number = typeof value === 'number' && Number.isInteger(value) ? count(value) : value;
  return {
    row,
    name: who ?? service ?? '',
    through: who === null ? null : service,
    amount: number === null ? null : withUnit(number, unit),
  };
}

/** `70 products`, `20% of websites`. */
function withUnit(number: string | number, unit: string | null): string {
  if (unit === null) return String(number);
  return unit.startsWith('%') ? `${number}${unit}` : `${number} ${unit}`;
}

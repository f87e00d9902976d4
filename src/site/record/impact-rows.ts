import type { Impact, Incident } from '../../incident/incident.ts';
import type { Micros } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import { count } from '../../views/words/number-format.ts';
import { type Precision, precisionOf } from '../../views/words/time-format.ts';
import { startOf } from './key-times.ts';

/** Rows of the impact list that belong together. */
export interface ImpactGroup {
  title: string;
  rows: ImpactRow[];
}

export interface ImpactRow {
  row: Impact;
  /** Who or what was hit. */
  name: string;
  /** The service through which a customer was hit, where the row names both. */
  through: string | null;
  /** Such as `142 services`. */
  amount: string | null;
}

/** A moment that a row states, in microseconds since the incident's start. */
export interface StatedMoment {
  t: Micros;
  precision: Precision;
}

/** Services first, then those who met their failure; a group without rows is left out. */
export function impactGroups(impact: readonly Impact[]): ImpactGroup[] {
  const rows = impact.map(impactRow);
  return [
    { title: 'Services', rows: rows.filter(({ row }) => row.who === null) },
    { title: 'People and organisations', rows: rows.filter(({ row }) => row.who !== null) },
  ].filter((group) => group.rows.length > 0);
}

/** When a row's impact began and ended, as far as it says so. */
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
    amount: number === null ? null : `${number}${unit === null ? '' : ` ${unit}`}`,
  };
}

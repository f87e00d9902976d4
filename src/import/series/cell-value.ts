import { notANumber, type Place } from '../reading/diagnostics.ts';
import { numberOf } from './series.ts';

/*
 * Values in cells. Grafana's “Formatted data” gives each cell its own rounded unit: `420 ms`, `4.8 s`, `22.7%`,
 * `1.2 K`. Such cells are converted to one base unit for the column.
 */

interface CellUnit {
  readonly base: string;
  readonly factor: number;
}

const UNITS: Readonly<Record<string, CellUnit>> = {
  ns: { base: 's', factor: 1e-9 },
  µs: { base: 's', factor: 1e-6 },
  μs: { base: 's', factor: 1e-6 },
  us: { base: 's', factor: 1e-6 },
  ms: { base: 's', factor: 1e-3 },
  s: { base: 's', factor: 1 },
  min: { base: 's', factor: 60 },
  mins: { base: 's', factor: 60 },
  hour: { base: 's', factor: 3600 },
  hours: { base: 's', factor: 3600 },
  '%': { base: '%', factor: 1 },
  K: { base: '', factor: 1e3 },
  Mil: { base: '', factor: 1e6 },
  Bil: { base: '', factor: 1e9 },
  B: { base: 'bytes', factor: 1 },
  kB: { base: 'bytes', factor: 1e3 },
  MB: { base: 'bytes', factor: 1e6 },
  GB: { base: 'bytes', factor: 1e9 },
  TB: { base: 'bytes', factor: 1e12 },
  KiB: { base: 'bytes', factor: 1024 },
  MiB: { base: 'bytes', factor: 1024 ** 2 },
  GiB: { base: 'bytes', factor: 1024 ** 3 },
  TiB: { base: 'bytes', factor: 1024 ** 4 },
  'req/s': { base: '1/s', factor: 1 },
  'reqs/s': { base: '1/s', factor: 1 },
  'ops/s': { base: '1/s', factor: 1 },
  'c/s': { base: '1/s', factor: 1 },
  'K req/s': { base: '1/s', factor: 1e3 },
  'K reqs/s': { base: '1/s', factor: 1e3 },
  'K ops/s': { base: '1/s', factor: 1e3 },
};

/** Reads a column's cells and determines the unit that they share. */
export class ValueColumn {
  /** True if a comma is the decimal separator, which requires `;` or tabs between cells. */
  readonly #comma: boolean;
  #base: string | null = null;
  /** Number of infinite values, which are gaps. */
  infinite = 0;

  constructor(comma: boolean) {
    this.#comma = comma;
  }

  /** The unit of formatted cells, or null if the cells are bare numbers. */
  get unit(): string | null {
    return this.#base === null || this.#base === '' ? null : this.#base;
  }

  /** @throws ImportError if a cell isn't a number, or its unit differs from that of the cells before it */
  read(cell: string, place: Place): number | null {
    const text = cell.trim();
    if (/^[+-]?inf(?:inity)?$/i.test(text)) this.infinite++;
    const plain = numberOf(
      this.#comma && /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(text) ? text.replace(',', '.') : text,
    );
    if (plain !== undefined) return plain;
    const parts = /^([+-]?\d+(?:[.,]\d+)?)\s?(\D.*)$/.exec(text);
    const unit = parts === null ? undefined : Object.hasOwn(UNITS, parts[2]!) ? UNITS[parts[2]!] : undefined;
    if (parts === null || unit === undefined) throw notANumber(place, text);
    if (this.#base !== null && this.#base !== unit.base && unit.base !== '') throw notANumber(place, text);
    if (this.#base === null || this.#base === '') this.#base = unit.base;
    const digits = numberOf(this.#comma ? parts[1]!.replace(',', '.') : parts[1]!);
    if (digits === undefined || digits === null) throw notANumber(place, text);
    // Rounded to 12 digits, since factors such as 1e-3 aren't exact.
    return Number((digits * unit.factor).toPrecision(12));
  }
}

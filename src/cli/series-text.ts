import type { Micros, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { plainNumber } from '../views/chart-axis.ts';
import { recoveryWords } from '../views/recovery.ts';
import { peakOf } from '../views/series-facts.ts';
import { labelPrecision } from '../views/time-format.ts';
import { bothFaces, type Look } from './run-text.ts';
import { type Cell, tableLines, wrap } from './table.ts';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Columns of a drawn series: the whole run on one line of a narrow terminal. */
const COLUMNS = 32;

/** Load of each service over the run as small bars, with the highest value and when it came. */
export function seriesLines(look: Look, run: Run): string[] {
  const { result, times, paint, width } = look;
  const precision = labelPrecision(result);
  const rows = run.services.flatMap((service) =>
    linesOf(service).map(({ name, values, unit }, i): Cell[] => {
      const peak = peakOf(values, service.series.every);
      const told =
        peak === null
          ? 'nothing came'
          : `at most ${plainNumber(round(peak.value))}${unit} at ${bothFaces(times, peak.t, precision)}`;
      return [i === 0 ? service.service : '', name, blocks(values), told];
    }),
  );
  const drawn = rows.length === 0 ? [] : tableLines(['Load', '', 'over the run', ''], rows, paint, width);
  if (run.recovery === null) return drawn;
  return [...drawn, ...wrap(recoveryWords(run, times, precision), width - 2).map((line) => `  ${line}`)];
}

function linesOf({ series }: ServiceResult): { name: string; values: (number | null)[]; unit: string }[] {
  return [
    { name: 'offered', values: series.offered, unit: '/s' },
    { name: 'goodput', values: series.goodput, unit: '/s' },
    { name: 'waiting', values: series.queue, unit: '' },
  ].filter(
    ({ name, values }) => (name !== 'waiting' || (peakOf(values, 1)?.value ?? 0) >= 0.5) && values.length > 0,
  );
}

/** A series as a row of bars from 0 to its greatest value; a dot where there is none. */
export function blocks(values: readonly (number | null)[], columns = COLUMNS): string {
  const size = Math.max(1, Math.ceil(values.length / columns));
  const means: (number | null)[] = [];
  for (let i = 0; i < values.length; i += size) {
    const known = values.slice(i, i + size).filter((value) => value !== null);
    means.push(known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length);
  }
  const greatest = Math.max(0, ...means.filter((value) => value !== null));
  return means
    .map((value) => {
      if (value === null) return '·';
      const step = greatest === 0 ? 0 : Math.floor((value / greatest) * (BLOCKS.length - 1) + 0.5);
      return BLOCKS[Math.max(0, step)]!;
    })
    .join('');
}

function round(value: number): number {
  return value >= 10 ? Math.round(value) : Number(value.toPrecision(2));
}

/** States of affairs that the record tells, and whether the run agrees. */
export function factTextLines({ result, times, paint, width }: Look, run: Run): string[] {
  const precision = labelPrecision(result);
  const say = (t: Micros) => bothFaces(times, t, precision);
  const rows = run.facts.map((fact): Cell[] => [
    fact.id,
    fact.verdict === 'agrees' ? { text: 'agrees', tone: 'good' } : { text: 'DISAGREES', tone: 'bad' },
    `${fact.basis}: ${fact.shows} from ${say(fact.from)} to ${say(fact.to)}${fact.brokenAt === null ? '' : `; not so at ${say(fact.brokenAt)}`}`,
  ]);
  return rows.length === 0 ? [] : tableLines(['States of affairs', '', ''], rows, paint, width);
}

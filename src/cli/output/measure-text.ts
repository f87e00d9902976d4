import type { MeasureSeries, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { plainNumber } from '../../views/words/number-format.ts';
import { type Cell, type Style, tableLines } from '../terminal/print.ts';

/** A run's measures as rows of small bars, with their lowest, highest and last values. */
export function measureLines({ measures }: Run, style: Style): string[] {
  const rows = measures.map((measure): Cell[] => [measure.name, bars(measure.values), valuesText(measure)]);
  return rows.length === 0 ? [] : tableLines(['Measures', 'over the run', ''], rows, style);
}

function valuesText({ type, least, greatest, last }: MeasureSeries): Cell {
  if (least === null || greatest === null) return { text: 'no value', tone: 'warning' };
  const write = type === 'duration' ? humanDuration : plainNumber;
  const end = last === null ? 'no value at the end' : `${write(last)} at the end`;
  return `at least ${write(least)}, at most ${write(greatest)}, ${end}`;
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Number of bars in a series. A whole run fits on one line in a narrow terminal. */
const COLUMNS = 32;

/** A series as a row of bars from 0 to its maximum. A dot means that there's no value. */
export function bars(values: readonly (number | null)[], columns = COLUMNS): string {
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
      const step = greatest === 0 ? 0 : Math.floor((value / greatest) * (BARS.length - 1) + 0.5);
      return BARS[Math.max(0, step)]!;
    })
    .join('');
}

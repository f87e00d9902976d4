import type { Span } from '../diagnostic/diagnostic.ts';
import type { Result, Run } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { formatUtc } from '../time/instant.ts';
import { countOf } from '../views/number-format.ts';
import { timesOf } from '../views/time-format.ts';
import { explorationLines } from './explore-text.ts';
import { printable } from './io.ts';
import type { Paint } from './paint.ts';
import { impactLines, inputLines, type Look, markLines, propertyLines } from './run-text.ts';
import { factTextLines, seriesLines } from './series-text.ts';
import { sweepLines } from './sweep-text.ts';
import { type Cell, type Fact, factLines, tableLines, wrap } from './table.ts';
import { variantLines } from './variant-text.ts';

export interface ResultTextOptions {
  /** Where the scenario stands. */
  readonly place: Span;
  /** The variant that is told in full, as the base is; without it variants have a line each. */
  readonly variant?: string | undefined;
  readonly paint: Paint;
  /** Of the terminal in columns. */
  readonly width: number;
}

/** A Result as text for a terminal, without a line end behind it. */
export function resultText(given: Result, options: ResultTextOptions): string {
  const result = withPrintableTexts(given);
  const { paint, width, variant } = options;
  const look: Look = { result, times: timesOf(result), paint, width };
  const [base, ...others] = result.runs;
  const head = headLines(result, options);
  const explored = explorationLines(result.explorations, options);
  if (base === undefined) {
    const why = 'the scenario does not say how long a run lasts (`until`).';
    const how = explored.length === 0 ? ' `hindcast explore` searches it.' : '';
    return [...head, '', `  ${paint('bad', 'Not run:')} ${why}${how}`, ...blankAbove(explored)].join('\n');
  }
  const full = variant === undefined || variant === 'base' ? [] : others;
  const sections = [
    ...accountOf(look, base),
    ...full.flatMap((run) => [changeLines(look, run), ...accountOf(look, run)]),
    variant === undefined ? variantLines(look) : [],
    sweepLines(look, false),
    claimLines(look),
    noteLines(look),
    explored,
  ];
  return [head, ...sections.filter((lines) => lines.length > 0)]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function blankAbove(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? lines : ['', ...lines];
}

function headLines(result: Result, { place, paint, width }: ResultTextOptions): string[] {
  const { scenario, title, clock, constants, assumes, engine } = result;
  const base = result.runs[0];
  const name = title === scenario ? scenario : `${scenario}: ${title}`;
  const begins =
    clock === null
      ? 'none: times count from the start of the run'
      : `begins ${formatUtc(clock.epoch)}${clock.start.endsWith('Z') ? '' : ` = ${clock.start}`} (${clock.zone})`;
  const rows: Fact[] = [
    ['file', `${place.file}:${place.start.line}`],
    ['clock', begins],
    [
      'run',
      base === undefined ? `engine ${engine}` : `seed ${base.seed}, engine ${engine}, ${endWords(base)}`,
    ],
    [
      'rests on',
      `${assumes.length === 0 ? 'no stated assumptions' : countOf(assumes.length, 'stated assumption')}; ${constantWords(constants)}`,
    ],
  ];
  return [...wrap(name, width).map((line) => paint('heading', line)), ...factLines(rows, paint, width)];
}

function endWords({ ended, transitions }: Run): string {
  const why = {
    until: 'to its set end',
    idle: 'until nothing could happen any more',
    deadlock: 'until a deadlock',
  }[ended.because];
  return `${countOf(transitions, 'transition')} in ${humanDuration(ended.at)}, ${why}`;
}

function constantWords(constants: Result['constants']): string {
  if (constants.length === 0) return 'no constants';
  const kinds = (['sourced', 'fitted', 'assumed'] as const).flatMap((basis) => {
    const names = constants.filter((one) => one.basis === basis).map((one) => one.name);
    return names.length === 0 ? [] : [`${names.length} ${basis} (${names.join(', ')})`];
  });
  return `${countOf(constants.length, 'constant')}: ${kinds.join(', ')}`;
}

/** What one run did, section by section. */
function accountOf(look: Look, run: Run): string[][] {
  return [
    markLines(look, run),
    factTextLines(look, run),
    seriesLines(look, run),
    impactLines(look, run),
    propertyLines(look, run),
    inputLines(look, run),
  ];
}

function changeLines({ paint, width }: Look, run: Run): string[] {
  const rows = run.patches.map(({ path, value }): Cell[] => [`${path}: ${value}`]);
  return tableLines([`Variant ${run.variant}`], rows, paint, width);
}

function claimLines({ result, paint, width }: Look): string[] {
  const rows = result.runs.flatMap((run) =>
    run.expectations.map(({ met, claim, found }): Cell[] => [
      run.variant,
      met ? { text: 'met', tone: 'good' } : { text: 'NOT MET', tone: 'bad' },
      `${claim}: ${found}`,
    ]),
  );
  return rows.length === 0 ? [] : tableLines(['Claims', '', 'claim and what was found'], rows, paint, width);
}

function noteLines({ result, paint, width }: Look): string[] {
  const told = new Map<string, string[]>();
  for (const { variant, notes } of result.runs) {
    for (const note of notes) told.set(note, [...(told.get(note) ?? []), variant]);
  }
  const rows = [...told].map(([note, variants]): Cell[] => [variants.join(', '), note]);
  return rows.length === 0 ? [] : tableLines(['Notes', ''], rows, paint, width);
}

/** Plain data with authors' texts made safe for a terminal, each on one line. */
export function withPrintableTexts<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? printable(value).replace(/\s+/g, ' ') : value,
  );
}

import type { AxisTick, Frame } from '../../charts/frame.ts';
import { type SpreadRow, spreadChart } from '../../charts/spread-chart.ts';
import type { Distribution, Result, Sweep } from '../../result.ts';
import {
  bothSizes,
  type ChartMargins,
  durationAxis,
  frameFor,
  plotWidth,
  type Size,
  spacedTicks,
  timeAxis,
  timeRows,
  valueAxis,
} from '../drawing/chart.ts';
import { truncate } from '../drawing/text-fit.ts';
import { type Html, html } from '../markup/html.ts';
import { factsById } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { count, countOf, percent } from '../words/number-format.ts';
import { openEnd, type Quantile, quantileText } from '../words/quantiles.ts';
import { timesOf } from '../words/time-format.ts';
import { outcomeTitle } from './outcome-words.ts';
import { changeQuantity, type Quantity, quantityWriter, wasTriggered } from './rows.ts';

/** A row in a distribution chart: a metric over many runs. */
interface Spread {
  label: string;
  note: string;
  spread: Distribution;
  /** Shown if no run has a value. */
  nothing: string;
  observed: number | null;
}

interface SpreadPanel {
  id: string;
  title: string;
  summary: string;
  quantity: Quantity;
  rows: readonly Spread[];
}

const LEFT = { wide: 190, narrow: 108 } as const;

const ROW = { wide: 50, narrow: 46 } as const;

/** True if a panel has a chart, which requires a run with a value other than 0. */
export function isDrawn({ rows }: Pick<SpreadPanel, 'rows'>): boolean {
  return rows.some(({ spread: { span } }) => span !== null && (span[0] !== 0 || span[1] !== 0));
}

/** Distributions on a shared axis, in both sizes, with a summary. */
export function spreadPanel(result: Result, panel: SpreadPanel): Html {
  const picture =
    isDrawn(panel) &&
    bothSizes((size) =>
      spreadChart(chartOf(result, panel, size), {
        label: `${panel.title}, distribution over runs`,
        describedBy: `${panel.id}-summary`,
      }),
    );
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${panel.title}</p>
<p class="hc-panel-summary" id="${panel.id}-summary" dir="auto">${panel.summary}</p>
${picture}
</div>`;
}

function chartOf(result: Result, panel: SpreadPanel, size: Size): Parameters<typeof spreadChart>[0] {
  const times = timesOf(result);
  const clock = panel.quantity === 'moment';
  const margins: ChartMargins = {
    plot: { wide: panel.rows.length * ROW.wide, narrow: panel.rows.length * ROW.narrow },
    left: LEFT,
    right: { wide: 44, narrow: 26 },
    above: { wide: 0, narrow: 0 },
    below: clock ? timeRows(times) : 1,
  };
  const frame = frameFor(size, margins);
  const axis = axisOf(result, panel, frame, size);
  return {
    frame,
    x: {
      from: axis.from,
      to: axis.to,
      ticks: clock ? axis.ticks : spacedTicks(axis, plotWidth(size, margins), frame.font),
    },
    row: ROW[size],
    rows: panel.rows.map((row) => chartRow(row, axis, size)),
    zero: panel.quantity.startsWith('change') ? 0 : null,
    head: [],
  };
}

/** A row of the chart. Quantiles of runs that end without a value are drawn at the edge of the axis. */
function chartRow(
  { label, note, spread, nothing, observed }: Spread,
  axis: { from: number; to: number },
  size: Size,
): SpreadRow {
  const { span, p50, bins } = spread;
  const at = (quantile: Quantile) => {
    const end = openEnd(spread, quantile);
    return spread[quantile] ?? (end === 'below' ? axis.from : axis.to);
  };
  const range = (from: Quantile, to: Quantile): [number, number] | null =>
    spread[from] === null && spread[to] === null && openEnd(spread, from) === openEnd(spread, to)
      ? null
      : [at(from), at(to)];
  const width = LEFT[size] - 12;
  const font = size === 'wide' ? 13 : 12;
  return {
    label: truncate(label, width, font * 1.06),
    note: truncate(note, width, font),
    nothing: truncate(nothing, size === 'wide' ? 600 : 210, font),
    observed,
    spread:
      span === null
        ? null
        : { span, bins, range90: range('p5', 'p95'), range50: range('p25', 'p75'), median: p50 },
  };
}

/** An axis that covers all rows. Moments get a time axis; durations and counts start at 0. */
function axisOf(
  result: Result,
  { rows, quantity }: SpreadPanel,
  frame: Frame,
  size: Size,
): { from: number; to: number; ticks: AxisTick[] } {
  const values = rows.flatMap(({ spread, observed }) =>
    [...(spread.span ?? []), observed].filter((value) => value !== null),
  );
  const [least, greatest] = values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
  const wanted = size === 'wide' ? 6 : 3;
  switch (quantity) {
    case 'moment': {
      const margin = Math.max(1_000_000, (greatest - least) * 0.04);
      const from = values.length === 0 ? 0 : Math.max(Math.min(0, least), least - margin);
      return timeAxis(timesOf(result), from, values.length === 0 ? result.until : greatest + margin, frame);
    }
    case 'duration':
    case 'change in duration':
      return durationAxis(least, greatest, wanted);
    case 'share':
      return valueAxis(least, greatest, wanted, percent);
    default:
      return valueAxis(least, greatest, wanted);
  }
}

type Panel = Omit<SpreadPanel, 'id'>;

/** Maximum numbers of charts and rows. The table has the rest. */
const MOST_SERVICES = 3;

const MOST_MARKS = 14;

const MOST_OUTCOMES = 3;

/** Charts for sweeps of one kind: the base's marks, then the recovery, impact and differences of all variants. */
export function sweepPanels(result: Result, sweeps: readonly Sweep[]): Panel[] {
  const base = sweeps.find(({ variant }) => variant === 'base') ?? sweeps[0]!;
  return [
    marksPanel(result, base),
    recoveryPanel(result, sweeps),
    ...impactPanels(result, sweeps),
    ...conditionPanels(result, sweeps),
    ...outcomePanels(result, sweeps),
    ...differencePanels(result, sweeps),
  ].filter((panel) => panel !== null);
}

/** When the marks in a sweep occur. */
function marksPanel(result: Result, base: Sweep): Panel | null {
  const facts = factsById(result);
  const rows = base.marks.slice(0, MOST_MARKS).map(
    (mark): Spread => ({
      label: mark.id,
      note:
        mark.happened === mark.runs
          ? countOf(mark.runs, 'run')
          : `${count(mark.happened)} of ${count(mark.runs)}`,
      spread: mark.at,
      nothing: `not reached in any of ${countOf(mark.runs, 'run')}`,
      observed: facts.get(mark.id)?.t ?? null,
    }),
  );
  if (rows.length === 0) return null;
  const some = base.marks.filter(({ happened, runs }) => happened < runs).length;
  const summary =
    some === 0
      ? `${base.marks.length === 1 ? 'The mark occurs' : `All ${count(base.marks.length)} marks occur`} in every run of the base.`
      : `${count(base.marks.length - some)} of ${countOf(base.marks.length, 'mark')} ${base.marks.length - some === 1 ? 'occurs' : 'occur'} in every run of the base.`;
  return { title: 'Times of marks', summary, quantity: 'moment', rows };
}

function recoveryPanel(result: Result, sweeps: readonly Sweep[]): Panel | null {
  const known = sweeps.filter(
    ({ metastable, recoveredAfter }) =>
      metastable !== null && recoveredAfter !== null && wasTriggered(recoveredAfter),
  );
  if (known.length === 0) return null;
  const write = (value: number) => quantityWriter(result)(value, 'duration');
  const rows = known.map(({ variant, recoveredAfter, runs }): Spread => {
    const spread = recoveredAfter ?? NOTHING;
    return {
      label: variant,
      note: medianWords(spread, runs, write),
      spread,
      nothing: `no recovery in any of ${countOf(runs, 'run')}`,
      observed: null,
    };
  });
  const title = 'Recovery time since the trigger started';
  return {
    title,
    summary: `Median: ${listed(rows)}.`,
    quantity: 'duration',
    rows,
  };
}

function impactPanels(result: Result, sweeps: readonly Sweep[]): Panel[] {
  const write = quantityWriter(result);
  return chartedServices(sweeps).map((service) => {
    const of = sweeps.map((one) => ({
      one,
      spread: one.services.find((s) => s.service === service)?.impact ?? NOTHING,
    }));
    const rows = of.map(
      ({ one, spread }): Spread => ({
        label: one.variant,
        note: medianWords(spread, one.runs, (value) => write(value, 'duration')),
        spread,
        nothing: 'no runs',
        observed: null,
      }),
    );
    return {
      title: `Impact time: ${plainName(service)}`,
      summary: `Median: ${listed(rows)}.`,
      quantity: 'duration' as const,
      rows,
    };
  });
}

/** Time in each condition that counts as impact. */
function conditionPanels(result: Result, sweeps: readonly Sweep[]): Panel[] {
  const write = quantityWriter(result);
  return (sweeps[0]?.conditions ?? []).slice(0, MOST_OUTCOMES).map(({ name }) => {
    const rows = sweeps.map((one): Spread => {
      const spread = one.conditions.find((condition) => condition.name === name)?.impact ?? NOTHING;
      return {
        label: one.variant,
        note: medianWords(spread, one.runs, (value) => write(value, 'duration')),
        spread,
        nothing: 'no runs',
        observed: null,
      };
    });
    return {
      title: `Impact time: ${plainName(name)}`,
      summary: `Median: ${listed(rows)}.`,
      quantity: 'duration',
      rows,
    };
  });
}

/** A panel for each of the first few outcomes, with a row for each variant. */
function outcomePanels(result: Result, sweeps: readonly Sweep[]): Panel[] {
  const write = quantityWriter(result);
  const shown = (sweeps[0]?.outcomes ?? []).slice(0, MOST_OUTCOMES);
  return shown.map((outcome) => {
    const rows = sweeps.map((one): Spread => {
      const spread = one.outcomes.find(({ name }) => name === outcome.name)?.value ?? NOTHING;
      return {
        label: one.variant,
        note: medianWords(spread, one.runs, (value) => write(value, outcome.type)),
        spread,
        nothing: 'no value in any run',
        observed: null,
      };
    });
    const title = `Outcome: ${outcomeTitle({ ...outcome, says: null })}`;
    return { title, summary: `Median: ${listed(rows)}.`, quantity: outcome.type, rows };
  });
}

function differencePanels(result: Result, sweeps: readonly Sweep[]): Panel[] {
  const charted = chartedServices(sweeps);
  const names = [...new Set(sweeps.flatMap(({ differences }) => differences.map(({ name }) => name)))].filter(
    (name) => charted.some((service) => name.includes(service)),
  );
  const write = quantityWriter(result);
  return names.slice(0, MOST_SERVICES).map((name) => {
    const of = sweeps.flatMap((one) => {
      const found = one.differences.find((difference) => difference.name === name);
      return found === undefined ? [] : [{ one, found }];
    });
    const quantity = changeQuantity(of[0]!.found.unit);
    const rows = of.map(
      ({ one, found }): Spread => ({
        label: one.variant,
        note: differenceWords(found.distribution, one.runs, (value) => write(value, quantity)),
        spread: found.distribution,
        nothing: 'no paired runs',
        observed: null,
      }),
    );
    return {
      title: `Difference from the base: ${plainName(name)}`,
      summary: `Each run is compared with the base run that has the same seed. Median: ${listed(rows)}.`,
      quantity,
      rows,
    };
  });
}

function differenceWords(spread: Distribution, runs: number, write: (value: number) => string): string {
  const none = spread.n > 0 && spread.least === 0 && spread.greatest === 0;
  return none ? 'no effect' : medianWords(spread, runs, write);
}

/**
 * The median, with the number of runs that have a value unless all of them do. Runs that end without a value count as
 * later than all others.
 */
function medianWords(spread: Distribution, runs: number, write: (value: number) => string): string {
  if (spread.n + spread.below + spread.above === 0) return `none of ${count(runs)}`;
  const median = quantileText(spread, 'p50', write);
  return spread.n === runs ? median : `${median}, ${count(spread.n)} of ${count(runs)}`;
}

/** Lists rows by name with their medians. */
function listed(rows: readonly Spread[]): string {
  return rows.map(({ label, note }) => `${label} ${note}`).join('; ');
}

const NOTHING: Distribution = {
  n: 0,
  below: 0,
  above: 0,
  least: null,
  p5: null,
  p25: null,
  p50: null,
  p75: null,
  p95: null,
  greatest: null,
  span: null,
  bins: [],
};

/** Services with the longest impact in any sweep. */
function chartedServices(sweeps: readonly Sweep[]): string[] {
  const worst = new Map<string, number>();
  for (const { services } of sweeps) {
    for (const { service, impact } of services) {
      worst.set(service, Math.max(worst.get(service) ?? 0, impact.span?.[1] ?? 0));
    }
  }
  return [...worst]
    .filter(([, longest]) => longest > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_SERVICES)
    .map(([service]) => service);
}

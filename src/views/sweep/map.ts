import type { AxisTick } from '../../charts/frame.ts';
import { type MapChartCell, mapChart } from '../../charts/map-chart.ts';
import type { MapAxis, MapCell, Result, Stability, StabilityMap } from '../../result.ts';
import { bothSizes, fontOf, frameFor, keyItem, plotWidth, type Size } from '../drawing/chart.ts';
import { textWidth } from '../drawing/text-fit.ts';
import {
  type Column,
  csvLink,
  dataTable,
  disclosure,
  figure,
  note,
  origin,
  sentence,
  type ViewOptions,
  viewId,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { definitions, isOnMap, mapSummary, regionsOf, stabilityWords, verdictWords } from './map-words.ts';

const SIGNS: Readonly<Record<Stability, MapChartCell['sign']>> = {
  'never-hurt': 'dot',
  recovers: 'triangle',
  metastable: 'cross',
  'never-steady': 'square',
  undecided: '?',
};

/** Where the scenario recovers from its trigger, for combinations of values of two constants. */
export function stabilityMap(result: Result, options: ViewOptions = {}): string {
  const map = result.map!;
  const id = viewId('map', result, null, options);
  const label = `Stability by ${map.x.path} and ${map.y.path}`;
  const caption = `Each cell is one run of the base with different values of ${map.x.path} and ${map.y.path}; everything else is the same, including the random numbers. Lines separate cells with different results.`;
  const picture = bothSizes((size) => mapChart(chartOf(map, size), { label, describedBy: `${id}-summary` }));
  const steadyState = result.runs[0]?.recovery?.steadyState ?? '';
  const body = html`<p class="hc-panel-summary" id="${id}-summary" dir="auto">${mapSummary(map)}</p>
${picture}
${legend(map)}
${note(definitions(map, steadyState).join(' '))}
${disclosure(`Data: ${label}`, data(result, map, label))}
${origin(result, result.runs[0] ?? null)}`;
  return figure('map', `${result.title}: stability map`, sentence(caption), body).toString();
}

/** Largest size of a cell, so that a small map doesn't fill the page. */
const CELL = { wide: { width: 72, height: 40 }, narrow: { width: 56, height: 34 } } as const;
/** Height of all rows together, if they don't reach the largest size. */
const HEIGHT = { wide: 480, narrow: 360 } as const;

function chartOf(map: StabilityMap, size: Size): Parameters<typeof mapChart>[0] {
  const { x, y } = map;
  const [columns, rows] = [x.values.length, y.values.length];
  const font = fontOf(size);
  const left = Math.ceil(Math.max(...y.values.map(({ value }) => textWidth(value, font)))) + 16;
  const margins = (right: number) => ({
    plot: { wide: plotHeight('wide', rows), narrow: plotHeight('narrow', rows) },
    left: { wide: left, narrow: left },
    right: { wide: right, narrow: right },
    above: { wide: 1, narrow: 1 },
    below: 2,
  });
  const widest = plotWidth(size, margins(12));
  const right = 12 + Math.max(0, widest - columns * CELL[size].width);
  return {
    frame: frameFor(size, margins(right)),
    columns,
    rows,
    x: { ticks: ticksOf(x, plotWidth(size, margins(right)), font), unit: x.path },
    y: { ticks: y.values.map(({ value }, i) => ({ at: i + 0.5, lines: [value] })), unit: y.path },
    cells: map.cells.map(({ x: column, y: row, stability }) => ({
      x: column,
      y: row,
      region: stability,
      sign: SIGNS[stability],
    })),
    own: isOnMap(x) && isOnMap(y) ? [placeOf(x), placeOf(y)] : null,
  };
}

function plotHeight(size: Size, rows: number): number {
  return Math.min(rows * CELL[size].height, HEIGHT[size]);
}

/** Labels of the columns: all, or every second, third ... so that they don't overlap. */
function ticksOf({ values }: MapAxis, width: number, font: number): AxisTick[] {
  const widest = Math.max(...values.map(({ value }) => textWidth(value, font))) + 8;
  const every = Math.ceil(widest / (width / values.length));
  return values.flatMap(({ value }, i) => (i % every === 0 ? [{ at: i + 0.5, lines: [value] }] : []));
}

/** The place of the scenario's own value on an axis, in cells. Between two values, it's between their cells. */
function placeOf({ own, values }: MapAxis): number {
  const next = values.findIndex(({ x }) => x >= own.x);
  if (values[next]!.x === own.x) return next + 0.5;
  const [before, after] = [values[next - 1]!.x, values[next]!.x];
  return next - 0.5 + (own.x - before) / (after - before);
}

function legend(map: StabilityMap): Html {
  const signs: Readonly<Record<MapChartCell['sign'], Html>> = {
    dot: html`<circle cx="11" cy="10" r="1.8"/>`,
    triangle: html`<path d="M11 5.5L15.3 13H6.7Z"/>`,
    cross: html`<path d="M7.5 6.5L14.5 13.5M14.5 6.5L7.5 13.5"/>`,
    square: html`<rect x="8" y="7" width="6" height="6"/>`,
    '?': html`<text x="11" y="14" text-anchor="middle" font-size="12">?</text>`,
  };
  const regions = regionsOf(map).map(({ stability }) => {
    const sign = html`<g class="hc-ch-cell hc-ch-${stability}"><rect x="2" y="1" width="18" height="18"/></g><g class="hc-ch-region hc-ch-${stability}">${signs[SIGNS[stability]]}</g>`;
    return keyItem('cell-key', sign, stabilityWords(stability));
  });
  const isMarked = isOnMap(map.x) && isOnMap(map.y);
  const own = html`<circle class="hc-ch-own" cx="11" cy="10" r="7"/>`;
  return html`<ul class="hc-legend" aria-label="Chart legend">${regions}${isMarked && keyItem('own-key', own, 'the scenario’s own values')}</ul>`;
}

function data(result: Result, map: StabilityMap, label: string): Html {
  const { x, y, cells } = map;
  const columns: Column[] = [
    { head: html`${y.path} <span class="hc-sub">by ${x.path}</span>` },
    ...x.values.map(({ value }) => ({ head: value })),
  ];
  const rows = [...y.values.entries()].reverse().map(([row, { value, x: at }]) => {
    const inRow = cells.filter((cell) => cell.y === row);
    const shown = inRow.map(
      (cell) =>
        html`<td>${verdictWords(cell)}${isOwn(map, cell) && html` <span class="hc-sub">scenario value</span>`}</td>`,
    );
    return html`<tr><th scope="row" dir="auto">${value}${at === y.own.x && html` <span class="hc-sub">scenario value</span>`}</th>${shown}</tr>
`;
  });
  const why = [...new Set(cells.flatMap((cell) => (cell.why === null ? [] : [cell.why])))];
  const csv = csvLink(
    `${result.scenario}-map`,
    [x.path, y.path, 'result', 'why', 'recovered_after_seconds', 'longest_impact_seconds'],
    cells.map((cell) => [
      x.values[cell.x]!.value,
      y.values[cell.y]!.value,
      stabilityWords(cell.stability),
      cell.why,
      cell.recoveredAfter === null ? null : cell.recoveredAfter / 1e6,
      cell.impact === null ? null : cell.impact / 1e6,
    ]),
  );
  return html`${note(csv)}
${dataTable(label, columns, rows, 'map')}
${why.length > 0 && note(`Undecided because: ${why.join('; ')}.`)}`;
}

/** True for the cell with exactly the scenario's own values. */
function isOwn({ x, y }: StabilityMap, cell: MapCell): boolean {
  return x.values[cell.x]!.x === x.own.x && y.values[cell.y]!.x === y.own.x;
}

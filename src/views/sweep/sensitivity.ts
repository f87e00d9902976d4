import { curveChart } from '../../charts/curve-chart.ts';
import type { Result, Sensitivity, SensitivityPoint } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  bothSizes,
  type ChartMargins,
  durationAxis,
  fontOf,
  frameFor,
  type Size,
  type ValueAxis,
  valueAxis,
} from '../drawing/chart.ts';
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
import { plainName } from '../words/names.ts';
import { count, countOf } from '../words/number-format.ts';
import { labelPrecision, timesOf } from '../words/time-format.ts';
import { outcomeNumber, outcomeTitle } from './outcome-words.ts';

const MOST_CURVES = 6;

/** How the impact time depends on each value that the scenario varies, with all other values unchanged. */
export function sensitivity(result: Result, options: ViewOptions = {}): string {
  const id = viewId('sensitivity', result, null, options);
  const panels = result.sensitivities.map((one, i) => panel(result, one, `${id}-${i}`));
  const paths = [...new Set(result.sensitivities.map(({ path }) => path))];
  const caption = `Impact time for different values of ${paths.join(', ')}, with everything else unchanged.`;
  const body = html`${panels}
${origin(result, null)}`;
  return figure('sensitivity', `${result.title}: sensitivity of impact`, sentence(caption), body).toString();
}

function panel(result: Result, one: Sensitivity, id: string): Html {
  const services = [...new Set(one.points.flatMap((point) => point.services.map(({ service }) => service)))];
  const conditions = (one.points[0]?.conditions ?? []).map(({ name }) => name);
  const impact = (point: SensitivityPoint, name: string) =>
    point.services.find(({ service }) => service === name)?.impact ??
    point.conditions.find((condition) => condition.name === name)?.impact ??
    0;
  const hit = [...services, ...conditions].filter((service) =>
    one.points.some((point) => impact(point, service) > 0),
  );
  const label = `Impact time by ${one.name}`;
  const picture =
    hit.length === 0 || one.points.length < 2
      ? null
      : bothSizes((size) =>
          curveChart(chartOf(one, hit.slice(0, MOST_CURVES), impact, size), {
            label,
            describedBy: `${id}-summary`,
          }),
        );
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${label}</p>
<p class="hc-panel-summary" id="${id}-summary" dir="auto">${summaryOf(one, hit, impact)}</p>
${picture}
${disclosure(`Data for ${one.name}`, numbers(result, one, services, label))}
</div>`;
}

type Impact = (point: SensitivityPoint, service: string) => number;

function summaryOf(one: Sensitivity, hit: readonly string[], impact: Impact): string {
  if (hit.length === 0) return `No impact at any of ${countOf(one.points.length, 'value')} of ${one.path}.`;
  const [first, last] = [one.points[0]!, one.points.at(-1)!];
  const changes = hit.slice(0, 3).map((service) => {
    const [from, to] = [impact(first, service), impact(last, service)];
    const all = one.points.map((point) => impact(point, service));
    if (all.every((value) => value === from)) return `stays at ${humanDuration(from)} for ${service}`;
    return `goes from ${humanDuration(from)} to ${humanDuration(to)} for ${service}`;
  });
  const own = one.own === null ? '' : ` The scenario uses ${one.own.value}.`;
  return `As ${one.path} goes from ${first.value} to ${last.value}, the impact time ${changes.join('; it ')}.${own}`;
}

function chartOf(
  one: Sensitivity,
  services: readonly string[],
  impact: Impact,
  size: Size,
): Parameters<typeof curveChart>[0] {
  const font = fontOf(size);
  const names = Math.ceil(Math.max(...services.map((service) => textWidth(service, font) * 1.12))) + 14;
  const curves = services.map((service, i) => ({
    name: `s${i}`,
    label: service,
    points: one.points.map((point): [number, number] => [point.x, impact(point, service)]),
  }));
  const greatest = Math.max(...curves.flatMap(({ points }) => points.map(([, y]) => y)));
  const y = durationAxis(0, greatest, size === 'wide' ? 5 : 4);
  const margins: ChartMargins = {
    plot: { wide: 220, narrow: 180 },
    left: { wide: 66, narrow: 58 },
    right: { wide: Math.max(40, names), narrow: Math.max(30, names) },
    above: { wide: 1, narrow: 1 },
    below: 2,
  };
  const frame = frameFor(size, margins);
  const x = horizontal(one, size);
  return {
    frame,
    x: { ...x, unit: one.path },
    y: { ...y, unit: 'impact time' },
    curves,
    base:
      one.own === null || !isWithin(one)
        ? null
        : { at: one.own.x, label: size === 'wide' ? 'scenario value' : 'scenario' },
  };
}

/** True if the scenario's value is within the axis. */
function isWithin({ own, points }: Sensitivity): boolean {
  const xs = points.map(({ x }) => x);
  return own !== null && own.x >= Math.min(...xs) && own.x <= Math.max(...xs);
}

/** An axis with a tick at each varied value whose label fits. */
function horizontal(one: Sensitivity, size: Size): ValueAxis {
  const xs = one.points.map(({ x }) => x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const margin = (to - from) * 0.02 || 1;
  const plot = size === 'wide' ? 700 : 220;
  const placed: { at: number; lines: string[] }[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const point of [...one.points].sort((a, b) => a.x - b.x)) {
    const middle = ((point.x - from) / (to - from || 1)) * plot;
    const half = textWidth(point.value, fontOf(size)) / 2 + 5;
    if (middle - half < free) continue;
    placed.push({ at: point.x, lines: [point.value] });
    free = middle + half;
  }
  if (placed.length > 0) return { from: from - margin, to: to + margin, ticks: placed };
  return valueAxis(from, to, 5);
}

function numbers(result: Result, one: Sensitivity, services: readonly string[], label: string): Html {
  const times = timesOf(result);
  const conditions = (one.points[0]?.conditions ?? []).map(({ name }) => name);
  const marks = one.points[0]?.marks.map(({ id }) => id) ?? [];
  const outcomes = result.runs[0]?.outcomes ?? [];
  const valueAt = (point: SensitivityPoint, wanted: string): number | null =>
    point.outcomes.find(({ name }) => name === wanted)?.value ?? null;
  const columns: Column[] = [
    { head: one.path },
    ...services.flatMap((service) => [
      { head: html`${plainName(service)} <span class="hc-sub">impact</span>`, numeric: true },
      { head: html`${plainName(service)} <span class="hc-sub">failed</span>`, numeric: true },
    ]),
    ...conditions.map((name) => ({
      head: html`${plainName(name)} <span class="hc-sub">impact</span>`,
      numeric: true,
    })),
    ...marks.map((id) => ({ head: html`${id} <span class="hc-sub">mark</span>` })),
    ...outcomes.map((outcome) => ({
      head: html`${outcomeTitle(outcome)} <span class="hc-sub">outcome</span>`,
      numeric: true,
    })),
  ];
  const rows = one.points.map((point) => {
    const cells = services.flatMap((service) => {
      const found = point.services.find((candidate) => candidate.service === service);
      return [found?.impact, found?.failed].map(
        (value, i) =>
          html`<td class="hc-num">${value === undefined ? '–' : i === 0 ? humanDuration(value) : count(value)}</td>`,
      );
    });
    const held = point.conditions.map(({ impact }) => html`<td class="hc-num">${humanDuration(impact)}</td>`);
    const when = point.marks.map(
      ({ at }) => html`<td>${at === null ? 'not by end of run' : times.say(at, labelPrecision(result))}</td>`,
    );
    const ends = outcomes.map(
      (outcome) => html`<td class="hc-num">${outcomeNumber(outcome, valueAt(point, outcome.name))}</td>`,
    );
    const isOwn = point.x === one.own?.x;
    return html`<tr><th scope="row" dir="auto">${point.value}${isOwn ? html` <span class="hc-sub">scenario value</span>` : null}</th>${cells}${held}${when}${ends}</tr>
`;
  });
  const csv = csvLink(
    `${result.scenario}-${one.name}`,
    [
      'value',
      'x',
      ...services.flatMap((service) => [`${service}_impact_seconds`, `${service}_failed`]),
      ...conditions.map((name) => `${name}_impact_seconds`),
      ...marks.map((id) => `${id}_seconds`),
      ...outcomes.map(({ name, type }) => (type === 'duration' ? `${name}_seconds` : name)),
    ],
    one.points.map((point) => [
      point.value,
      point.x,
      ...services.flatMap((service) => {
        const found = point.services.find((candidate) => candidate.service === service);
        return [found === undefined ? null : found.impact / 1e6, found?.failed ?? null];
      }),
      ...point.conditions.map(({ impact }) => impact / 1e6),
      ...point.marks.map(({ at }) => (at === null ? null : at / 1e6)),
      ...outcomes.map(({ name, type }) => {
        const value = valueAt(point, name);
        return value === null || type === 'number' ? value : value / 1e6;
      }),
    ]),
  );
  return html`${note(csv)}
${dataTable(`Data: ${label}`, columns, rows, 'sensitivity')}`;
}

import type { Micros } from '../result.ts';
import { type Html, html } from './html.ts';
import type { TimeScale } from './time-scale.ts';
import type { Bar } from './timeline-lanes.ts';
import { type PlacedLane, SIZE, type TimelineLayout } from './timeline-layout.ts';
import { px } from './timeline-shapes.ts';

/** A stretch of the axis with one error rate. */
interface RateStep {
  x0: number;
  x1: number;
  rate: number;
}

/** Steps narrower than this are merged; the merged one shows the worse rate. */
const NARROWEST = 1.5;

/** Rates that differ by less than this look the same. */
const SAME = 0.005;

/** Bars of a lane, with the error rate of a service drawn into them to scale. */
export function laneBars(placed: PlacedLane, layout: TimelineLayout, id: string): Html {
  const { lane, labelBase } = placed;
  const { scale } = layout;
  if (lane.rates === null) {
    return html`${lane.bars.map((bar) => plainBar(bar, scale, labelBase + 2))}`;
  }
  const top = labelBase + 2;
  const steps = rateSteps(lane.rates.values, lane.rates.every, scale);
  return html`${lane.bars.map((bar) => impactBar(bar, scale, top, id, worst(steps, bar, scale)))}
<path class="hc-tl-rate" d="${rateArea(steps, top + SIZE.rateBar, SIZE.rateBar)}"/>`;
}

/** Error rate per window as steps in pixels. Windows without a request leave a hole. */
function rateSteps(rates: readonly (number | null)[], every: Micros, scale: TimeScale): RateStep[] {
  const steps: RateStep[] = [];
  rates.forEach((rate, i) => {
    if (rate === null || i * every >= scale.to) return;
    const x0 = scale.x(i * every);
    const x1 = scale.x((i + 1) * every);
    const last = steps.at(-1);
    const touches = last !== undefined && x0 - last.x1 < 0.01;
    if (touches && (Math.abs(last.rate - rate) < SAME || last.x1 - last.x0 < NARROWEST)) {
      last.x1 = x1;
      last.rate = Math.max(last.rate, rate);
    } else {
      steps.push({ x0, x1, rate });
    }
  });
  return steps;
}

/** Steps as one closed path over a base line. */
function rateArea(steps: readonly RateStep[], base: number, height: number): string {
  return steps
    .filter((step) => step.rate > 0)
    .map((step) => `M${px(step.x0)} ${px(base)}V${px(base - height * step.rate)}H${px(step.x1)}V${px(base)}Z`)
    .join('');
}

function worst(steps: readonly RateStep[], bar: Bar, scale: TimeScale): number {
  const [x0, x1] = ends(bar, scale);
  return steps
    .filter((step) => step.x0 < x1 && x0 < step.x1)
    .reduce((most, step) => Math.max(most, step.rate), 0);
}

function impactBar(bar: Bar, scale: TimeScale, y: number, id: string, rate: number): Html {
  const [x0, x1] = ends(bar, scale);
  const pattern = rate >= 0.9 ? 'most' : rate >= 0.5 ? 'half' : 'some';
  const edge = bar.to === null ? openEdge(x1, y, SIZE.rateBar) : null;
  return html`<g class="hc-tl-impact hc-impact-${pattern}"><title>${bar.title}</title><rect fill="url(#${id}-${pattern})" stroke="currentColor" x="${px(x0)}" y="${px(y)}" width="${px(Math.max(x1 - x0, 3))}" height="${SIZE.rateBar}" rx="2"/>${edge}</g>`;
}

function plainBar(bar: Bar, scale: TimeScale, y: number): Html {
  const [x0, x1] = ends(bar, scale);
  const edge = bar.to === null ? openEdge(x1, y, SIZE.bar) : null;
  return html`<g class="hc-tl-bar hc-tl-${bar.kind}"><title>${bar.title}</title><rect stroke="currentColor" x="${px(x0)}" y="${px(y)}" width="${px(Math.max(x1 - x0, 3))}" height="${SIZE.bar}" rx="2"/>${edge}</g>`;
}

/** An arrow head at the end of a bar that the run's end cuts off. */
function openEdge(x: number, y: number, height: number): Html {
  return html`<path class="hc-tl-open" stroke="currentColor" fill="none" d="M${px(x + 4)} ${px(y)}l6 ${height / 2}l-6 ${height / 2}"/>`;
}

function ends(bar: Bar, scale: TimeScale): [number, number] {
  return [scale.x(bar.from), scale.x(bar.end)];
}

import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { curveChart } from './curve-chart.ts';
import type { Frame } from './frame.ts';
import { type SpreadRow, spreadChart } from './spread-chart.ts';
import { writeSvg } from './svg-writer.ts';
import { spreadOut, type TimeChart, timeChart } from './time-chart.ts';

const FRAME: Frame = { width: 400, height: 200, font: 12, left: 40, right: 60, top: 30, bottom: 40 };
const NAME = { label: 'Load of <shop> & "co"', describedBy: 'summary' };
const HOSTILE = `</text><script>alert(1)</script>"'&\u0000`;

function chart(more: Partial<TimeChart> = {}): TimeChart {
  return {
    frame: FRAME,
    x: { from: 0, to: 10, ticks: [0, 5, 10].map((at) => ({ at, lines: [`t${at}`, `u${at}`] })) },
    y: {
      from: 0,
      to: 4,
      ticks: [0, 2, 4].map((at) => ({ at, lines: [`v${at}`] })),
      unit: 'per second',
      log: false,
    },
    series: [
      {
        name: 'goodput',
        label: 'goodput',
        area: true,
        points: [
          [0, 1],
          [2, 4],
          [4, null],
          [6, 2],
          [10, 2],
        ],
      },
    ],
    spans: [{ name: 'fault', from: 2, to: 4 }],
    bars: [{ name: 'impact', from: 3, to: 9 }],
    rules: [{ name: 'steady', at: 9 }],
    signs: [{ name: 'observed', at: 5, symbol: 'diamond2' }],
    levels: [{ name: 'threshold', at: 3, label: 'steady from 3', side: 'right' }],
    head: [{ at: 2, row: 0, anchor: 'start', text: 'slow_disk', name: 'fault' }],
    ...more,
  };
}

/** A row with a plausible distribution. */
function row(more: Partial<SpreadRow> = {}): SpreadRow {
  const spread = {
    span: [1, 9] as const,
    range90: [2, 6] as const,
    range50: [3, 5] as const,
    median: 4,
    bins: [3, 0, 1, 1],
  };
  return { label: 'base', note: '4', spread, nothing: 'none', observed: null, ...more };
}

const PICTURES: Readonly<Record<string, () => string>> = {
  time: () => timeChart(chart(), NAME),
  powers: () => timeChart(chart({ y: { ...chart().y, from: 1, log: true } }), NAME),
  spread: () =>
    spreadChart(
      {
        frame: FRAME,
        x: { from: 0, to: 10, ticks: [{ at: 0, lines: ['0'] }] },
        rows: [row({ observed: 5 }), row({ spread: null })],
        row: 50,
        zero: 0,
        head: [],
      },
      NAME,
    ),
  curve: () =>
    curveChart(
      {
        frame: FRAME,
        x: { from: 0, to: 3, ticks: [{ at: 1, lines: ['1'] }], unit: 'slowdown' },
        y: { from: 0, to: 4, ticks: [{ at: 0, lines: ['0'] }], unit: 'time in impact' },
        curves: [
          {
            name: 's0',
            label: 'shop',
            points: [
              [0, 1],
              [3, 4],
            ],
          },
          {
            name: 's1',
            label: 'store',
            points: [
              [0, 1],
              [3, 4],
            ],
          },
        ],
        base: { at: 1, label: 'as written' },
      },
      NAME,
    ),
};

function parse(svg: string): Element {
  return parseHTML(`<html><body>${svg}</body></html>`).document.querySelector('svg')!;
}

describe.each(Object.keys(PICTURES))('a picture of %s', (kind) => {
  const svg = PICTURES[kind]!();

  it('has a name and a size, and no styles, scripts, URLs or invalid numbers', () => {
    const root = parse(svg);
    expect(root.getAttribute('role')).toBe('img');
    expect(root.getAttribute('aria-label')).toBe(NAME.label);
    expect(root.getAttribute('aria-describedby')).toBe('summary');
    expect(root.getAttribute('viewBox')).toBe('0 0 400 200');
    expect(svg).not.toMatch(/<style|style=|<script|href|url\(|NaN|Infinity|undefined|currentColor"? style/);
    expect(svg).not.toMatch(/-?\d+\.\d\d/);
  });
});

describe('a chart over time', () => {
  const root = parse(timeChart(chart(), NAME));
  const of = (name: string) => [...root.querySelectorAll(`.${name}`)];

  it('interrupts lines at gaps', () => {
    const d = root.querySelector('.hc-ch-line path')!.getAttribute('d')!;
    expect(d.match(/M/g)).toHaveLength(2);
    // The x axis maps 10 units of time to 300 pixels, and the y axis maps 4 units of value to 130 pixels.
    expect(d.startsWith('M40,127.5L100,30')).toBe(true);
  });

  it('shades spans over the full height and draws bars at the upper edge', () => {
    const box = (name: string) => {
      const rect = root.querySelector(`.${name} rect`)!;
      return ['x', 'y', 'width', 'height'].map((one) => Number(rect.getAttribute(one)));
    };
    expect(box('hc-ch-fault')).toEqual([100, 30, 60, 130]);
    expect(box('hc-ch-impact')).toEqual([130, 30, 180, 5]);
  });

  it('writes all lines of ticks, the unit, levels and names', () => {
    const texts = [...root.querySelectorAll('text')].map((text) => text.textContent);
    for (const wanted of ['t0', 'u10', 'v4', 'per second', 'goodput', 'slow_disk', 'steady from 3']) {
      expect(texts).toContain(wanted);
    }
    expect(of('hc-ch-sign')).toHaveLength(1);
    expect(of('hc-ch-steady')).toHaveLength(1);
  });

  it('shows hostile names as text', () => {
    const [series] = chart().series;
    const svg = timeChart(
      chart({
        series: [{ ...series!, label: HOSTILE }],
        head: [{ at: 2, row: 0, anchor: 'end', text: HOSTILE, name: 'fault' }],
      }),
      { ...NAME, label: HOSTILE },
    );
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
    expect(parse(svg).getAttribute('aria-label')).toContain('<script>alert(1)</script>');
  });
});

describe('distributions', () => {
  it('draw bins, and text if no run has a value', () => {
    const root = parse(PICTURES['spread']!());
    expect(root.querySelectorAll('.hc-ch-bins path')).toHaveLength(1);
    expect(root.querySelectorAll('.hc-ch-median path, .hc-ch-median circle')).toHaveLength(1);
    expect(root.querySelector('.hc-ch-nothing')!.textContent).toBe('none');
    expect(root.querySelectorAll('.hc-ch-observed')).toHaveLength(1);
  });
});

describe('names at the ends of lines', () => {
  it('keep their order and distance inside the chart', () => {
    expect(spreadOut([50, 52, 10], 16, 200)).toEqual([50, 66, 10]);
    expect(spreadOut([195, 190], 16, 200)).toEqual([200, 184]);
    expect(spreadOut([], 16, 200)).toEqual([]);
  });
});

describe('the writer', () => {
  it('omits elements and attributes that are not listed', () => {
    const { document } = parseHTML(
      '<html><body><svg onload="x()" style="fill:red" class="a__b"><style>*{}</style><script>x()</script><a href="javascript:x()"><path d="M0.123,4"/></a><path d="M0.123,4.06" data-x="1"/><foreignObject><p>x</p></foreignObject></svg></body></html>',
    );
    expect(writeSvg(document.querySelector('svg')!)).toBe('<svg class="a b"><path d="M0.1,4.1"/></svg>');
  });
});

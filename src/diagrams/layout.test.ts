import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { createLayout } from './layout.ts';
import { loadFontMetrics } from './text-style.ts';

const metrics = loadFontMetrics();
const layout = createLayout(metrics);
const { document } = parseHTML('<body></body>');
const hello = metrics.width('Hello', 16, 400);

function box(markup: string, css = ''): number[] {
  document.body.innerHTML = `<svg><style>${css}</style>${markup}</svg>`;
  const { x, y, width, height } = layout.box(document.querySelector('svg')!.lastElementChild!);
  return [x, y, width, height];
}

test('text is on its baseline with its anchor', () => {
  expect(box('<text x="10" y="50">Hello</text>')).toEqual([10, 34, hello, 20]);
  expect(box('<text x="10" y="50" text-anchor="middle">Hello</text>')).toEqual([
    10 - hello / 2,
    34,
    hello,
    20,
  ]);
  expect(box('<text x="10" y="50" style="text-anchor:end">Hello</text>')[0]).toBeCloseTo(10 - hello, 9);
  expect(box('<text x="10" y="50">\n  Hello </text>')[0]).toBe(10);
});

test('text takes size and weight from the nearest declaration', () => {
  const css = 'svg{font-size:20px}.big{font-size:200%;font-weight:bold}';
  expect(box('<text class="big">Hello</text>', css)[2]).toBeCloseTo(metrics.width('Hello', 40, 700), 9);
  expect(box('<text style="font-size:1.5em">Hello</text>', css)[2]).toBeCloseTo(
    metrics.width('Hello', 30, 400),
    9,
  );
});

test('tspans form lines, and an inner one sets the position of its first character', () => {
  const lines =
    '<text y="-10"><tspan x="0" y="0" dy="1em">Hello</tspan><tspan x="0" dy="20">Hello</tspan></text>';
  expect(box(lines)).toEqual([0, 0, hello, 40]);
  expect(box('<text x="5" y="9" dy="3"><tspan dy="0">Hello</tspan></text>')).toEqual([5, -7, hello, 20]);
});

test('consecutive runs are anchored together', () => {
  const [x, , width] = box(
    '<text x="0" text-anchor="middle">Hello<tspan font-weight="700"> all</tspan></text>',
  );
  expect(width).toBeCloseTo(hello + metrics.width(' all', 16, 700), 9);
  expect(x).toBeCloseTo(-width! / 2, 9);
});

test('an empty text has no size', () => {
  expect(box('<text x="7" y="9"><tspan/></text>')).toEqual([0, 0, 0, 0]);
});

test('shapes have their bounding boxes', () => {
  expect(box('<circle cx="5" cy="6" r="2"/>')).toEqual([3, 4, 4, 4]);
  expect(box('<ellipse cx="5" cy="6" rx="2" ry="1"/>')).toEqual([3, 5, 4, 2]);
  expect(box('<line x1="9" y1="2" x2="1" y2="2"/>')).toEqual([1, 2, 8, 0]);
  expect(box('<polygon points="0,0 4,1 2,8"/>')).toEqual([0, 0, 4, 8]);
  expect(box('<path d="M0 0Q50 40 100 0"/>')).toEqual([0, 0, 100, 20]);
});

test('a group is the union of its visible, transformed children', () => {
  const rect = '<rect x="1" y="2" width="10" height="4"/>';
  expect(box(`<g><g transform="translate(100, 50) scale(2)">${rect}</g></g>`)).toEqual([102, 54, 20, 8]);
  expect(box(`<g><g transform="rotate(90)">${rect}</g></g>`).map(Math.round)).toEqual([-6, 1, 4, 10]);
  expect(
    box(`<g>${rect}<rect x="-9" width="0" height="5"/><defs><path d="M0 0L900 900"/></defs></g>`),
  ).toEqual([1, 2, 10, 4]);
  expect(box(`<g>${rect}<g class="hidden"><path d="M0 0L90 90"/></g></g>`, '.hidden{display:none}')).toEqual([
    1, 2, 10, 4,
  ]);
  expect(box('<g/>')).toEqual([0, 0, 0, 0]);
});

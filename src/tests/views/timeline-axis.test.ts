import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { textWidth } from '../../views/drawing/text-fit.ts';
import { renderView } from '../../views/views.ts';
import { resultOf } from '../support/evaluate-text.ts';

/** A scenario with a step at each of the given seconds. */
function steps(...seconds: number[]): string {
  const list = seconds.map((at, i) => `      - { id: s${i}, delay: ${at - (seconds[i - 1] ?? 0)}s }`);
  return `scenario: steps
clock: { start: 2018-10-21T22:45:00Z, zone: UTC }
until: 45m
processes:
  one:
    steps:
${list.join('\n')}
`;
}

test.each([
  [[0, 1, 420, 451, 463, 464, 465]],
  [[0, 1, 2, 3, 1200, 1201, 2400]],
  [[1, 600, 601, 1800, 1801, 2699]],
  [[4499 / 2, 2250, 2251, 2252]],
])('time labels do not overlap with steps at %j', (seconds) => {
  const { document } = new JSDOM(renderView('timeline', resultOf(steps(...seconds)))).window;
  const svgs = [...document.querySelectorAll('.hc-tl-axis')];
  expect(svgs.length).toBeGreaterThan(0);
  for (const axis of svgs) {
    for (const [name, size] of [
      ['hc-tl-time', 12],
      ['hc-tl-day', 11.5],
    ] as const) {
      const boxes = [...axis.querySelectorAll(`.${name}`)].map((text) => {
        const [x, half] = [Number(text.getAttribute('x')), textWidth(text.textContent!, size) / 2];
        return [x - half, x + half] as const;
      });
      expect(boxes[0]![0]).toBeGreaterThanOrEqual(0);
      boxes.slice(1).forEach(([from], i) => {
        expect(from).toBeGreaterThanOrEqual(boxes[i]![1]);
      });
    }
    // The first label shows the day.
    expect(axis.querySelectorAll('.hc-tl-day').length).toBeGreaterThan(0);
    expect(axis.querySelectorAll('.hc-tl-time').length).toBeGreaterThan(1);
  }
});

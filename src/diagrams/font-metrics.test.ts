import { expect, test } from 'vitest';
import { loadFontMetrics } from './text-style.ts';

const metrics = loadFontMetrics();

// Widths as measured by Chromium 147 in SVG at 16 px with unhinted fonts.
test.each([
  ['Hello', 400, 38.563],
  ['AVATAR To Wa', 400, 111.484],
  ['INSERT INTO order_lines (order_id, sku, qty)', 400, 334.859],
  ['-> => != <= 1x2 10:20', 400, 157.313],
  ['fi ffl waffle', 400, 80.391],
  ['Žluťoučký kůň úpěl', 400, 144.547],
  ['Hello', 700, 39.516],
  ['AVATAR To Wa', 700, 114.109],
  ['INSERT INTO order_lines (order_id, sku, qty)', 700, 340.781],
])('%s at weight %i has the same width as in a browser', (text, weight, width) => {
  expect(Math.abs(metrics.width(text, 16, weight) - width)).toBeLessThan(0.02);
});

test('width is proportional to the size and 0 for empty text', () => {
  expect(metrics.width('Hello', 32, 400)).toBeCloseTo(2 * metrics.width('Hello', 16, 400), 9);
  expect(metrics.width('', 16, 400)).toBe(0);
});

test('weights from 600 on are bold', () => {
  expect(metrics.width('Hello', 16, 600)).toBe(metrics.width('Hello', 16, 700));
  expect(metrics.width('Hello', 16, 500)).toBe(metrics.width('Hello', 16, 400));
});

test('characters that the font lacks get an estimated width', () => {
  expect(metrics.width('解析', 10, 400)).toBe(20);
  expect(metrics.width('🚨', 10, 400)).toBe(13);
  expect(metrics.width('→', 10, 400)).toBe(9.5);
  expect(metrics.width('мир', 10, 400)).toBeCloseTo(19.5, 9);
});

test('joined emoji, skin tones and variation selectors count as one character', () => {
  const one = metrics.width('👩', 10, 400);
  expect(metrics.width('👩‍🚒', 10, 400)).toBe(one);
  expect(metrics.width('👩🏽', 10, 400)).toBe(one);
  expect(metrics.width('🇨🇿', 10, 400)).toBe(one);
  expect(metrics.width('⚠\ufe0f', 10, 400)).toBe(metrics.width('⚠', 10, 400));
});

test('ascent and descent are whole pixels', () => {
  expect(metrics.line(16, 400)).toMatchObject({ ascent: 16, descent: 4 });
  expect(metrics.line(12, 700)).toMatchObject({ ascent: 12, descent: 3 });
});

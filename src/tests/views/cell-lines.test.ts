import { expect, test } from 'vitest';
import { VIEW_NAMES } from '../../result.ts';
import { renderView } from '../../views/views.ts';
import { exploredResult } from '../support/results/exploration.ts';
import { awsResult } from '../support/results/run.ts';

/** The markup before a cell's second line, which is a separate block only if styles are loaded. */
const BEFORE = /(.{0,40}?)<span class="hc-(?:sub|by|line-of)[ "]/g;

test('lines of a cell are separate words without styles, too', () => {
  let lines = 0;
  for (const result of [awsResult(), exploredResult()]) {
    for (const name of VIEW_NAMES) {
      for (const [, before] of renderView(name, result).matchAll(BEFORE)) {
        lines++;
        expect(before, name).toMatch(/\s$/);
      }
    }
  }
  expect(lines).toBeGreaterThan(50);
});

import { expect, test } from 'vitest';
import * as say from './diagnostics.ts';

const span = {
  file: 'scenario.yaml',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 2, offset: 1 },
};

test('failed runs of a sweep are an error only if no run is left', () => {
  const some = say.sweepFailed(span, 'base', 'seeds', 2, 3, 'first');
  const all = say.sweepFailed(span, 'fast', 'seeds', 3, 3, 'first');
  expect([some.severity, all.severity]).toEqual(['warning', 'error']);
  expect(some.message).toBe('2 of 3 runs with different seeds failed; the first error was: first');
  expect(all.message).toContain('(variant fast)');
});

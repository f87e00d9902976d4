import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BuildProgress } from './progress.ts';

let written = '';
const terminal = { isTTY: true, columns: 20, write: (text: string) => (written += text) };

beforeEach(() => {
  written = '';
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a progress line appears after two seconds, is updated, and disappears', () => {
  const progress = new BuildProgress(terminal, {}, () => Date.now());
  let done = 0;
  progress.start(() => `${done++} of 1,000 pages: content/`);
  vi.advanceTimersByTime(1999);
  progress.update();
  expect(written).toBe('');
  vi.advanceTimersByTime(300);
  expect(written).toBe('\r0 of 1,000 pages: c\u001b[K\r1 of 1,000 pages: c\u001b[K');
  progress.clear();
  progress.clear();
  expect(written.endsWith('c\u001b[K\r\u001b[K')).toBe(true);
  progress.stop();
  const end = written;
  vi.advanceTimersByTime(10_000);
  expect(written).toBe(end);
});

test.each([
  ['without a terminal', { ...terminal, isTTY: false }, {}],
  ['on a dumb terminal', terminal, { TERM: 'dumb' }],
  ['in continuous integration', terminal, { CI: 'true' }],
])('no progress line appears %s', (_, output, env) => {
  const progress = new BuildProgress(output, env, () => Date.now());
  progress.start(() => 'x');
  vi.advanceTimersByTime(10_000);
  progress.update();
  progress.stop();
  expect(written).toBe('');
});

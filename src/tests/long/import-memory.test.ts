import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Runs an import of 500 MB in a separate process. */
function importLarge(kind: 'csv' | 'slack') {
  const script = fileURLToPath(new URL('large-import.ts', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [script, kind], { encoding: 'utf8' }));
}

test('a CSV file of 500 MB takes less than 300 MB', () => {
  const { code, megabytes, series } = importLarge('csv');
  expect(code).toBe(0);
  expect(megabytes).toBeLessThan(300);
  expect(series.map(({ name }: { name: string }) => name)).toEqual(['errors', 'latency']);
  expect(series[0].points).toBeGreaterThan(10_000_000);
});

test('a Slack export of 500 MB takes less than 300 MB', () => {
  const { code, megabytes, added } = importLarge('slack');
  expect(code).toBe(0);
  expect(megabytes).toBeLessThan(300);
  expect(added).toEqual([{ what: 'timeline entries', count: 100 }]);
});

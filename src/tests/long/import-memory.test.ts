import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Writes a file of 500 MB and imports it, each in a separate process. */
function importLarge(kind: 'csv' | 'slack' | 'traces') {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-large-'));
  const script = fileURLToPath(new URL('large-import.ts', import.meta.url));
  const run = (what: string): string =>
    execFileSync(process.execPath, [script, what, kind, folder], { encoding: 'utf8' });
  try {
    run('write');
    return JSON.parse(run('import'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

test('a file of traces of 500 MB takes less than 300 MB', () => {
  const { code, megabytes, added, notes } = importLarge('traces');
  expect(code).toBe(0);
  expect(megabytes).toBeLessThan(300);
  expect(added).toEqual([
    { what: 'services', count: 2 },
    { what: 'calls', count: 1 },
  ]);
  expect(notes).toEqual([]);
});

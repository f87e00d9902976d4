import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('14.5 simulated hours take less than 500 MB', () => {
  const out = execFileSync(process.execPath, [fileURLToPath(new URL('outage.ts', import.meta.url))], {
    encoding: 'utf8',
  });
  const { findings, requests, megabytes } = JSON.parse(out);
  expect(findings).toEqual([]);
  expect(requests).toBeGreaterThan(4_000_000);
  expect(megabytes).toBeLessThan(500);
});

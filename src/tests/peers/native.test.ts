import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { compareWithOracle, type Oracle } from '../engine/retries.ts';

const ARRIVALS = 20_000_000;

/** Upper limits for the tolerances, as fractions of each number. */
const MAX_TOLERANCE: Readonly<Record<string, number>> = {
  events: 0.005,
  ok: 0.001,
  failed: 0.1,
  timeouts: 0.07,
  latency: 0.02,
};

const folder = mkdtempSync(join(tmpdir(), 'hindcast-native-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The native program from the benchmark, run long enough to make its sampling error negligible. */
function runNative(): Oracle {
  const program = join(folder, 'mmc');
  const source = fileURLToPath(new URL('../../bench/mmc.cpp', import.meta.url));
  execFileSync('g++', ['-O3', '-std=c++17', '-o', program, source]);
  const out = execFileSync(program, ['10', String(ARRIVALS), '7'], { encoding: 'utf8' });
  return { ...(JSON.parse(out) as Omit<Oracle, 'arrivals'>), arrivals: ARRIVALS };
}

test('M/M/c with impatient clients agrees with a C++ program over 20,000,000 arrivals', () => {
  for (const { figure, oracle, found, tolerance } of compareWithOracle(60, 100_000, runNative())) {
    expect(tolerance, figure).toBeLessThan(MAX_TOLERANCE[figure]! * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(tolerance);
  }
});

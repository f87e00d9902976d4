import { describe, expect, test } from 'vitest';
import { createSweepPool } from '../../astro/results/sweep-pool.ts';
import type { FitReport } from '../../cli/output/reports.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { type Calibration, calibrateWith } from '../../hindcast.ts';
import { parseValue } from '../../time/observed-value.ts';
import { createBench } from '../support/command.ts';
import { OUTAGE, OUTAGE_SERIES } from '../support/outage.ts';
import {
  calibrated,
  type Kind,
  MINUTE,
  oneThread,
  QUEUE,
  recordOf,
  SHOP,
  scenarioOf,
  variation,
} from './incidents.ts';

/** Incidents whose true values are spread over their whole ranges. The search never starts at the true values. */
const KNOWN: readonly { kind: Kind; truth: Readonly<Record<string, string>> }[] = [
  { kind: QUEUE, truth: { down: '600s', grows: '3.0', drains: '4.0' } },
  { kind: QUEUE, truth: { down: '420s', grows: '2.0', drains: '6.0' } },
  { kind: QUEUE, truth: { down: '900s', grows: '5.0', drains: '7.0' } },
  { kind: QUEUE, truth: { down: '780s', grows: '1.5', drains: '3.0' } },
  { kind: QUEUE, truth: { down: '540s', grows: '7.0', drains: '5.0' } },
  { kind: QUEUE, truth: { down: '1020s', grows: '4.5', drains: '6.5' } },
  { kind: SHOP, truth: { down: '9m', speed: '4.0' } },
  { kind: SHOP, truth: { down: '6m', speed: '2.5' } },
  { kind: SHOP, truth: { down: '12m', speed: '6.0' } },
  { kind: SHOP, truth: { down: '18m', speed: '9.0' } },
];

const by = (found: Calibration, name: string) => found.constants.find((one) => one.name === name)!;

describe('a calibration', () => {
  test.each(KNOWN.map((one, i) => ({ ...one, i })))(
    'recovers known constants within the stated uncertainty: $truth',
    async ({ kind, truth, i }) => {
      const found = await calibrated(kind, truth, { seed: i + 1 });
      expect(found.isComplete).toBe(true);
      expect(found.fitted.after.skill!).toBeGreaterThan(0.75);
      for (const [name, written] of Object.entries(truth)) {
        const { low, high } = by(found, name);
        const { value } = parseValue(written)!;
        expect([name, low.value <= value && value <= high.value]).toEqual([name, true]);
      }
      // The time of the repair can be determined despite noise. The rate at which random requests leave a queue can't.
      const certain = kind === QUEUE ? Object.keys(truth) : ['down'];
      for (const name of certain) expect(by(found, name).determined).not.toBe('not');
    },
  );

  test('two constants of which only the product matters aren’t determined, and are a ridge', async () => {
    const kind = variation(
      QUEUE,
      ' : grows)',
      ' : grows * boost)',
      { boost: '[1.0, 8.0]' },
      { boost: '3.0', grows: '4.0' },
    );
    const truth = { down: '600s', grows: '2.0', drains: '6.0', boost: '2.0' };
    const found = await calibrated(kind, truth, { seed: 3 });
    expect([by(found, 'grows').determined, by(found, 'boost').determined]).toEqual(['not', 'not']);
    expect(found.ridges).toMatchObject([{ constants: ['grows', 'boost'], direction: 'opposite' }]);
    for (const [grows, boost] of found.ridges[0]!.examples) {
      expect(Number(grows) * Number(boost)).toBeCloseTo(4, 0);
    }
    expect(by(found, 'down').determined).toBe('well');
  });

  test('a constant that the curve doesn’t depend on isn’t determined', async () => {
    const kind = variation(QUEUE, '', '', { other: '[1.0, 8.0]' }, { other: '3.0' });
    const found = await calibrated(kind, { ...KNOWN[0]!.truth, other: '5.0' }, { seed: 4 });
    expect(by(found, 'other').determined).toBe('not');
    expect(by(found, 'grows').determined).toBe('well');
    expect(found.ridges).toEqual([]);
  });

  test('a constant that only matters after the window isn’t determined by it', async () => {
    const found = await calibrated(QUEUE, KNOWN[0]!.truth, { seed: 5, to: 14 * MINUTE });
    expect(by(found, 'drains').determined).toBe('not');
    expect(by(found, 'grows').determined).toBe('well');
    expect(found.rest!.after.points).toBe(25);
  });

  test('is the same with any number of threads', async () => {
    const text = fileSource('a.yaml', scenarioOf(SHOP, SHOP.start));
    const request = { measure: 'queue', window: { from: 0, to: 40 * MINUTE }, runs: 2, maxRuns: 400 };
    const options = { record: [recordOf(SHOP, { down: '9m', speed: '4.0' }, 1)] };
    const pools = [1, 2].map((workers) => createSweepPool({ workers }));
    try {
      const all = await Promise.all(
        [oneThread(), ...pools.map((pool) => pool.makeRuns)].map(async (makeRuns) =>
          JSON.stringify(await calibrateWith(makeRuns, text, request, options)),
        ),
      );
      expect(all[1]).toBe(all[0]);
      expect(all[2]).toBe(all[0]);
    } finally {
      await Promise.all(pools.map((pool) => pool.close()));
    }
  });
});

test('a fitted part isn’t a prediction: labels are about the rest', async () => {
  const bench = createBench();
  try {
    bench.write('outage/series/queue.csv', OUTAGE_SERIES);
    const labelAfter = async (window: string) => {
      bench.write('outage.yaml', OUTAGE);
      const calibrate = ['calibrate', 'outage.yaml', '--to', 'series.queue', '--window', window, '--write'];
      expect((await bench.call(calibrate)).code).toBe(0);
      const { out } = await bench.call(['fit', 'outage.yaml', '--labels', '--json']);
      const { validation, curves }: FitReport = JSON.parse(out);
      const { label, reason, curve } = validation!.comparisons.find(({ kind }) => kind === 'curve')!;
      return { label, reason, isFitted: curve!.isFitted, compared: curves[0]!.rest?.n ?? 0 };
    };
    expect(await labelAfter('..')).toEqual({
      label: 'set by numbers',
      reason: 'Numbers were fitted to the whole series, so nothing is left to predict.',
      isFitted: true,
      compared: 0,
    });
    expect(await labelAfter('..repaired')).toMatchObject({ isFitted: false, compared: 19 });
  } finally {
    bench.remove();
  }
});

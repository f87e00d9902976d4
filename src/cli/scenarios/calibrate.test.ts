import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBench } from '../../tests/support/command.ts';
import { OUTAGE, OUTAGE_SERIES } from '../../tests/support/outage.ts';
import type { CalibrationReport, FitReport } from '../output/reports.ts';

const bench = createBench();
const TO = ['--to', 'series.queue'];

/** A write-up with Windows line endings and its scenario in a block quote. */
const PAGE = `\uFEFF---
title: Jobs waited
summary: For a test.
severity: SEV3
started_at: 2026-03-02T09:05:00Z
mitigated_at: 2026-03-02T09:20:00Z
---

> \`\`\`scenario
${OUTAGE.trimEnd().replaceAll(/^/gm, '> ')}
> \`\`\`
`.replaceAll('\n', '\r\n');

function writeOutage(name: string, text: string): void {
  bench.write(name, text);
  bench.write(`${name.replace(/\.\w+$/, '')}/series/queue.csv`, OUTAGE_SERIES);
}

const textOf = (name: string): string => readFileSync(join(bench.folder, name), 'utf8');

beforeAll(() => {
  writeOutage('outage.yaml', OUTAGE);
  writeOutage('page.md', PAGE);
  writeOutage(
    'two.md',
    `\`\`\`scenario\n${OUTAGE}\`\`\`\n\n\`\`\`scenario\n${OUTAGE.replace('outage', 'again')}\`\`\`\n`,
  );
  writeOutage(
    'twice.yaml',
    OUTAGE.replace('measure:\n', 'measure:\n  other: { is: queued, observed: series.queue }\n'),
  );
  writeOutage('none.yaml', OUTAGE.replace(', observed: series.queue', ''));
  writeOutage('broken.yaml', OUTAGE.replace('state: {', 'state: {{'));
  bench.write('alone.yaml', OUTAGE.replace(', observed: series.queue', ''));
});

afterAll(() => bench.remove());

describe('hindcast calibrate', () => {
  test('prints how close both parts are, and how well each constant is determined', async () => {
    const { code, out, err } = await bench.call(['calibrate', 'page.md', ...TO]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('  fitted    `queue` to `series.queue`, 09:00:00 to 09:20:00 UTC\n');
    expect(out).toMatch(/\n {2}fitted +20 .*given: not a prediction\n/);
    expect(out).toMatch(/\n {2}the rest +19 .*a prediction\n/);
    expect(out).toMatch(/\n {2}growth +5\.0 .* 1\.0 to 10\.0 +well determined\n/);
    expect(textOf('page.md')).toBe(PAGE);
  });

  test('with --write, replaces only the values and their basis, and the run then has the printed curve', async () => {
    const { code, out } = await bench.call(['calibrate', 'page.md', ...TO, '--write', '--json']);
    const { calibration, basis, written }: CalibrationReport = JSON.parse(out);
    expect([code, written]).toEqual([0, true]);
    expect(basis).toBe('fitted: series.queue[..2026-03-02T09:20:00Z]');
    const [repair, growth] = calibration!.constants.map(({ fitted }) => fitted.written);
    expect(textOf('page.md')).toBe(
      PAGE.replace('value: 10m,', `value: ${repair}, basis: '${basis}',`).replace(
        'value: 5.0 # jobs a minute\r\n',
        `value: ${growth} # jobs a minute\r\n>     basis: '${basis}'\r\n`,
      ),
    );
    const fit: FitReport = JSON.parse((await bench.call(['fit', 'page.md', '--json'])).out);
    const [curve] = fit.curves;
    expect(curve!.fitted).toEqual({ from: 0, to: 1_200_000_000 });
    expect(curve!.rest!.n).toBe(calibration!.rest!.after.points);
    expect(curve!.rest!.mae).toBe(calibration!.rest!.after.mae);
    expect(curve!.rest!.skill).toBe(calibration!.rest!.after.skill);
    // Calibrating again from the fitted values replaces the basis and doesn't make the fit worse.
    await bench.call(['calibrate', 'page.md', ...TO, '--write', '--window', 'trigger..']);
    expect(textOf('page.md').split('\n')).toHaveLength(PAGE.split('\n').length + 1);
    expect(
      textOf('page.md').match(/basis: 'fitted: series\.queue\[2026-03-02T09:05:00Z\.\.\]'/g),
    ).toHaveLength(2);
  });

  test('says if the tolerance isn’t met by what is left to compare', async () => {
    const UNTIL = '..2026-03-02T09:20:00Z';
    const withTolerance = (skill: string): string =>
      OUTAGE.replace('observed: series.queue', `observed: series.queue, within: { skill: ${skill} }`);
    writeOutage('strict.yaml', withTolerance('99.9%'));
    writeOutage('loose.yaml', withTolerance('1%'));
    const words = async (...args: string[]): Promise<string> =>
      (await bench.call(['calibrate', ...args, ...TO])).out.replace(/\s+/g, ' ');
    expect(await words('strict.yaml', '--window', UNTIL)).toContain(
      'the rest of the series is outside the measure’s tolerance (skill at least 99.9%), so `check` reports an error',
    );
    expect(await words('loose.yaml', '--window', UNTIL)).not.toContain('tolerance');
    expect(await words('loose.yaml', '--window', '..', '--write')).toContain(
      'nothing is left to compare: `check`',
    );
    const { code, out, err } = await bench.call(['check', 'loose.yaml']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('hint: remove `within`, or fit the numbers to only a part of the series');
  });

  test('the ends of a window are times, observed entries, the trigger, or left out', async () => {
    const windowOf = async (window: string) => {
      const { out } = await bench.call([
        'calibrate',
        'outage.yaml',
        ...TO,
        '--json',
        '--max-runs',
        '100',
        '--window',
        window,
      ]);
      const { calibration, basis }: CalibrationReport = JSON.parse(out);
      const { from, to } = calibration!.window;
      return [from / 60e6, to / 60e6, basis!.replace('fitted: series.queue', '')];
    };
    expect(await windowOf('..')).toEqual([0, 40, '']);
    expect(await windowOf('trigger..repaired')).toEqual([5, 20, '[2026-03-02T09:05:00Z..repaired]']);
    expect(await windowOf('2026-03-02T10:02:00+01:00..')).toEqual([2, 40, '[2026-03-02T09:02:00Z..]']);
    expect(await windowOf('..2026-03-02T12:00:00Z')).toEqual([0, 40, '']);
  });

  test('says when the limit on runs ended the search', async () => {
    const { out } = await bench.call([
      'calibrate',
      'outage.yaml',
      ...TO,
      '--window',
      '..',
      '--max-runs',
      '100',
    ]);
    expect(out).toMatch(/ not found +1\.0 to 10\.0 +not known\n/);
    expect(out).toContain('The limit on runs ended the search early');
  });

  test.each([
    [['outage.yaml', '--to', 'series.queu'], 'did you mean `series.queue`?'],
    [['alone.yaml', ...TO], 'hint: import one with'],
    [['none.yaml', ...TO], 'no measure is compared with `series.queue`'],
    [['outage.yaml', ...TO, '--measure', 'q'], 'no measure named `q` is compared'],
    [['two.md', ...TO], 'hint: choose one with --scenario'],
    [['twice.yaml', ...TO], 'hint: choose one with --measure: other, queue'],
    [['outage.yaml', ...TO], 'hint: set `mitigated_at`, or name the part to fit'],
    [['outage.yaml', ...TO, '--window', 'repaired'], '`repaired` isn’t a window'],
    [['outage.yaml', ...TO, '--window', '..soon'], 'use an RFC 3339 time, `trigger`, `repaired`'],
    [['outage.yaml', ...TO, '--window', 'repaired..trigger'], 'ends before it starts'],
    [['outage.yaml', ...TO, '--window', '..2026-03-02T08:00:00Z'], 'is outside the run'],
    [['outage.yaml', ...TO, '--window', '2026-03-02T10:00:00Z..'], 'is outside the run'],
  ])('%j is a mistake', async (argv, message) => {
    const { code, out, err } = await bench.call(['calibrate', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('reports the errors of a scenario at their places', async () => {
    const { code, out, err } = await bench.call(['calibrate', 'broken.yaml', ...TO]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('broken.yaml:13:');
  });

  test('shows progress in a terminal, and ends with Ctrl-C', async () => {
    const long = [
      'calibrate',
      'outage.yaml',
      ...TO,
      '--window',
      '..',
      '--max-runs',
      '1000000',
      '--runs',
      '20',
    ];
    const { code, out, err } = await bench.call(long, { terminal: 80, interrupts: 1, threads: true });
    expect([code, out]).toEqual([130, '']);
    expect(err).toMatch(/\routage: (?:starting|[\d,]+ runs, at most 1,000,000)/);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failedEvaluation, placedDiagnostics } from '../../astro/results/kept-results.ts';
import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import { type Calibrated, type Calibration, type EvaluateOptions, scenarioText } from '../../hindcast.ts';
import { count } from '../../views/words/number-format.ts';
import { childOf } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { nearest } from '../../yaml/suggest.ts';
import { allDiagnostics, type Chosen, chooseScenarios, type FoundScenario } from '../input/scenarios.ts';
import { calibrationText } from '../output/calibration-text.ts';
import { printReport } from '../output/diagnostics.ts';
import type { CalibrationReport } from '../output/reports.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { ProgressLine, printJson, styleFor } from '../terminal/print.ts';
import { orUsageError, replaceFile } from '../terminal/write-file.ts';
import { createLeash, type Leash } from '../workers/leash.ts';
import { evaluateFile } from './evaluate-file.ts';
import { withFittedValues } from './fitted-text.ts';
import { type Window, windowOf } from './window.ts';

export interface CalibrateCommand {
  /** The observed series to fit to, as `series.name`. */
  readonly to: string;
  readonly scenario?: string | undefined;
  readonly measure?: string | undefined;
  /** The part of the run to fit, as `FROM..TO`. Either end may be empty. */
  readonly window?: string | undefined;
  readonly seed?: number | undefined;
  /** Number of runs for each set of values. */
  readonly runs?: number | undefined;
  readonly maxRuns?: number | undefined;
  /** Number of threads. */
  readonly jobs?: number | undefined;
  readonly write?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const DEFAULT_RUNS = 3;
const DEFAULT_MAX_RUNS = 10_000;

/**
 * `hindcast calibrate`: fits the constants that have a range to a part of an observed series. Tables go to standard
 * output, diagnostics to standard error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or written, or the command line doesn't match the file
 */
export async function calibrateFile(name: string, command: CalibrateCommand, io: Io): Promise<number> {
  const all = await chooseScenarios(name, command, io);
  const series = seriesNamed(command.to, all);
  const { found, measure } = measureOf(series, command.measure, all);
  const chosen: Chosen = { ...all, scenarios: [found] };
  const { record, zone } = chosen.found;
  const options = { seed: command.seed, record, zone };
  const evaluated = await evaluateFile(
    chosen,
    { ...options, variant: 'base', only: 'run', quick: true },
    1,
    io,
  );
  if (evaluated.interrupted) return EXIT.interrupted;
  const result = evaluated.scenarios[0]?.result ?? null;
  const report = (
    calibration: Calibration | null,
    diagnostics: readonly Diagnostic[],
    basis: string | null = null,
  ): number => {
    const written = calibration !== null && command.write === true;
    const scenario = found.id ?? 'scenario';
    if (command.json === true)
      printJson(
        [{ version: 1, scenario, calibration, basis, written, diagnostics } satisfies CalibrationReport],
        false,
        io.stdout,
      );
    else if (calibration !== null && result !== null) {
      const style = styleFor(io.stdout, io.env);
      io.stdout.write(`${calibrationText(calibration, withPrintableTexts(result), found.place, style)}\n`);
      if (written) io.stdout.write(`\nWrote the values into ${name}, with \`basis: ${basis}\`.\n`);
    }
    printReport(diagnostics, chosen.input, io);
    return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
  };
  // A curve outside its tolerance is a reason to calibrate, so only errors that prevent a run matter.
  if (result === null || !result.runs.some(({ curves }) => curves?.some((one) => one.measure === measure)))
    return report(null, evaluated.diagnostics);
  const window = windowOf(command.window, result, chosen);
  const calibrated = await fitCurve(found, measure, window, command, options, io);
  if (calibrated === null) return EXIT.interrupted;
  const { calibration, diagnostics } = calibrated;
  if (calibration === null) return report(null, allDiagnostics(chosen, diagnostics));
  const basis = `fitted: series.${series}${window.written}`;
  if (command.write === true) {
    writeFitted(
      name,
      chosen,
      (text) => withFittedValues(text, found.source, calibration.constants, basis),
      io,
    );
  }
  return report(calibration, [], basis);
}

/**
 * Changes the file on disk, since the line endings were normalized when it was read.
 *
 * @throws UsageError if the file can't be written, or has changed since it was read
 */
function writeFitted(name: string, { input }: Chosen, change: (text: string) => string, io: Io): void {
  const place = resolve(io.cwd, name);
  const text = orUsageError(`read \`${name}\``, () => readFileSync(place, 'utf8'));
  if (text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') !== input.text)
    throw new UsageError(`\`${name}\` has changed during the search`, 'run the command again');
  replaceFile(place, change(text), name);
}

/** Returns null after Ctrl-C. */
async function fitCurve(
  { source, id }: FoundScenario,
  measure: string,
  { from, to }: Window,
  { runs = DEFAULT_RUNS, maxRuns = DEFAULT_MAX_RUNS, jobs }: CalibrateCommand,
  { seed, ...page }: EvaluateOptions,
  io: Io,
): Promise<Calibrated | null> {
  const line = new ProgressLine(io);
  let progress = 'starting';
  const leash: Leash = createLeash(
    {
      workers: jobs,
      progress: (done) => {
        progress = `${count(done)} runs, at most ${count(maxRuns)}`;
      },
    },
    io,
  );
  const request = { measure, window: { from, to }, runs, maxRuns };
  const options = { ...page, ...(seed === undefined ? {} : { seed }) };
  line.start(() => `${id ?? 'scenario'}: ${progress}`);
  try {
    const calibrated: Calibrated = JSON.parse(await leash.calibrate(scenarioText(source), request, options));
    return { ...calibrated, diagnostics: placedDiagnostics(calibrated.diagnostics, source) };
  } catch (error) {
    if (leash.interrupted) return null;
    const { diagnostics } = failedEvaluation(error);
    return { calibration: null, diagnostics: placedDiagnostics(diagnostics, source) };
  } finally {
    line.stop();
    await leash.close();
  }
}

/** @throws UsageError if the page has no series with this name */
function seriesNamed(to: string, { found: { record }, input: { file } }: Chosen): string {
  const name = to.replace(/^series\./, '');
  const known = record.flatMap(({ id, series }) =>
    series === undefined ? [] : [id.replace(/^series\./, '')],
  );
  if (known.includes(name)) return name;
  const near = nearest(name, known);
  throw new UsageError(
    `\`${file}\` has no series named \`${name}\`${near === null ? '' : `; did you mean \`series.${near}\`?`}`,
    known.length === 0
      ? 'import one with `hindcast import FILE --into` this file'
      : `available: ${known.map((one) => `series.${one}`).join(', ')}`,
  );
}

/** The measure to fit, and its scenario. */
function measureOf(
  series: string,
  wanted: string | undefined,
  { scenarios }: Chosen,
): { found: FoundScenario; measure: string } {
  const naming = scenarios.flatMap((found) =>
    measuresComparedWith(series, found.source).map((measure) => ({ found, measure })),
  );
  const [first, ...others] = naming.filter(({ measure }) => measure === (wanted ?? measure));
  // Parse errors are more helpful than "not found".
  const broken = scenarios.find(({ source }) => readYaml(source, 'the scenario').root === null);
  if (first === undefined && broken !== undefined) return { found: broken, measure: '' };
  if (first === undefined) {
    const who = wanted === undefined ? 'no measure' : `no measure named \`${wanted}\``;
    throw new UsageError(
      `${who} is compared with \`series.${series}\``,
      naming.length === 0
        ? `write \`observed: series.${series}\` under a measure`
        : `available: ${naming.map(({ measure }) => measure).join(', ')}`,
    );
  }
  if (others.some(({ found }) => found !== first.found))
    throw new UsageError(`several scenarios use \`series.${series}\``, 'choose one with --scenario');
  if (others.length > 0) {
    throw new UsageError(
      `several measures are compared with \`series.${series}\``,
      `choose one with --measure: ${naming.map(({ measure }) => measure).join(', ')}`,
    );
  }
  return first;
}

function measuresComparedWith(series: string, source: SourceText): string[] {
  const measures = childOf(readYaml(source, 'the scenario').root ?? undefined, 'measure');
  if (measures?.kind !== 'map') return [];
  return measures.entries.flatMap(({ key, value }) => {
    const observed = childOf(value, 'observed');
    return observed?.kind === 'scalar' && observed.value === `series.${series}` ? [key] : [];
  });
}

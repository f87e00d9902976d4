import { hasErrors, type Span } from '../../diagnostic/diagnostic.ts';
import type { MarkResult, Result } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { fitCounts, rangesOf } from '../../views/tables/fit.ts';
import { signedDuration } from '../../views/trace/moments.ts';
import { countOf } from '../../views/words/number-format.ts';
import { labelPrecision, timesOf } from '../../views/words/time-format.ts';
import { chooseScenarios } from '../input/scenarios.ts';
import { printReport } from '../output/findings.ts';
import type { FitReport } from '../output/reports.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import {
  type Cell,
  type Fact,
  factLines,
  type Paint,
  paintFor,
  tableLines,
  widthFor,
  wrap,
} from '../terminal/print.ts';
import { evaluateFile } from './evaluate-file.ts';

/** The base of a Result beside the record, for a terminal, without a line end behind it. */
function fitText(
  result: Result,
  place: Span,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string {
  const base = result.runs.find(({ variant }) => variant === 'base');
  const name = result.title === result.scenario ? result.scenario : `${result.scenario}: ${result.title}`;
  const head = [
    ...wrap(name, width).map((line) => paint('heading', line)),
    ...factLines([['file', `${place.file}:${place.start.line}`], ...countFacts(result)], paint, width),
  ];
  const marks = (base?.marks ?? []).filter(({ observed }) => observed !== null);
  const facts = result.runs.flatMap((run) => run.facts);
  const sections = [
    marks.length === 0
      ? []
      : tableLines(
          ['Moment', 'record', 'run', 'off by', 'may be', '5-95 % of runs', ''],
          marks.map((mark) => markRow(result, mark)),
          paint,
          width,
        ),
    facts.length === 0
      ? []
      : tableLines(
          ['Shown', 'in', '', 'condition'],
          facts.map(({ id, variant, verdict, shows, basis }): Cell[] => [
            id,
            variant,
            {
              text: `${verdict}${basis === 'fit' ? ' (fitted)' : ''}`,
              tone: verdict === 'agrees' ? 'good' : 'bad',
            },
            shows,
          ]),
          paint,
          width,
        ),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  const none =
    shown.length === 0
      ? ['  The record has nothing that a mark of the scenario could be compared with.']
      : [];
  return [head, ...shown, none]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function countFacts(result: Result): Fact[] {
  const counts = fitCounts(result);
  const { predictions, agree, disagree, unjudged, inputs, fits, assumed, sourced, fitted, ranged } = counts;
  return [
    [
      'fit',
      `${countOf(predictions, 'prediction')}: ${agree} agree, ${disagree} do not, ${unjudged} without a tolerance; ${countOf(inputs, 'input')} and ${countOf(fits, 'fit')} do not count`,
    ],
    [
      'rests on',
      `${countOf(assumed, 'assumed number')}, ${sourced} sourced, ${fitted} fitted; ${ranged} drawn from ranges`,
    ],
  ];
}

function markRow(result: Result, mark: MarkResult): Cell[] {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  const say = (t: number | null): string => (t === null ? '–' : times.say(t, precision));
  const fact = result.observed.find(({ id }) => id === mark.observed);
  const range = rangesOf(result)?.marks.find(({ id }) => id === mark.id);
  const spread =
    range === undefined || range.at.p5 === null ? '' : `${say(range.at.p5)} to ${say(range.at.p95)}`;
  return [
    mark.id,
    say(fact?.t ?? null),
    mark.at === null ? (mark.status === 'never' ? 'never' : 'not by the end') : say(mark.at),
    mark.residual === null ? '–' : signedDuration(mark.residual),
    mark.within === null ? '' : humanDuration(mark.within),
    spread,
    verdictOf(mark),
  ];
}

function verdictOf({ basis, within, residual }: MarkResult): Cell {
  if (basis === 'input') return 'input';
  const fitted = basis === 'fit' ? ' (fitted)' : '';
  if (within === null) return `shown${fitted}`;
  return residual !== null && Math.abs(residual) <= within
    ? { text: `agrees${fitted}`, tone: 'good' }
    : { text: `OUTSIDE${fitted}`, tone: 'bad' };
}

export interface FitCommand {
  readonly scenario?: string | undefined;
  readonly jobs?: number | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast fit`: the base beside the record. Tables go to standard output, findings to standard error.
 *
 * @returns exit code: 1 if a mark lies outside of the tolerance that the record states, or for any other error
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id asked for
 */
export async function fitFile(name: string, command: FitCommand, io: Io): Promise<number> {
  const chosen = await chooseScenarios(name, command, io);
  const swept = await evaluateFile(chosen, { only: 'run' }, command.jobs, io);
  if (swept.interrupted) return EXIT.interrupted;
  const ran = swept.scenarios.flatMap(({ found: { place }, result }) =>
    result === null ? [] : [{ place, result }],
  );
  if (command.json === true) {
    const all = ran.map(({ result }) => fitJson(result));
    const [only] = all;
    if (chosen.scenarios.length > 1) io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
  } else {
    const style = { paint: paintFor(io.stdout, io.env), width: widthFor(io.stdout) };
    const texts = ran.map(({ place, result }) => fitText(withPrintableTexts(result), place, style));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(swept.diagnostics, chosen.input, io);
  return hasErrors(swept.diagnostics) ? EXIT.findings : EXIT.fine;
}

function fitJson(result: Result): FitReport {
  const base = result.runs.find(({ variant }) => variant === 'base');
  const ranges = rangesOf(result);
  return {
    scenario: result.scenario,
    counts: fitCounts(result),
    marks: (base?.marks ?? [])
      .filter(({ observed }) => observed !== null)
      .map((mark) => {
        const fact = result.observed.find(({ id }) => id === mark.observed);
        const range = ranges?.marks.find(({ id }) => id === mark.id) ?? null;
        return {
          ...mark,
          recorded: fact?.t ?? null,
          range: range === null ? null : { kind: ranges!.kind, ...range },
        };
      }),
    facts: result.runs.flatMap(({ facts }) => facts),
  };
}

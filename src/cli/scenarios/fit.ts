import type { Span } from '../../diagnostic/diagnostic.ts';
import type { MarkResult, Result } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { fitSummary, rangesOf } from '../../views/tables/fit.ts';
import { absenceWords, signedDuration } from '../../views/trace/moments.ts';
import { labelTally } from '../../views/words/labels.ts';
import { rangeText } from '../../views/words/quantiles.ts';
import { labelPrecision, sayObserved, timesOf } from '../../views/words/time-format.ts';
import { chooseScenarios } from '../input/scenarios.ts';
import { fixLines, labelLines } from '../output/labels-text.ts';
import { curveLines, unobservedLines, valueLines } from '../output/outcome-text.ts';
import type { FitReport } from '../output/reports.ts';
import type { Io } from '../terminal/io.ts';
import { type Cell, type Fact, joinSections, type Style, tableLines, titleLines } from '../terminal/print.ts';
import { evaluateFile, printEvaluated } from './evaluate-file.ts';

export interface FitCommand {
  readonly scenario?: string | undefined;
  /** Number of threads. */
  readonly jobs?: number | undefined;
  /** Also label each comparison by what it depends on. This takes a few hundred runs. */
  readonly labels?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast fit`: compares the base with the observed timeline. Tables go to standard output, diagnostics to standard
 * error.
 *
 * @returns exit status: 1 if a mark is outside its observed tolerance, or for any other error
 * @throws UsageError if the file can't be read or has no matching scenario
 */
export async function fitFile(name: string, command: FitCommand, io: Io): Promise<number> {
  const chosen = await chooseScenarios(name, command, io);
  const evaluated = await evaluateFile(
    chosen,
    command.labels === true ? { labels: true } : { only: 'run' },
    command.jobs,
    io,
  );
  return printEvaluated(
    chosen,
    evaluated,
    { json: command.json === true, toJson: fitReport, toText: fitText },
    io,
  );
}

/** Compares a Result's base with the observed timeline, as text for a terminal without a trailing newline. */
function fitText(result: Result, place: Span, style: Style): string {
  const marks = observedMarks(result);
  const facts = result.runs.flatMap((run) => run.facts);
  // Labels are more informative than the last column, so they replace it.
  const shown = result.validation === null ? undefined : -1;
  const nothing =
    marks.length +
      facts.length +
      (result.runs[0]?.quantities.length ?? 0) +
      (result.runs[0]?.curves?.length ?? 0) ===
    0;
  return joinSections([
    titleLines(result, place, countFacts(result), style),
    marks.length === 0
      ? []
      : tableLines(
          ['Mark', 'observed', 'simulated', 'off by', 'tolerance', '5–95% of runs', ''].slice(0, shown),
          marks.map((mark) => markRow(result, mark).slice(0, shown)),
          style,
        ),
    facts.length === 0
      ? []
      : tableLines(
          ['Observed fact', 'variant', '', 'condition'],
          facts.map(({ id, variant, verdict, shows, basis }): Cell[] => [
            id,
            variant,
            verdictOf(verdict === 'agrees', `${verdict}${basis === 'fit' ? ' (fitted)' : ''}`),
            shows,
          ]),
          style,
        ),
    ...result.runs.slice(0, 1).map((run) => valueLines(result, run, style)),
    ...result.runs.slice(0, 1).map((run) => curveLines(result, run, style)),
    unobservedLines(result, style),
    result.validation === null ? [] : labelLines(result.validation, style),
    result.validation === null ? [] : fixLines(result.validation, style),
    nothing ? ['  No mark has an observed time, so there is nothing to compare.'] : [],
  ]);
}

function observedMarks({ runs }: Result): MarkResult[] {
  const base = runs.find(({ variant }) => variant === 'base');
  return (base?.marks ?? []).filter(({ observed }) => observed !== null);
}

function countFacts(result: Result): Fact[] {
  const [base] = result.runs;
  if (base === undefined) return [];
  const hint = result.validation === null ? ' Use --labels to see what each agreement is worth.' : '';
  return [['fit', `${fitSummary(result, base)}${hint}`]];
}

function markRow(result: Result, mark: MarkResult): Cell[] {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  const say = (t: number | null): string => (t === null ? '–' : times.say(t, precision));
  const fact = result.observed.find(({ id }) => id === mark.observed);
  const range = rangesOf(result)?.marks.find(({ id }) => id === mark.id);
  const spread = range === undefined || range.happened === 0 ? '' : rangeText(range.at, say);
  return [
    mark.id,
    fact === undefined ? '–' : sayObserved(times, fact),
    mark.at === null ? absenceWords(mark) : say(mark.at),
    mark.residual === null ? '–' : signedDuration(mark.residual),
    mark.within === null ? '' : humanDuration(mark.within),
    spread,
    markVerdict(mark),
  ];
}

function markVerdict({ basis, within, residual }: MarkResult): Cell {
  if (basis === 'input') return 'input';
  const fitted = basis === 'fit' ? ' (fitted)' : '';
  if (within === null) return `no tolerance${fitted}`;
  return residual !== null && Math.abs(residual) <= within
    ? `within${fitted}`
    : { text: `OUTSIDE${fitted}`, tone: 'bad' };
}

/** Agreement isn't shown as good, since it may be worth nothing. */
function verdictOf(agrees: boolean, text: string): Cell {
  return agrees ? text : { text, tone: 'bad' };
}

function fitReport(result: Result): FitReport {
  const ranges = rangesOf(result);
  return {
    scenario: result.scenario,
    counts: labelTally([result]),
    marks: observedMarks(result).map((mark) => {
      const fact = result.observed.find(({ id }) => id === mark.observed);
      const range = ranges?.marks.find(({ id }) => id === mark.id) ?? null;
      return {
        ...mark,
        recorded: fact?.t ?? null,
        range: range === null ? null : { kind: ranges!.kind, ...range },
      };
    }),
    facts: result.runs.flatMap(({ facts }) => facts),
    quantities: (result.runs[0]?.quantities ?? []).map((quantity) => {
      const range = ranges?.quantities.find(({ id }) => id === quantity.id) ?? null;
      return { ...quantity, range: range === null ? null : { kind: ranges!.kind, ...range } };
    }),
    curves: result.runs[0]?.curves ?? [],
    validation: result.validation,
  };
}

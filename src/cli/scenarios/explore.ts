import { hasErrors } from '../../diagnostic/diagnostic.ts';
import type { Exploration } from '../../result.ts';
import type { Input } from '../input/input.ts';
import {
  allDiagnostics,
  type Choice,
  type Chosen,
  chooseScenarios,
  type FileScenarios,
  type FoundScenario,
} from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { exploreText, isClaimed, type SearchedScenario } from '../output/explore-text.ts';
import { observedText } from '../output/observed-text.ts';
import type { ObservedReport, SearchReport, TraceStep } from '../output/reports.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { printJson, styleFor } from '../terminal/print.ts';
import type { EndedOrder, EndedSearch, SearchJob, SearchOutcome } from '../workers/search-job.ts';
import { runSearches } from '../workers/search-process.ts';

type Switch = 'on' | 'off';

export interface ExploreCommand extends Choice {
  /** Search the base and all variants. Default: the base, or the selected variant. */
  readonly allVariants?: boolean | undefined;
  readonly maxStates?: number | undefined;
  /** Limit on the total size of all tables, in bytes. */
  readonly memory?: number | undefined;
  /** Continue past violations, to the end of the state space. */
  readonly keepGoing?: boolean | undefined;
  /** `off` ignores the scenario's symmetry. Default: on. */
  readonly symmetry?: Switch | undefined;
  readonly reduction?: Switch | undefined;
  /** Search for an execution that reaches the observed marks in the observed order. */
  readonly observed?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Maximum number of states if neither the command line nor the scenario sets a limit. */
const DEFAULT_MAX_STATES = 5_000_000;

/**
 * `hindcast explore`: searches all interleavings, whether or not the scenario asks for a search. Searches go to
 * standard output, diagnostics to standard error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or has no matching scenario, or if `--symmetry on` is given and no
 *   scenario names symmetric processes
 */
export async function explore(name: string, command: ExploreCommand, io: Io): Promise<number> {
  const chosen = onlyRequested(await chooseScenarios(name, command, io), command, io);
  const { input, found, scenarios } = chosen;
  if (command.symmetry === 'on') requireSymmetry(scenarios);
  const jobs = scenarios.map((one) => jobOf(one, input, found, command));
  const { outcomes, interrupted } = await runSearches(jobs, io);
  const shown: ShownSearches[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    const searches = outcome.searches.filter((search) => isWanted(search, command));
    const link = isAsOnPage(command) ? await linkOf(searches, scenarios[i]!, input, io) : null;
    shown.push({ found: scenarios[i]!, outcome, searches, link });
  }
  const searches = shown.flatMap((one) => one.searches);
  const orders = outcomes.flatMap((outcome) => outcome.orders);
  if (command.json === true) {
    const reports = shown.flatMap((one) => {
      const { scenario } = searchedScenario(one);
      return [
        ...one.searches.map((search) => searchReport(scenario, search, one.link)),
        ...one.outcome.orders.map((order) => observedReport(scenario, order)),
      ];
    });
    printJson(reports, numberOfSearches(scenarios, command) > 1, io.stdout);
  } else {
    const style = styleFor(io.stdout, io.env);
    const texts = shown.flatMap((one) => {
      const searched = withPrintableTexts(searchedScenario(one));
      const found = withPrintableTexts(one.outcome.orders);
      return [
        ...(one.searches.length === 0 ? [] : [exploreText(searched, style)]),
        ...(found.length === 0 ? [] : [observedText({ ...searched, orders: found }, style)]),
      ];
    });
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  // After Ctrl-C, undecided claims are expected, so they aren't reported.
  const own = outcomes
    .flatMap((outcome) => outcome.diagnostics)
    .filter(({ code }) => !interrupted || code !== 'expect/undecided');
  const diagnostics = allDiagnostics(chosen, own);
  printReport(diagnostics, input, io);
  if (interrupted) return EXIT.interrupted;
  const isFine = searches.every(isAcceptable) && orders.every(({ order }) => order.verdict === 'shown');
  return hasErrors(diagnostics) || !isFine ? EXIT.errors : EXIT.ok;
}

/**
 * If any scenarios ask for a search, keeps only those. The others are meant to be run and may have huge state
 * spaces. For the observed order, keeps the scenarios that have a mark with an observed time.
 */
function onlyRequested(chosen: Chosen, { scenario, observed }: ExploreCommand, io: Io): Chosen {
  const isWantedHere = observed === true ? hasObservedMark(chosen.found) : isRequested;
  const requesting = chosen.scenarios.filter((one) => one.id === null || isWantedHere(one));
  const skipped = chosen.scenarios.filter((one) => !requesting.includes(one)).map(({ id }) => id);
  if (scenario !== undefined || skipped.length === 0 || requesting.length === 0) return chosen;
  const [doesNot, haveNo] = skipped.length === 1 ? ["doesn't", 'has no'] : ["don't", 'have no'];
  const why = observed === true ? `${haveNo} marks with an observed time` : `${doesNot} ask for a search`;
  io.stderr.write(
    printable(
      `note: skipped ${skipped.join(', ')}, which ${why}; to search a skipped scenario, use --scenario\n`,
    ),
  );
  return { ...chosen, scenarios: requesting };
}

function isRequested({ explore: { requested } }: FoundScenario): boolean {
  return requested;
}

function hasObservedMark({ record }: FileScenarios): (one: FoundScenario) => boolean {
  const entries = new Set(record.map(({ id }) => id));
  return ({ hasClock, marks, observed }) =>
    hasClock && marks.some((mark) => entries.has(mark) || observed.includes(mark));
}

function requireSymmetry(scenarios: readonly FoundScenario[]): void {
  if (scenarios.some(({ id, explore: { symmetry } }) => id === null || symmetry.length > 0)) return;
  const [only] = scenarios;
  const who = scenarios.length === 1 ? `\`${only!.id}\` doesn't` : "these scenarios don't";
  throw new UsageError(
    `${who} list any processes with interchangeable instances`,
    'list them in the scenario: `explore: { symmetry: [worker] }`',
  );
}

function jobOf(
  { source, explore: settings }: FoundScenario,
  { text }: Input,
  { record, zone }: FileScenarios,
  command: ExploreCommand,
): SearchJob {
  return {
    source: { file: source.file, fileText: text, text: source.text, start: source.spanAt(0, 0) },
    record,
    zone,
    observed: command.observed === true,
    variant: command.allVariants === true ? undefined : (command.variant ?? 'base'),
    explore: {
      maxStates: command.maxStates ?? settings.maxStates ?? DEFAULT_MAX_STATES,
      symmetry: command.symmetry === 'off' ? [] : settings.symmetry,
      countFleets: command.symmetry !== 'off',
      reduction: command.reduction !== 'off',
      keepGoing: command.keepGoing === true,
      ...(command.memory === undefined ? {} : { maxBytes: command.memory }),
    },
  };
}

/** A base that was searched only for its counterexample isn't shown. */
function isWanted({ exploration }: EndedSearch, { allVariants, variant = 'base' }: ExploreCommand): boolean {
  return allVariants === true || exploration.variant === variant;
}

/** A violation is fine if the scenario claims it. The claims themselves are checked like any others. */
function isAcceptable(search: EndedSearch): boolean {
  return search.exploration.verdict === 'holds' || isClaimed(search);
}

interface ShownSearches {
  readonly found: FoundScenario;
  readonly outcome: SearchOutcome;
  readonly searches: readonly EndedSearch[];
  readonly link: string | null;
}

/** True if the search has the limits and methods of the one whose result is on the page. */
function isAsOnPage({ maxStates, memory, symmetry, reduction, observed }: ExploreCommand): boolean {
  const isDefault = (one: unknown): boolean => one === undefined || one === 'on';
  return [maxStates, memory, symmetry, reduction].every(isDefault) && observed !== true;
}

async function linkOf(
  searches: readonly EndedSearch[],
  scenario: FoundScenario,
  input: Input,
  io: Io,
): Promise<string | null> {
  const base = searches.find(({ exploration }) => exploration.variant === 'base');
  if (base === undefined || base.exploration.verdict !== 'violated') return null;
  const { stepLink } = await import('../input/step-link.ts');
  return stepLink(input, scenario, base.exploration, io);
}

function searchedScenario({
  found: { id, place },
  outcome: { result },
  searches,
  link,
}: ShownSearches): SearchedScenario {
  const scenario = result?.scenario ?? id ?? 'scenario';
  return {
    scenario,
    title: result?.title ?? scenario,
    place,
    constants: result?.constants ?? [],
    searches,
    link,
  };
}

/** Whether to print an object or an array depends on what was requested, not on what was found. */
function numberOfSearches(scenarios: readonly FoundScenario[], { allVariants }: ExploreCommand): number {
  return scenarios.reduce((sum, one) => sum + (allVariants === true ? one.variants.length + 1 : 1), 0);
}

function searchReport(
  scenario: string,
  { exploration, seconds, bytes }: EndedSearch,
  link: string | null,
): SearchReport {
  const { variant, verdict, property, steps, states, transitions, depth, bounds, hit, trace } = exploration;
  return {
    scenario,
    variant,
    verdict,
    property,
    steps,
    states,
    transitions,
    depth,
    bounds: { ...bounds, hit },
    trace: traceSteps(trace),
    link: variant === 'base' ? link : null,
    ...speedOf(states, seconds, bytes),
  };
}

function observedReport(scenario: string, { order, seconds, bytes }: EndedOrder): ObservedReport {
  const { variant, verdict, marks, missing, early, steps, states, transitions, depth, bounds, hit } = order;
  return {
    scenario,
    variant,
    verdict,
    marks,
    missing,
    early,
    steps,
    states,
    transitions,
    depth,
    bounds: { ...bounds, hit },
    trace: traceSteps(order.trace),
    ...speedOf(states, seconds, bytes),
  };
}

function traceSteps(trace: Exploration['trace']): TraceStep[] {
  return trace.map(({ actor, process, step, say, changes }) => ({ actor, process, step, say, changes }));
}

function speedOf(
  states: number,
  seconds: number,
  bytes: number,
): Pick<SearchReport, 'seconds' | 'statesPerSecond' | 'bytesPerState'> {
  const shown = Math.max(1, Math.round(seconds * 1e6)) / 1e6;
  return {
    seconds: shown,
    statesPerSecond: Math.round(states / shown),
    bytesPerState: Math.round((bytes / Math.max(1, states)) * 10) / 10,
  };
}

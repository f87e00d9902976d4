import { hasErrors } from '../../diagnostic/diagnostic.ts';
import type { Input } from '../input/input.ts';
import {
  allFindings,
  type Choice,
  type Chosen,
  chooseScenarios,
  type FoundScenario,
  type Runnable,
} from '../input/scenarios.ts';
import { exploreText, isClaimed } from '../output/explore-text.ts';
import { printReport } from '../output/findings.ts';
import type { SearchReport } from '../output/reports.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { paintFor, widthFor } from '../terminal/print.ts';
import type { EndedSearch, SearchJob } from '../workers/search-job.ts';
import { runSearches, type SearchOutcome } from '../workers/search-thread.ts';

type Switch = 'on' | 'off';

export interface ExploreCommand extends Choice {
  /** The base and all variants; without it the base, or the variant that is named. */
  readonly allVariants?: boolean | undefined;
  readonly maxStates?: number | undefined;
  /** Searches the whole space, past violations. */
  readonly keepGoing?: boolean | undefined;
  /** On as the text says, which is also what holds without it; off uses none. */
  readonly symmetry?: Switch | undefined;
  readonly reduction?: Switch | undefined;
  readonly json?: boolean | undefined;
}

/** Most states where neither the command line nor the text says it. */
const MOST_STATES = 5_000_000;

/**
 * `hindcast explore`: searches every interleaving, whether the text asks for it or not. Searches go to standard output,
 * findings to standard error.
 *
 * @returns exit code
 * @throws UsageError if the file can't be read, holds no scenario, none of the id or with the variant asked for, or
 * symmetry is asked for where no text names any
 */
export async function explore(name: string, command: ExploreCommand, io: Io): Promise<number> {
  const chosen = askedFirst(await chooseScenarios(name, command, io), command, io);
  const { input, found, scenarios } = chosen;
  if (command.symmetry === 'on') needSymmetry(scenarios);
  const jobs = scenarios.map((one) => jobOf(one, input, found, command));
  const { outcomes, interrupted } = await runSearches(jobs, io);
  const shown = outcomes.map((outcome, i) => ({
    found: scenarios[i]!,
    outcome,
    searches: outcome.searches.filter((search) => isWanted(search, command)),
  }));
  const searches = shown.flatMap((one) => one.searches);
  if (command.json === true) writeJson(shown, scenarios, command, io);
  else {
    const style = { paint: paintFor(io.stdout, io.env), width: widthFor(io.stdout) };
    const texts = shown.flatMap((one) =>
      one.searches.length === 0 ? [] : [exploreText(withPrintableTexts(searchedScenario(one)), style)],
    );
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  // Who ends a search knows that it decides nothing.
  const own = outcomes
    .flatMap((outcome) => outcome.diagnostics)
    .filter(({ code }) => !interrupted || code !== 'expect/undecided');
  const diagnostics = allFindings(chosen, own);
  printReport(diagnostics, input, io);
  if (interrupted) return EXIT.interrupted;
  return hasErrors(diagnostics) || !searches.every(isFine) ? EXIT.findings : EXIT.fine;
}

interface Shown {
  readonly found: FoundScenario;
  readonly outcome: SearchOutcome;
  readonly searches: readonly EndedSearch[];
}

/** Of several scenarios those whose texts ask for a search, if any does: others are made to be run, and may be huge. */
function askedFirst(chosen: Chosen, { scenario }: ExploreCommand, io: Io): Chosen {
  const asking = chosen.scenarios.filter(({ id, explore: { asked } }) => asked || id === null);
  const left = chosen.scenarios.filter((one) => !asking.includes(one)).map(({ id }) => id);
  if (scenario !== undefined || left.length === 0 || asking.length === 0) return chosen;
  io.stderr.write(
    printable(
      `note: left out, since the text asks for no search: ${left.join(', ')} (--scenario searches one)\n`,
    ),
  );
  return { ...chosen, scenarios: asking };
}

function needSymmetry(scenarios: readonly FoundScenario[]): void {
  if (scenarios.some(({ id, explore: { symmetry } }) => id === null || symmetry.length > 0)) return;
  const [only] = scenarios;
  const who = scenarios.length === 1 ? `\`${only!.id}\` names` : 'these scenarios name';
  throw new UsageError(
    `${who} no process whose instances are interchangeable`,
    'name them in the text, such as `explore: { symmetry: [worker] }`',
  );
}

function jobOf(
  { source, explore: asked }: FoundScenario,
  { text }: Input,
  { record, zone }: Runnable,
  command: ExploreCommand,
): SearchJob {
  return {
    source: { file: source.file, fileText: text, text: source.text, start: source.spanAt(0, 0) },
    record,
    zone,
    variant: command.allVariants === true ? undefined : (command.variant ?? 'base'),
    explore: {
      maxStates: command.maxStates ?? asked.maxStates ?? MOST_STATES,
      symmetry: command.symmetry === 'off' ? [] : asked.symmetry,
      countFleets: command.symmetry !== 'off',
      reduction: command.reduction !== 'off',
      keepGoing: command.keepGoing === true,
    },
  };
}

/** A base that is searched for its counterexample alone is not shown. */
function isWanted({ exploration }: EndedSearch, { allVariants, variant = 'base' }: ExploreCommand): boolean {
  return allVariants === true || exploration.variant === variant;
}

/** A violation is fine where the text claims it: then whether it is so is a claim like others. */
function isFine(search: EndedSearch): boolean {
  return search.exploration.verdict === 'holds' || isClaimed(search);
}

function searchedScenario({ found: { id, place }, outcome: { result }, searches }: Shown) {
  const scenario = result?.scenario ?? id ?? 'scenario';
  return {
    scenario,
    title: result?.title ?? scenario,
    place,
    constants: result?.constants ?? [],
    searches,
  };
}

/** An object for one search, an array for more: told by what was asked, not by what came out. */
function writeJson(
  shown: readonly Shown[],
  scenarios: readonly FoundScenario[],
  { allVariants }: ExploreCommand,
  io: Io,
): void {
  const all = shown.flatMap((one) =>
    one.searches.map((search) => searchJson(searchedScenario(one).scenario, search)),
  );
  const asked = scenarios.reduce((sum, one) => sum + (allVariants === true ? one.variants.length + 1 : 1), 0);
  const [only] = all;
  if (asked > 1) io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
}

function searchJson(scenario: string, { exploration, seconds, bytes }: EndedSearch): SearchReport {
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
    trace: trace.map(({ actor, process, step, say, changes }) => ({ actor, process, step, say, changes })),
    seconds: Math.round(seconds * 1e6) / 1e6,
    statesPerSecond: Math.round(states / seconds),
    bytesPerState: Math.round((bytes / Math.max(1, states)) * 10) / 10,
  };
}

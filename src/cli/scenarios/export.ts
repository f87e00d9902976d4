import { hasErrors } from '../../diagnostic/diagnostic.ts';
import type { ExportFormat } from '../../hindcast.ts';
import { hitWords } from '../../views/search/exploration.ts';
import type { Input } from '../input/input.ts';
import { allDiagnostics, chooseScenarios, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { linkWords } from '../output/explore-text.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import type { SearchOutcome } from '../workers/search-job.ts';
import { runSearches } from '../workers/search-process.ts';

export interface ExportCommand {
  readonly to: ExportFormat;
  readonly scenario?: string | undefined;
  readonly variant?: string | undefined;
  readonly maxStates?: number | undefined;
  /** Limit on the total size of all tables, in bytes. */
  readonly memory?: number | undefined;
}

/** Maximum number of states if neither the command line nor the scenario sets a limit. */
const DEFAULT_MAX_STATES = 1_000_000;

/**
 * `hindcast export`: prints a scenario's counterexample or model for other tools. Diagnostics go to standard error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read, or has no matching scenario or more than one
 */
export async function exportFile(name: string, command: ExportCommand, io: Io): Promise<number> {
  const all = await chooseScenarios(name, command, io);
  const scenario = onlyOne(all.scenarios);
  const chosen = { ...all, scenarios: [scenario] };
  const { source, explore: settings } = scenario;
  const { record, zone } = chosen.found;
  const { outcomes, interrupted } = await runSearches(
    [
      {
        source: {
          file: source.file,
          fileText: chosen.input.text,
          text: source.text,
          start: source.spanAt(0, 0),
        },
        record,
        zone,
        observed: false,
        variant: command.variant ?? 'base',
        exports: { to: command.to, file: chosen.input.file },
        explore: {
          maxStates: command.maxStates ?? settings.maxStates ?? DEFAULT_MAX_STATES,
          symmetry: settings.symmetry,
          ...(command.memory === undefined ? {} : { maxBytes: command.memory }),
        },
      },
    ],
    io,
  );
  const [outcome] = outcomes;
  const reported = allDiagnostics(chosen, outcome?.diagnostics ?? []);
  printReport(reported, chosen.input, io);
  if (interrupted) return EXIT.interrupted;
  if (outcome?.exported != null && !hasErrors(reported)) {
    io.stdout.write(outcome.exported);
    await noteLink(outcome, scenario, command, chosen.input, io);
    return EXIT.ok;
  }
  const exploration = outcome?.searches.at(-1)?.exploration;
  if (exploration !== undefined && !hasErrors(reported)) {
    const why =
      exploration.verdict === 'incomplete'
        ? `the search ended at a limit (${hitWords(exploration)}) and found no violation so far`
        : 'every property holds';
    const what = command.to === 'itf' ? 'there is no counterexample' : 'there is no complete search';
    io.stderr.write(printable(`note: ${what} to export: ${why}\n`));
  }
  return EXIT.errors;
}

/** Says where readers can step through an exported counterexample. Standard output has only the export itself. */
async function noteLink(
  { searches }: SearchOutcome,
  scenario: FoundScenario,
  { to, maxStates, memory }: ExportCommand,
  input: Input,
  io: Io,
): Promise<void> {
  const search = searches.at(-1);
  if (to !== 'itf' || search === undefined) return;
  if (maxStates !== undefined || memory !== undefined) return;
  const { stepLink } = await import('../input/step-link.ts');
  const link = await stepLink(input, scenario, search.exploration, io);
  if (link !== null) io.stderr.write(printable(`note: link to the counterexample: ${linkWords(link)}\n`));
}

/** The only scenario, or the only one that asks for a search. */
function onlyOne(scenarios: readonly FoundScenario[]): FoundScenario {
  const requested = scenarios.filter(({ explore }) => explore.requested);
  const candidates = requested.length === 0 ? scenarios : requested;
  if (candidates.length === 1) return candidates[0]!;
  const ids = candidates.flatMap(({ id }) => id ?? []);
  throw new UsageError(
    'the file has several scenarios, and only one can be exported',
    `use --scenario with one of: ${ids.join(', ')}`,
  );
}

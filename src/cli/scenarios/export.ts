import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { counterexample } from '../../hindcast.ts';
import { hitWords } from '../../views/search/exploration.ts';
import { allDiagnostics, chooseScenarios, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { printJson } from '../terminal/print.ts';

export interface ExportCommand {
  readonly to: 'itf';
  readonly scenario?: string | undefined;
  readonly variant?: string | undefined;
  readonly maxStates?: number | undefined;
}

/** Limit on the tables of a search in this process, in bytes. */
const MAX_BYTES = 512 * 2 ** 20;

/**
 * `hindcast export`: prints a scenario's counterexample for other tools. Diagnostics go to standard error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read, or has no matching scenario or more than one
 */
export async function exportFile(name: string, command: ExportCommand, io: Io): Promise<number> {
  const all = await chooseScenarios(name, command, io);
  const scenario = onlyOne(all.scenarios);
  const chosen = { ...all, scenarios: [scenario] };
  const variant = command.variant ?? 'base';
  const { record, zone } = chosen.found;
  const maxStates = command.maxStates ?? scenario.explore.maxStates;
  const { trace, exploration, diagnostics } = counterexample(scenario.source, chosen.input.file, {
    variant,
    record,
    zone,
    explore: { maxBytes: MAX_BYTES, ...(maxStates === null ? {} : { maxStates }) },
  });
  const reported = allDiagnostics(chosen, diagnostics);
  printReport(reported, chosen.input, io);
  if (trace !== null && !hasErrors(reported)) {
    printJson([trace], false, io.stdout);
    return EXIT.ok;
  }
  if (exploration !== null) {
    const why =
      exploration.verdict === 'incomplete'
        ? `the search ended at a limit (${hitWords(exploration)}) and found no violation so far`
        : 'every property holds';
    io.stderr.write(printable(`note: there is no counterexample to export: ${why}\n`));
  }
  return EXIT.errors;
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

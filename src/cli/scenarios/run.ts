import { chooseScenarios } from '../input/scenarios.ts';
import { resultText } from '../output/result-text.ts';
import { traceFilter } from '../output/trace-text.ts';
import type { Io } from '../terminal/io.ts';
import { evaluateFile, printEvaluated } from './evaluate-file.ts';

export interface RunOptions {
  /** Only the scenario with this id. Default: all, in file order. */
  readonly scenario?: string | undefined;
  /** The base and only this variant, for scenarios that have it. */
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  /** Only one run of the base and of each variant. */
  readonly quick?: boolean | undefined;
  /** Also search if the scenario asks for it. */
  readonly explore?: boolean | undefined;
  /** Names to print the trace for, separated by `|`; true prints the whole trace. */
  readonly trace?: string | true | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast run`: Results go to standard output, diagnostics to standard error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or has no matching scenario
 */
export async function run(name: string, options: RunOptions, io: Io): Promise<number> {
  const { seed, variant } = options;
  const chosen = await chooseScenarios(name, options, io);
  const trace = options.trace === undefined ? undefined : traceFilter(options.trace);
  const only = options.explore === true ? undefined : 'run';
  const evaluated = await evaluateFile(
    chosen,
    { seed, variant, only, ...(options.quick === true ? { quick: true } : {}) },
    undefined,
    io,
  );
  return printEvaluated(
    chosen,
    evaluated,
    {
      json: options.json === true,
      toJson: (result) => result,
      toText: (result, place, style) => resultText(result, { place, variant, trace, ...style }),
    },
    io,
  );
}

import { scenarioText } from '../../hindcast.ts';
import { entryOf } from '../../yaml/node.ts';
import { type Chosen, chooseScenarios } from '../input/scenarios.ts';
import { mapLines } from '../output/map-text.ts';
import type { MapReport } from '../output/reports.ts';
import { type Io, UsageError } from '../terminal/io.ts';
import { joinSections, titleLines } from '../terminal/print.ts';
import { evaluateFile, printEvaluated } from './evaluate-file.ts';

export interface MapCommand {
  readonly scenario?: string | undefined;
  readonly seed?: number | undefined;
  /** Number of threads. */
  readonly jobs?: number | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast map`: prints the stability maps of a file's scenarios. Grids go to standard output, diagnostics to standard
 * error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or has no scenario with a map
 */
export async function mapFile(name: string, command: MapCommand, io: Io): Promise<number> {
  const all = await chooseScenarios(name, command, io);
  const scenarios = all.scenarios.filter(({ source }) => {
    const { root } = scenarioText(source).yaml;
    return root === null || entryOf(root, 'map') !== undefined;
  });
  if (scenarios.length === 0) {
    throw new UsageError(
      all.scenarios.length === 1 ? 'the scenario has no `map`' : 'none of the scenarios has a `map`',
      'add one: `map: { x: const.rate, y: const.patience }`',
    );
  }
  const chosen: Chosen = { ...all, scenarios };
  const options = {
    ...(command.seed === undefined ? {} : { seed: command.seed }),
    variant: 'base',
    only: 'run',
    sweeps: { mapOnly: true },
  } as const;
  const evaluated = await evaluateFile(chosen, options, command.jobs, io);
  return printEvaluated(
    chosen,
    evaluated,
    {
      json: command.json === true,
      // Only scenarios with a map are evaluated.
      toJson: ({ scenario, map }): MapReport => ({ scenario, map: map! }),
      toText: (result, place, style) =>
        joinSections([
          titleLines(result, place, [], style),
          ...(result.map === undefined ? [] : [mapLines(result, result.map, style)]),
        ]),
    },
    io,
  );
}

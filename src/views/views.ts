import type { Exploration, Result, Run } from '../result.ts';
import { VIEW_NAMES } from '../result-views.ts';
import { assumptions } from './assumptions.ts';
import { backlog } from './backlog.ts';
import { counterexample } from './counterexample.ts';
import { dependencies } from './dependencies.ts';
import { errors } from './errors.ts';
import { expectations } from './expectations.ts';
import { findExploration } from './exploration.ts';
import { absent, findRun } from './figure.ts';
import { fit } from './fit.ts';
import { impact } from './impact.ts';
import { latency } from './latency.ts';
import { load } from './load.ts';
import { measures } from './measures.ts';
import { sensitivity } from './sensitivity.ts';
import { sequenceTableFigure } from './sequence.ts';
import { finalState } from './state.ts';
import { sweep } from './sweep.ts';
import { type TimelineOptions, timeline } from './timeline.ts';
import { variants } from './variants.ts';
import { verdicts } from './verdicts.ts';

/** Options of every view. Each takes what it needs and ignores the rest. */
export type RenderOptions = TimelineOptions;

const OF_RUN: Readonly<Record<string, (result: Result, run: Run, options: RenderOptions) => string>> = {
  timeline,
  load,
  latency,
  backlog,
  errors,
  measures,
  dependencies,
  impact,
  fit,
  state: finalState,
  'sequence-table': sequenceTableFigure,
  // The picture needs a diagram renderer (see `sequenceFigure`); without one its events stand as a table.
  sequence: sequenceTableFigure,
};

const OF_EXPLORATION: Readonly<
  Record<string, (result: Result, exploration: Exploration, options: RenderOptions) => string>
> = {
  // The picture needs a diagram renderer (see `counterexampleFigure`); without one it is words and tables.
  counterexample,
};

const OF_RESULT: Readonly<Record<string, (result: Result, options: RenderOptions) => string>> = {
  variants,
  sweep,
  sensitivity,
  verdicts,
  assumptions,
  expectations,
};

/** Names that a scenario may give under `show`. */
export const viewNames: readonly string[] = VIEW_NAMES;

/** What a view shows: a run, a search of all interleavings, or what a scenario has without either. */
export function viewNeeds(name: string): 'run' | 'search' | 'neither' {
  if (Object.hasOwn(OF_EXPLORATION, name) || name === 'verdicts') return 'search';
  return name === 'assumptions' || name === 'expectations' ? 'neither' : 'run';
}

/**
 * A view of a result as HTML.
 *
 * @param options `variant` chooses the run or the search that a view of one shows. One that the result does not have gives
 *   a sentence that says so.
 * @throws RangeError if there is no view of the name; check `viewNames` first
 */
export function renderView(name: string, result: Result, options: RenderOptions = {}): string {
  const ofResult = Object.hasOwn(OF_RESULT, name) ? OF_RESULT[name] : undefined;
  if (ofResult !== undefined) return ofResult(result, options);
  const ofExploration = Object.hasOwn(OF_EXPLORATION, name) ? OF_EXPLORATION[name] : undefined;
  if (ofExploration !== undefined) {
    const exploration = findExploration(result, options.variant);
    if (exploration !== null) return ofExploration(result, exploration, options);
    return absent(name, `This result has no search of ${options.variant ?? 'base'}.`).toString();
  }
  const ofRun = Object.hasOwn(OF_RUN, name) ? OF_RUN[name] : undefined;
  if (ofRun === undefined) throw new RangeError(`no view is called ${JSON.stringify(name)}`);
  const run = findRun(result, options.variant);
  if (run === null) return absent(name, `This result has no run of ${options.variant ?? 'base'}.`).toString();
  return ofRun(result, run, options);
}

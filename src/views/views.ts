import { type Exploration, type Result, type Run, VIEW_NAMES } from '../result.ts';
import { dependencies } from './graph/dependencies.ts';
import { absent, findRun } from './markup/figure.ts';
import { counterexample, sideBySide } from './search/counterexample.ts';
import { findExploration } from './search/exploration.ts';
import { expectations, verdicts } from './search/verdicts.ts';
import { sequenceTableFigure } from './sequence/sequence.ts';
import { curves } from './series/curves.ts';
import { measures } from './series/measures.ts';
import {
  backlog,
  backlogView,
  errors,
  errorsView,
  latency,
  latencyView,
  load,
  loadView,
  type ServiceOptions,
  type ServiceView,
  shownServices,
} from './series/service-views.ts';
import { stabilityMap } from './sweep/map.ts';
import { sensitivity } from './sweep/sensitivity.ts';
import { sweep } from './sweep/sweep.ts';
import { assumptions, finalState } from './tables/assumptions.ts';
import { fit } from './tables/fit.ts';
import { impact } from './tables/impact.ts';
import { outcomes } from './tables/outcomes.ts';
import { variants } from './tables/variants.ts';
import { type TimelineOptions, timeline } from './timeline/timeline.ts';

/** Options for all views. Each view reads only the ones it needs. */
export type RenderOptions = TimelineOptions & ServiceOptions;

const OF_RUN: Readonly<Record<string, (result: Result, run: Run, options: RenderOptions) => string>> = {
  timeline,
  load,
  latency,
  backlog,
  errors,
  measures,
  curves,
  outcomes,
  dependencies,
  impact,
  fit,
  state: finalState,
  'sequence-table': sequenceTableFigure,
  // The diagram needs a renderer (see `sequenceFigure`); without one, this view is a table.
  sequence: sequenceTableFigure,
};

const OF_SERVICES: Readonly<Record<string, ServiceView>> = {
  load: loadView,
  latency: latencyView,
  backlog: backlogView,
  errors: errorsView,
};

const OF_EXPLORATION: Readonly<
  Record<string, (result: Result, exploration: Exploration, options: RenderOptions) => string>
> = {
  // The diagram needs a renderer (see `counterexampleFigure`); without one, this view is text and tables.
  counterexample,
  'side-by-side': sideBySide,
};

const OF_RESULT: Readonly<Record<string, (result: Result, options: RenderOptions) => string>> = {
  variants,
  sweep,
  sensitivity,
  map: stabilityMap,
  verdicts,
  assumptions,
  expectations,
};

/** View names that a scenario can list under `show`. */
export const viewNames: readonly string[] = VIEW_NAMES;

/** What a view shows: a run, a search of all interleavings, or data that needs neither. */
export function viewNeeds(name: string): 'run' | 'search' | 'neither' {
  if (Object.hasOwn(OF_EXPLORATION, name) || name === 'verdicts') return 'search';
  return name === 'assumptions' || name === 'expectations' ? 'neither' : 'run';
}

/**
 * Why a view of this result would be empty, as a clause after "nothing to show:"; null if the view has content.
 * Doesn't check whether the result has a run or search for the variant: see `viewNeeds`.
 */
export function nothingToShow(name: string, result: Result, options: RenderOptions = {}): string | null {
  if (name === 'sweep') return result.sweeps.length === 0 ? 'the scenario makes only one run' : null;
  if (name === 'sensitivity')
    return result.sensitivities.length === 0 ? "the scenario doesn't vary any values" : null;
  if (name === 'map') return result.map === undefined ? 'the scenario has no stability map' : null;
  const run = findRun(result, options.variant);
  if (run === null) return null;
  if (name === 'measures') return run.measures.length === 0 ? 'the scenario defines no measures' : null;
  if (name === 'curves')
    return (run.curves ?? []).length === 0 ? 'no measure names an observed series' : null;
  if (name === 'outcomes') return run.outcomes.length === 0 ? 'the scenario defines no outcomes' : null;
  if (name === 'dependencies') return result.dependencies.length === 0 ? 'no service is called' : null;
  const view = Object.hasOwn(OF_SERVICES, name) ? OF_SERVICES[name]! : null;
  if (view === null || shownServices(run, view, options.service).length > 0) return null;
  const { service } = options;
  if (service === undefined) return `no service in this run has data on ${view.title}`;
  return run.services.some((one) => one.service === service)
    ? `service ${service} has no data on ${view.title} in this run`
    : `this run has no service named ${service}`;
}

/**
 * Renders a view of a result as HTML.
 *
 * @param options `variant` selects the run or search to show. If the result has none with that name, the view says
 * so.
 * @throws RangeError if no view has this name; check `viewNames` first
 */
export function renderView(name: string, result: Result, options: RenderOptions = {}): string {
  const ofResult = Object.hasOwn(OF_RESULT, name) ? OF_RESULT[name] : undefined;
  if (ofResult !== undefined) {
    const nothing = nothingToShow(name, result, options);
    return nothing === null
      ? ofResult(result, options)
      : absent(name, `Nothing to show: ${nothing}.`).toString();
  }
  const ofExploration = Object.hasOwn(OF_EXPLORATION, name) ? OF_EXPLORATION[name] : undefined;
  if (ofExploration !== undefined) {
    const exploration = findExploration(result, options.variant);
    if (exploration !== null) return ofExploration(result, exploration, options);
    return absent(name, `This result has no search of ${named(options.variant)}.`).toString();
  }
  const ofRun = Object.hasOwn(OF_RUN, name) ? OF_RUN[name] : undefined;
  if (ofRun === undefined) throw new RangeError(`unknown view: ${JSON.stringify(name)}`);
  const run = findRun(result, options.variant);
  if (run === null) return absent(name, `This result has no run of ${named(options.variant)}.`).toString();
  const nothing = nothingToShow(name, result, options);
  if (nothing !== null) return absent(name, `Nothing to show: ${nothing}.`).toString();
  return ofRun(result, run, options);
}

function named(variant = 'base'): string {
  return variant === 'base' ? 'the base' : `variant ${variant}`;
}

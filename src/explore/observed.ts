import type { Span } from '../diagnostic/diagnostic.ts';
import { RunError } from '../engine/state/run-error.ts';
import { Recorder } from '../engine/state/trace.ts';
import type { Model } from '../model/model.ts';
import { startedAt } from '../model/starts.ts';
import type { Exploration } from '../result.ts';
import { walk } from '../scenario/ast/expr.ts';
import type { Mark } from '../scenario/ast/scenario.ts';
import { type InOrder, searchInOrder } from './plain/in-order.ts';
import { MarkOrder, type OrderedMark, observedMarks } from './plain/mark-order.ts';
import { isSymmetric } from './reduce/symmetry.ts';
import { narrate } from './report/narrate.ts';
import { counterAbstracted } from './search-with.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions } from './space/options.ts';
import { contextOf } from './space/search-state.ts';
import { checkSearchable } from './space/searchable.ts';
import { isMeasured, withoutMeasures } from './space/unmeasured.ts';
import { withWideSlots } from './space/wide-slots.ts';
import { schedule } from './times/schedule.ts';

/** Whether some execution of a model reaches the observed marks in the observed order. */
export interface ObservedOrder {
  readonly variant: string;
  readonly patches: Exploration['patches'];
  /** `not found` if a limit ended the search, so such an execution may exist. */
  readonly verdict: 'shown' | 'impossible' | 'not found';
  /** The marks with an observed time, sorted by that time. */
  readonly marks: readonly PlacedMark[];
  /** If not all marks are shown: the marks that would have to come next but never do. */
  readonly missing: readonly string[];
  /** If not all marks are shown: marks that can happen too early. */
  readonly early: readonly string[];
  /** Number of steps in the trace. */
  readonly steps: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bounds: Exploration['bounds'];
  readonly hit: string | null;
  /** The initial values in the trace. Absent if there is only one initial state. */
  readonly start?: NonNullable<Exploration['start']>;
  /**
   * The shortest execution that shows the observed order. If there is none, the execution that shows the most marks in
   * order.
   */
  readonly trace: Exploration['trace'];
  readonly timing: Exploration['timing'];
}

/** A mark with its observed time, and its place in the trace. */
export interface PlacedMark {
  readonly id: string;
  /** The condition, as written. */
  readonly is: string;
  /** The observed time in RFC 3339, as written. */
  readonly observed: string;
  /**
   * Number of the step in the trace that makes the mark happen, counting from 1; null if the trace doesn't show the
   * mark in order.
   */
  readonly step: number | null;
}

export interface ObservedSettings {
  readonly variant: string;
  readonly patches: Exploration['patches'];
  /** Differences between the searched model and the one used in runs. */
  readonly smaller: Exploration['patches'];
  /** Span for errors about the whole scenario. */
  readonly span: Span;
  readonly options?: Partial<ExploreOptions>;
}

/**
 * Searches for the shortest execution in which the marks with an observed time happen in the observed order. Uses the
 * plain search without partial-order reduction, since a mark can happen at any step.
 *
 * @throws RunError if no mark has an observed time, or a search can't evaluate one of them
 */
export function searchObserved(
  whole: Model,
  settings: ObservedSettings,
): { readonly order: ObservedOrder; readonly bytes: number } {
  const sequence = checkedMarks(whole, settings.span);
  const model = withoutMeasures(whole);
  checkSearchable(model);
  const { exploring } = model.scenario;
  const options: ExploreOptions = {
    ...EXPLORE_DEFAULTS,
    symmetry: exploring.symmetry,
    ...(exploring.maxStates === null ? {} : { maxStates: exploring.maxStates }),
    ...settings.options,
    reduction: false,
  };
  const symmetry = symmetricForMarks(model, [...options.symmetry, ...counterAbstracted(model, options)]);
  const context = contextOf(model);
  const order = new MarkOrder(model, sequence);
  const found = withWideSlots(context, symmetry, (codec) =>
    searchInOrder(context, codec, order, { ...options, symmetry }),
  );
  const { smaller, variant, patches } = settings;
  return {
    order: {
      variant,
      patches,
      verdict: found.found ? 'shown' : found.hit === null ? 'impossible' : 'not found',
      ...progressOf(model, order, found),
      ...traceOf(model, found),
      states: found.states,
      transitions: found.transitions,
      depth: found.depth,
      bounds: {
        maxStates: options.maxStates,
        symmetry: options.symmetry.filter((name) => symmetry.includes(name)),
        reduction: false,
        ...(smaller.length === 0 ? {} : { smaller }),
      },
      hit: found.hit,
    },
    bytes: found.bytes,
  };
}

function progressOf(
  { scenario: { observed } }: Model,
  order: MarkOrder,
  { path, shown, next, early }: InOrder,
): Pick<ObservedOrder, 'marks' | 'missing' | 'early'> {
  const { sequence } = order;
  const idOf = (i: number): string => sequence[i]!.mark.id;
  const moments = order.moments([path.from, ...path.moves.map(({ state }) => state)]);
  const marks = sequence.map(({ mark: { id, text } }, i): PlacedMark => {
    const { at } = observed.find((fact) => fact.id === id)!;
    return { id, is: text, observed: at, step: shown.includes(i) ? moments[i]! : null };
  });
  return { marks, missing: next.map(idOf), early: early.map(idOf) };
}

function traceOf(
  model: Model,
  { path: { start, moves } }: InOrder,
): Pick<ObservedOrder, 'steps' | 'start' | 'trace' | 'timing'> {
  const started = startedAt(model, start);
  return {
    steps: moves.length,
    ...(model.scenario.init === null ? {} : { start: new Recorder(model, 0).start(start) }),
    trace: narrate(started, moves),
    timing: schedule(started, moves),
  };
}

/** The processes whose instances no mark distinguishes. */
function symmetricForMarks({ scenario }: Model, names: readonly string[]): string[] {
  return names.filter((name) => {
    const process = scenario.processes.find((one) => one.name === name);
    return process !== undefined && scenario.marks.every(({ is }) => isSymmetric(is, null, process));
  });
}

/** The marks with an observed time. Checks that a search can decide these marks and all marks that they come after. */
function checkedMarks(model: Model, span: Span): OrderedMark[] {
  const { scenario } = model;
  const sequence = observedMarks(scenario);
  if (sequence.length === 0) {
    const has = scenario.marks.length > 0;
    throw new RunError(
      'explore/no-observed-mark',
      scenario.marks[0]?.span ?? span,
      has
        ? 'no mark has an observed time, so there is no observed order to search for'
        : 'the scenario has no marks, so there is no observed order to search for',
      scenario.clock === null
        ? 'add a `clock`, and a mark for each observed moment, with the same id as its entry in the timeline'
        : 'give each mark the id of its entry in the timeline, or add its time under `observed`',
    );
  }
  for (const { mark } of sequence) {
    for (let one: Mark | undefined = mark; one !== undefined; one = markNamed(model, one.after)) {
      const why = undecidable(model, one);
      if (why === null) continue;
      const through = one === mark ? '' : `, and \`${mark.id}\` comes after it`;
      throw new RunError(
        'explore/untimed-mark',
        one.span,
        `a search can't determine when \`${one.id}\` happens: ${why}${through}`,
        'a search ignores time; use a condition on variables and steps, or remove the observed time',
      );
    }
  }
  return sequence;
}

function markNamed({ scenario }: Model, id: string | null): Mark | undefined {
  return scenario.marks.find((mark) => mark.id === id);
}

/** Why a search can't decide a mark, or null. */
function undecidable({ scenario, marks }: Model, mark: Mark): string | null {
  const guard = marks[scenario.marks.indexOf(mark)]!;
  if (mark.held > 0) return 'its condition has to hold for some time (`held`)';
  if (isMeasured(guard)) return 'its condition reads a measure';
  let left = false;
  walk(mark.is, (part) => {
    left ||= part.op === 'call' && part.fn === 'timer-left';
  });
  return left ? 'its condition reads how much time is left on a timer' : null;
}

import fc from 'fast-check';
import { type Replayed, type ReplayedRun, replay } from '../../engine/replay.ts';
import { run } from '../../engine/run.ts';
import type { Director } from '../../engine/state/actor.ts';
import { explore } from '../../explore/search.ts';
import type { Move } from '../../explore/space/search-state.ts';
import { fullRange } from '../../explore/times/constraints.ts';
import { schedule } from '../../explore/times/schedule.ts';
import { compile } from '../../model/compile.ts';
import type { DelayModel, Model } from '../../model/model.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';

/**
 * Number of random runs per model, and number of replays with draws that are biased toward the ends of their ranges.
 */
const RUNS = 40;
const DRAWS = 80;

/** A time in microseconds after the end of any of these models. */
const END = 100_000_000;

/**
 * Compares the timing of counterexamples with the run engine. An order that occurs in a run must not be reported as
 * impossible, and reported times must match a run.
 *
 * @throws Error with a minimal model for which this fails
 */
export function checkTimesAgainstRuns(options: {
  readonly seed: number;
  readonly runs: number;
}): TimingCoverage {
  const coverage: TimingCoverage = { models: 0, yes: 0, no: 0, open: 0, reachedByRuns: 0, reachedByDraws: 0 };
  fc.assert(
    fc.property(timedModel(), fc.integer({ min: 1, max: 2 ** 30 }), (text, seed) => {
      const model = compile(scenariosIn(text).get('base')!);
      const { violation } = explore(model);
      if (violation === null || violation.property !== 'order' || violation.moves.length === 0) {
        return fc.pre(false);
      }
      coverage.models++;
      const { moves } = violation;
      const answer = schedule(model, moves)!;
      const byRuns = reachedByRuns(model, moves, seed);
      const byDraws = reachedByDraws(model, moves, seed);
      coverage[answer.possible === null ? 'open' : answer.possible ? 'yes' : 'no']++;
      if (answer.possible === false && (byRuns || byDraws)) {
        throw new Error(
          `reported as impossible (${answer.note}), but ${byRuns ? 'a run' : 'a replay'} takes it:\n${text}`,
        );
      }
      if (answer.possible !== true) return;
      if (byRuns) coverage.reachedByRuns++;
      if (byDraws) coverage.reachedByDraws++;
      const again = replay(
        model,
        moves,
        (one) => new ScheduledDirector(model, moves, answer.times, one),
        END,
      );
      if (!('times' in again) || again.times.join() !== answer.times.join()) {
        const found = 'times' in again ? again.times.join() : `${again.followed} moves`;
        throw new Error(`no run has the times ${answer.times.join()}: ${found}\n${text}`);
      }
    }),
    { seed: options.seed, numRuns: options.runs },
  );
  return coverage;
}

/** Counts of the random models covered. */
export interface TimingCoverage {
  models: number;
  /** Number of models for each answer. */
  yes: number;
  no: number;
  open: number;
  /**
   * Models with the answer `yes` whose counterexample was also reached by random runs or by replays with biased draws.
   */
  reachedByRuns: number;
  reachedByDraws: number;
}

/** True if a random run starts with exactly these transitions. Timers aren't transitions in a run. */
function reachedByRuns(model: Model, moves: readonly Move[], seed: number): boolean {
  if (moves.some(({ kind }) => kind === 'timer')) return false;
  const { processes, faults } = model.scenario;
  const expected = moves.map(({ kind, process, subject, step }) =>
    process < 0
      ? `${kind} ${faults[subject]!.id}`
      : `${kind} ${processes[process]!.instances[subject]} ${processes[process]!.steps[step]!.id}`,
  );
  for (let i = 0; i < RUNS; i++) {
    const { trace } = run(model, { variant: 'base', patches: [], seed: (seed + i) >>> 0, shuffle: i }).run;
    const made = trace
      .filter(({ kind }) => kind !== 'deliver')
      .map(({ kind, actor, step }) => (step === null ? `${kind} ${actor}` : `${kind} ${actor} ${step}`));
    if (expected.every((one, k) => made[k] === one)) return true;
  }
  return false;
}

function reachedByDraws(model: Model, moves: readonly Move[], seed: number): boolean {
  const random = biasedRandom(seed);
  return Array.from({ length: DRAWS }).some(
    () =>
      'times' in
      (replay(model, moves, (one) => new RandomDirector(model, one, random), END) satisfies Replayed),
  );
}

/** Random numbers from 0 to 1, many of which are exactly 0 or 1. */
function biasedRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const way = state >>> 29;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return way < 2 ? 0 : way < 4 ? 1 : state / 2 ** 32;
  };
}

/** Draws each duration from its range. */
class RandomDirector implements Director {
  private readonly model: Model;
  private readonly run: ReplayedRun;
  private readonly random: () => number;

  constructor(model: Model, run: ReplayedRun, random: () => number) {
    this.model = model;
    this.run = run;
    this.random = random;
  }

  private draw(delay: DelayModel, b: number): number {
    const [min, max] = rangeOf(this.run, delay, b);
    return Math.round(min + this.random() * (max - min));
  }

  delay: Director['delay'] = (actor, step, branch) =>
    this.draw(actor.process.steps[step]![branch]!.delay!, actor.b);

  alternative: Director['alternative'] = (actor, step) =>
    Math.floor(this.random() * 0.999 * actor.process.steps[step]!.length);

  way: Director['way'] = (_actor, ways) => Math.floor(this.random() * 0.999 * ways.length);

  message: Director['message'] = (_actor, _receiver, via) => {
    const { latency } = this.model.channels[via]!;
    return [latency === null ? 0 : this.draw(latency, 0)];
  };

  call: Director['call'] = () => ({ ok: true, duration: 0 });
}

/** Makes each step happen at its reported time, if its range allows that. Other events happen as late as possible. */
class ScheduledDirector implements Director {
  private readonly model: Model;
  private readonly moves: readonly Move[];
  private readonly times: readonly number[];
  private readonly run: ReplayedRun;
  /** Indices of the moves that receive messages, in the order in which the messages were sent. */
  private readonly taken: number[];

  constructor(model: Model, moves: readonly Move[], times: readonly number[], run: ReplayedRun) {
    this.model = model;
    this.moves = moves;
    this.times = times;
    this.run = run;
    const ear = model.processes.findIndex(({ process }) => process.name === 'ear');
    this.taken = moves.flatMap((move, i) => (ear >= 0 && move.process === ear ? [i] : []));
  }

  private within([min, max]: readonly [number, number], time: number | undefined): number {
    return time === undefined ? max : Math.max(min, Math.min(max, time - this.run.clock().now));
  }

  delay: Director['delay'] = (actor, step, branch) => {
    const range = rangeOf(this.run, actor.process.steps[step]![branch]!.delay!, actor.b);
    const { started } = this.run.clock();
    const next = this.moves.findIndex(
      (move, i) =>
        i >= started && move.process === actor.process.process.index && move.subject === actor.index,
    );
    return this.within(range, next >= 0 && this.moves[next]!.step === step ? this.times[next] : undefined);
  };

  alternative: Director['alternative'] = (actor, step) => {
    const { started } = this.run.clock();
    const next = this.moves.find(
      (move, i) =>
        i >= started && move.process === actor.process.process.index && move.subject === actor.index,
    );
    return next?.step === step ? next.branch : 0;
  };

  way: Director['way'] = () => 0;

  message: Director['message'] = (_actor, _receiver, via) => {
    const { latency } = this.model.channels[via]!;
    const at = this.taken.shift();
    if (latency === null) return [0];
    return [this.within(rangeOf(this.run, latency, 0), at === undefined ? undefined : this.times[at])];
  };

  call: Director['call'] = () => ({ ok: true, duration: 0 });
}

/** A delay's range at the run's current time. */
function rangeOf(run: ReplayedRun, delay: DelayModel, b: number): readonly [number, number] {
  const s = run.state();
  const { now } = run.clock();
  const second = delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number);
  return fullRange(delay, delay.a(s, b, now, [], s) as number, second);
}

/**
 * A random model in which an order of steps violates an invariant, and durations determine whether that order is
 * possible. It has two or three processes with one to three steps, each with a delay, a guard or neither. Some models
 * have a timer, a fault at a fixed time, or messages with a latency.
 */
function timedModel(): fc.Arbitrary<string> {
  const extras = fc.record({
    timer: fc.option(seconds(1, 8), { nil: null }),
    fault: fc.option(fc.tuple(seconds(1, 8), seconds(1, 5)), { nil: null, freq: 2 }),
    latency: fc.option(length(), { nil: null }),
    order: fc.constantFrom('fifo', 'any'),
  });
  return fc
    .tuple(extras, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }))
    .chain(([extra, sizes]) => {
      const names = sizes.flatMap((size, p) => Array.from({ length: size }, (_, i) => flagOf(p, i)));
      const heard = extra.latency === null ? [] : ['heard', 'again'];
      const all = [...names, ...heard, ...(extra.fault === null ? [] : ['cut'])];
      const guards = extra.timer === null ? all : [...all, 'clock.over'];
      const steps = names.map((name) => step(name, guards, extra.latency !== null));
      return fc
        .tuple(fc.tuple(...steps), fc.uniqueArray(fc.constantFrom(...all), { minLength: 2, maxLength: 3 }))
        .map(([written, watched]) => text(extra, sizes, written, all, watched));
    });
}

interface Extras {
  readonly timer: string | null;
  readonly fault: readonly [string, string] | null;
  readonly latency: string | null;
  readonly order: string;
}

function text(
  { timer, fault, latency, order }: Extras,
  sizes: readonly number[],
  steps: readonly string[],
  flags: readonly string[],
  watched: readonly string[],
): string {
  const starts = sizes.map((_, p) => sizes.slice(0, p).reduce((sum, size) => sum + size, 0));
  const processes = sizes.map(
    (size, p) => `  ${'abc'[p]}:\n    steps:\n${steps.slice(starts[p], starts[p]! + size).join('\n')}`,
  );
  const last = watched.at(-1)!;
  return `scenario: timed
until: 60s
state:
${flags.map((flag) => `  ${flag}: false`).join('\n')}
${timer === null ? '' : `  clock: { type: timer, init: ${timer} }\n`}${
  latency === null ? '' : `channels:\n  net: { latency: ${latency}, order: ${order} }\n`
}processes:
${processes.join('\n')}
${
  latency === null
    ? ''
    : `  ear:
    steps:
      - { id: hear, receive: { as: m }, set: { heard: true } }
      - { id: hear_again, receive: { as: m }, set: { again: true } }
`
}${fault === null ? '' : `faults:\n  - { id: f, at: ${fault[0]}, for: ${fault[1]}, set: { cut: true } }\n`}invariants:
  order: "!(${watched.slice(0, -1).join(' && ')} && !${last})"
`;
}

function step(name: string, guards: readonly string[], sends: boolean): fc.Arbitrary<string> {
  const others = guards.filter((guard) => guard !== name);
  const guard = fc
    .tuple(fc.constantFrom(...others), fc.integer({ min: 0, max: 3 }))
    .map(([flag, no]) => (no === 0 ? `!${flag}` : flag));
  const way = fc.record({
    delay: fc.option(length(), { nil: null, freq: 4 }),
    when: fc.option(guard, { nil: null, freq: 1 }),
    skip: fc.option(guard, { nil: null, freq: 1 }),
  });
  return fc
    .record({ way, patience: fc.option(length(), { nil: null, freq: 1 }), send: fc.boolean() })
    .map(({ way: { delay, when, skip }, patience, send }) => {
      const lines = [
        ...(when === null ? [] : [`when: "${when}"`]),
        ...(skip === null || patience !== null ? [] : [`skip_if: "${skip}"`, 'skip_to: end']),
        ...(delay === null ? [] : [`delay: ${delay}`]),
        `set: { ${name}: true }`,
        ...(sends && (send || name === 'a1') ? ['send: { to: ear, body: { n: 1 }, via: net }'] : []),
      ];
      const id = patience === null ? `do_${name}` : `do_${name}_in_time`;
      const indent = patience === null ? 6 : 10;
      const branch = [`- id: ${id}`, ...lines.map((line) => `  ${line}`)].map(
        (line) => ' '.repeat(indent) + line,
      );
      if (patience === null) return branch.join('\n');
      // An alternative branch gives up after a while.
      return [
        `      - id: do_${name}`,
        '        either:',
        ...branch,
        `          - { id: give_up_${name}, delay: ${patience} }`,
      ].join('\n');
    });
}

function flagOf(process: number, step: number): string {
  return `${'abc'[process]}${step + 1}`;
}

function seconds(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((n) => `${n}s`);
}

/** A duration: constant, or uniform over a few seconds. */
function length(): fc.Arbitrary<string> {
  const uniform = fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 }))
    .map(([min, more]) => `{ dist: uniform, min: ${min}s, max: ${min + more}s }`);
  return fc.oneof(seconds(0, 8), uniform, uniform);
}

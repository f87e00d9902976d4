import fc from 'fast-check';
import type { Director } from '../../engine/director.ts';
import { type Replayed, type ReplayedRun, replay } from '../../engine/replay.ts';
import { run } from '../../engine/run.ts';
import { explore } from '../../explore/explore.ts';
import type { Move } from '../../explore/move.ts';
import { fullRange } from '../../explore/ranges.ts';
import { schedule } from '../../explore/timing.ts';
import { compile } from '../../model/compile.ts';
import type { Model } from '../../model/model.ts';
import type { DelayModel } from '../../model/quantity.ts';
import { scenariosIn } from './read-model.ts';
import { timedModel } from './timed-model.ts';

/** Runs by chance, and runs whose draws lean to the ends of their ranges, that are made of each model. */
const RUNS = 40;
const DRAWS = 80;

/** No run of these models goes on longer. */
const END = 100_000_000;

/** What a test of many models came to. */
export interface Timed {
  models: number;
  /** By answer. */
  yes: number;
  no: number;
  open: number;
  /** Models with a `yes` that runs by chance, or by leaning draws, reached too. */
  reachedByRuns: number;
  reachedByDraws: number;
}

/**
 * Holds what is said of the times of counterexamples against the run engine: no run that takes the moves of one may be
 * told as impossible, and times that are told must be those of a run.
 *
 * @throws Error with the smallest model found for which that is not so
 */
export function holdTimesAgainstRuns(options: { readonly seed: number; readonly runs: number }): Timed {
  const timed: Timed = { models: 0, yes: 0, no: 0, open: 0, reachedByRuns: 0, reachedByDraws: 0 };
  fc.assert(
    fc.property(timedModel(), fc.integer({ min: 1, max: 2 ** 30 }), (text, seed) => {
      const model = compile(scenariosIn(text).get('base')!);
      const { violation } = explore(model);
      if (violation === null || violation.property !== 'order' || violation.moves.length === 0) {
        return fc.pre(false);
      }
      timed.models++;
      const { moves } = violation;
      const answer = schedule(model, moves)!;
      const byRuns = reachedByRuns(model, moves, seed);
      const byDraws = reachedByDraws(model, moves, seed);
      timed[answer.possible === null ? 'open' : answer.possible ? 'yes' : 'no']++;
      if (answer.possible === false && (byRuns || byDraws)) {
        throw new Error(
          `told as impossible (${answer.note}), but ${byRuns ? 'a run' : 'a draw'} takes it:\n${text}`,
        );
      }
      if (answer.possible !== true) return;
      if (byRuns) timed.reachedByRuns++;
      if (byDraws) timed.reachedByDraws++;
      const again = replay(model, moves, (one) => new Keeping(model, moves, answer.times, one), END);
      if (!('times' in again) || again.times.join() !== answer.times.join()) {
        const found = 'times' in again ? again.times.join() : `${again.followed} moves`;
        throw new Error(`the times ${answer.times.join()} are those of no run: ${found}\n${text}`);
      }
    }),
    { seed: options.seed, numRuns: options.runs },
  );
  return timed;
}

/** True if some run by chance makes these transitions and no others at first. Timers are no transitions of a run. */
function reachedByRuns(model: Model, moves: readonly Move[], seed: number): boolean {
  if (moves.some(({ kind }) => kind === 'timer')) return false;
  const { processes, faults } = model.scenario;
  const wanted = moves.map(({ kind, process, subject, step }) =>
    process < 0
      ? `${kind} ${faults[subject]!.id}`
      : `${kind} ${processes[process]!.instances[subject]} ${processes[process]!.steps[step]!.id}`,
  );
  for (let i = 0; i < RUNS; i++) {
    const { trace } = run(model, { variant: 'base', patches: [], seed: (seed + i) >>> 0, shuffle: i }).run;
    const made = trace
      .filter(({ kind }) => kind !== 'deliver')
      .map(({ kind, actor, step }) => (step === null ? `${kind} ${actor}` : `${kind} ${actor} ${step}`));
    if (wanted.every((one, k) => made[k] === one)) return true;
  }
  return false;
}

function reachedByDraws(model: Model, moves: readonly Move[], seed: number): boolean {
  const random = leaning(seed);
  return Array.from({ length: DRAWS }).some(
    () => 'times' in (replay(model, moves, (one) => new Drawing(model, one, random), END) satisfies Replayed),
  );
}

/** Numbers from 0 to 1, of which many are one or the other. */
function leaning(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const way = state >>> 29;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return way < 2 ? 0 : way < 4 ? 1 : state / 2 ** 32;
  };
}

/** Everything that a length of time may be at this moment of a run. */
function lengths(run: ReplayedRun, delay: DelayModel, b: number): readonly [number, number] {
  const s = run.state();
  const { now } = run.clock();
  const second = delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number);
  return fullRange(delay, delay.a(s, b, now, [], s) as number, second);
}

/** Draws every length of time out of its range. */
class Drawing implements Director {
  private readonly model: Model;
  private readonly run: ReplayedRun;
  private readonly random: () => number;

  constructor(model: Model, run: ReplayedRun, random: () => number) {
    this.model = model;
    this.run = run;
    this.random = random;
  }

  private draw(delay: DelayModel, b: number): number {
    const [least, most] = lengths(this.run, delay, b);
    return Math.round(least + this.random() * (most - least));
  }

  delay: Director['delay'] = (actor, step, branch) =>
    this.draw(actor.process.steps[step]![branch]!.delay!, actor.b);

  way: Director['way'] = (_actor, ways) => Math.floor(this.random() * 0.999 * ways.length);

  message: Director['message'] = (_actor, _receiver, via) => {
    const { latency } = this.model.channels[via]!;
    return [latency === null ? 0 : this.draw(latency, 0)];
  };

  call: Director['call'] = () => ({ ok: true, length: 0 });
}

/** Lets each step come at the time that was told for it, as far as its range allows, and others as late as they may. */
class Keeping implements Director {
  private readonly model: Model;
  private readonly moves: readonly Move[];
  private readonly times: readonly number[];
  private readonly run: ReplayedRun;
  /** Moves by which messages are taken, for those that were sent, in the order of sending. */
  private readonly taken: number[];

  constructor(model: Model, moves: readonly Move[], times: readonly number[], run: ReplayedRun) {
    this.model = model;
    this.moves = moves;
    this.times = times;
    this.run = run;
    const ear = model.processes.findIndex(({ process }) => process.name === 'ear');
    this.taken = moves.flatMap((move, i) => (ear >= 0 && move.process === ear ? [i] : []));
  }

  private within([least, most]: readonly [number, number], time: number | undefined): number {
    return time === undefined ? most : Math.max(least, Math.min(most, time - this.run.clock().now));
  }

  delay: Director['delay'] = (actor, step, branch) => {
    const range = lengths(this.run, actor.process.steps[step]![branch]!.delay!, actor.b);
    const { passed } = this.run.clock();
    const next = this.moves.findIndex(
      (move, i) =>
        i >= passed && move.process === actor.process.process.index && move.subject === actor.index,
    );
    return this.within(range, next >= 0 && this.moves[next]!.step === step ? this.times[next] : undefined);
  };

  way: Director['way'] = () => 0;

  message: Director['message'] = (_actor, _receiver, via) => {
    const { latency } = this.model.channels[via]!;
    const at = this.taken.shift();
    if (latency === null) return [0];
    return [this.within(lengths(this.run, latency, 0), at === undefined ? undefined : this.times[at])];
  };

  call: Director['call'] = () => ({ ok: true, length: 0 });
}

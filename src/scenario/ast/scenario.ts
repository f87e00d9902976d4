import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Clock, ConstantValue, Dependency, Micros, ObservedFact } from '../../result.ts';
import type { Names } from './environment.ts';
import type { Expr, Value } from './expr.ts';
import type { Condition, Impact, Measure, ShownFact, Simulating, Varied } from './measuring.ts';
import type { Type } from './types.ts';

/** What the write-up claims of a search. */
export interface ExploreClaims {
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly inSteps: Numbered | null;
  readonly states: Numbered | null;
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
}

export interface Numbered {
  readonly value: number;
  readonly span: Span;
}

/** What the write-up claims of a run. Each list may be empty. */
export interface Claims {
  readonly happens: readonly Named[];
  readonly never: readonly Named[];
  readonly by: readonly {
    readonly mark: string;
    readonly at: Micros;
    readonly text: string;
    readonly span: Span;
  }[];
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly reaches: readonly Named[];
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
  readonly finally: readonly Condition[];
  readonly metastable: { readonly value: boolean; readonly span: Span } | null;
  readonly recoversBy: { readonly after: Micros; readonly text: string; readonly span: Span } | null;
  /** In how many of the sweep's runs each claim must hold; null judges the one run that is shown. */
  readonly inRuns: Numbered | null;
}

export interface Named {
  readonly name: string;
  readonly span: Span;
}

/** Parameters are durations. */
export type Delay =
  | { readonly dist: 'constant'; readonly value: Expr }
  | { readonly dist: 'uniform'; readonly min: Expr; readonly max: Expr }
  | { readonly dist: 'exponential'; readonly mean: Expr }
  | { readonly dist: 'lognormal'; readonly p50: Expr; readonly p99: Expr };

/** Every message has its sender's id; this is what the field is called. */
export const SENDER = 'from';

/** How a client asks a service. A *request* is one question; each try at it is an *attempt*. */
export interface Edge {
  readonly to: string;
  /** False for a call whose failure its caller survives. */
  readonly required: boolean;
  /** Share of the caller's requests that ask at all; null is all of them. */
  readonly share: Expr | null;
  /** How long the client waits for an attempt; null waits for ever. */
  readonly timeout: Expr | null;
  readonly retry: Retry | null;
  readonly breaker: Breaker | null;
  readonly cache: Cache | null;
  readonly span: Span;
}

/** Further attempts after a failed one: the k-th waits `base * factor^(k-1)`, at most `cap`. */
export interface Retry {
  readonly max: Expr;
  readonly base: Expr | null;
  readonly factor: Expr | null;
  readonly cap: Expr | null;
  /**
   * What is drawn with the wait w: `none` w itself, `full` uniform from 0 to w, `equal` from w/2 to w, `exponential` with
   * mean w.
   */
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  /** Tokens of the edge: a retry takes one, a success gives `perSuccess`, never above `cap`. */
  readonly budget: { readonly start: Expr; readonly cap: Expr; readonly perSuccess: Expr } | null;
}

/** Stops asking after failures: `failures` in a row, or a share of `rate` among the last `window` attempts. */
export interface Breaker {
  readonly failures: Expr | null;
  readonly rate: Expr | null;
  readonly window: number;
  readonly openFor: Expr;
  /** Attempts let through once `openFor` has passed; if all succeed, it closes. */
  readonly probes: number;
}

/** Keeps answers, good ones for `ttl` and bad ones for `negativeTtl`, each until the look-up after that. */
export interface Cache {
  readonly ttl: Expr;
  readonly negativeTtl: Expr | null;
  readonly lookupGap: Delay | null;
  /** Answers are kept by key; each request asks for one of them at random. */
  readonly keys: number;
}

export interface Service {
  readonly name: string;
  /** A truth value or the share of requests that succeed; null is always. */
  readonly available: Expr | null;
  /** Attempts in service at once; null is without limit. */
  readonly concurrency: Expr | null;
  /** Work of an attempt, while it holds its slot; null is none. */
  readonly serviceTime: Delay | null;
  /** Multiplies `serviceTime`; null is 1. */
  readonly slowdown: Expr | null;
  readonly queue: Queue;
  readonly throttle: Throttle;
  /** What becomes of an attempt whose client gave up. */
  readonly onAbandon: 'keep_working' | 'drop';
  /** Time that an answer takes on the way, holding nothing. */
  readonly latency: Delay | null;
  readonly calls: readonly Edge[];
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** How many depend on it, or null where nothing says so. */
  readonly users: number | null;
}

export interface Queue {
  /** Null is without limit. */
  readonly capacity: Expr | null;
  readonly order: 'fifo' | 'lifo';
  readonly whenFull: 'reject' | 'drop_oldest';
  /** An attempt that has waited this long leaves the queue; null waits for ever. */
  readonly maxWait: Expr | null;
}

/** Limits of intake; each part may be null. */
export interface Throttle {
  /** Attempts a second, as a bucket of `burst` tokens. */
  readonly rate: Expr | null;
  readonly burst: Expr | null;
  /** Most work that may wait: queue times mean service time over concurrency, as a length of time. */
  readonly waiting: Expr | null;
  /** The same as a multiple of the asking client's timeout. */
  readonly timeouts: Expr | null;
}

export interface Load {
  readonly id: string;
  readonly to: string;
  readonly dist: 'poisson' | 'constant';
  /** Requests a second. */
  readonly rate: Expr;
  /** Factors of `rate` over the day, or null for 1. */
  readonly profile: Profile | null;
  /** Real requests for which one of this load stands. */
  readonly scale: number;
  readonly asks: Edge;
  readonly span: Span;
}

/** A factor over simulated time: linear between points, which cover the run; before the first and after the last it is flat. */
export interface Profile {
  readonly at: readonly Micros[];
  readonly times: readonly number[];
}

/**
 * A scenario with all names resolved and all types known: what the compiler takes. It depends on its text (and the
 * page's record) alone.
 */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly about: string | null;
  readonly assumes: readonly string[];
  readonly clock: Clock | null;
  /** How long a run lasts; null means that nothing says so, and the scenario is not run. */
  readonly until: Micros | null;
  readonly seed: number;
  readonly constants: readonly ConstantValue[];
  /** All facts at hand, the page's too; `own` are the ids that the scenario itself gives. */
  readonly observed: readonly ObservedFact[];
  readonly own: readonly string[];
  readonly names: Names;
  readonly state: readonly Variable[];
  /** Settings of services and loads that something sets or reads, called `service.key`: variables like the state's. */
  readonly fields: readonly Variable[];
  readonly processes: readonly Process[];
  readonly channels: readonly Channel[];
  readonly services: readonly Service[];
  readonly loads: readonly Load[];
  readonly faults: readonly Fault[];
  readonly marks: readonly Mark[];
  readonly measures: readonly Measure[];
  readonly steady: Condition | null;
  readonly impact: Impact;
  /** Of all variants; a run looks at those of its own. */
  readonly shown: readonly ShownFact[];
  readonly simulating: Simulating;
  readonly varied: readonly Varied[];
  readonly invariants: readonly Property[];
  readonly reachable: readonly Property[];
  readonly eventually: readonly LeadsTo[];
  readonly claims: Claims | null;
  readonly exploring: Exploring;
  /** Views that the text names, whether there are such or not. */
  readonly show: readonly Named[];
  readonly lanes: readonly string[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Initial value; a timer's is the time after 0 at which it is over. */
  readonly init: Value;
  /** Constant that gives the initial value, where one does. */
  readonly constant?: string | undefined;
  /** Least and greatest value of a bounded int. */
  readonly bounds: readonly [number, number] | null;
  readonly span: Span;
}

export interface Process {
  readonly name: string;
  readonly index: number;
  /** Ids by index; a fleet's are `name[0]`, `name[1]` ... */
  readonly instances: readonly string[];
  /** An anonymous fleet: counted, not traced. */
  readonly fleet: boolean;
  readonly locals: readonly Variable[];
  /** Values by instance. */
  readonly constants: readonly InstanceConstant[];
  readonly loop: Loop;
  readonly fair: 'weak' | 'strong' | 'none';
  readonly steps: readonly Step[];
  readonly span: Span;
}

export interface InstanceConstant {
  readonly name: string;
  readonly type: Type;
  readonly values: readonly Value[];
}

/** `period`: rounds begin at multiples of it; one that overruns skips those it missed. */
export type Loop =
  | { readonly kind: 'none' }
  | { readonly kind: 'forever' }
  | { readonly kind: 'period'; readonly period: Micros };

/** Index of a step, the next round (locals reset) or the end. */
export type Target = number | 'restart' | 'end';

/** A place of a process's program. Most have one branch; an `either` has several, of which the first to fire wins. */
export interface Step {
  readonly id: string;
  readonly index: number;
  readonly branches: readonly Branch[];
  /** Number of the atomic group it belongs to, or null. */
  readonly group: number | null;
  readonly span: Span;
}

export interface Branch {
  readonly id: string;
  /** Ways out without firing, in order: `while` conditions that turned false, then `skip_if`. */
  readonly exits: readonly Exit[];
  readonly when: Expr | null;
  readonly receive: Receive | null;
  readonly delay: Delay | null;
  readonly at: Moment | null;
  readonly choose: readonly Choice[];
  readonly set: readonly Assignment[];
  readonly send: readonly Send[];
  /** Services whose queues it empties. */
  readonly empties: readonly string[];
  readonly call: Call | null;
  readonly next: Target;
  readonly weight: number | null;
  /** Participants that the step is about, for diagrams only. */
  readonly to: readonly string[];
  readonly say: Template | null;
  readonly span: Span;
}

export interface Exit {
  readonly kind: 'while' | 'skip';
  readonly test: Expr;
  readonly to: Target;
}

export interface Receive {
  readonly as: string;
  readonly where: Expr | null;
}

/** A moment of simulated time; `observed` names the fact of the record that gives it. */
export interface Moment {
  readonly t: Micros;
  readonly observed: string | null;
  readonly text: string;
}

export interface Choice {
  readonly name: string;
  /** A list, a set or a process. */
  readonly from: Expr;
  readonly type: Type;
}

export interface Assignment {
  readonly target: 'state' | 'local';
  readonly name: string;
  /** Item of a list or map that is replaced, or null for the whole. */
  readonly key: Expr | null;
  readonly value: Expr;
  readonly span: Span;
}

export interface Send {
  readonly process: string;
  /** An instance, a list or set of them, or all but oneself (null). */
  readonly to: Expr | null;
  /** Values in the order of the receiving process's fields; null where this message has none. */
  readonly body: readonly (Expr | null)[];
  /** Fields that this message has, as authors named them. */
  readonly fields: readonly string[];
  /** Index of the channel; null is the channel that is instant and loses nothing. */
  readonly via: number | null;
  readonly span: Span;
}

/** A step's question to a service; `asks` says how it is put. */
export interface Call {
  readonly service: string;
  /** Null waits for ever. */
  readonly timeout: Expr | null;
  readonly failTo: Target;
  readonly asks: Edge;
}

/** Text with expressions in it. */
export type Template = readonly (string | Expr)[];

export interface Channel {
  readonly name: string;
  readonly latency: Delay | null;
  /** Shares from 0 to 1. */
  readonly loss: Expr | null;
  readonly duplicate: Expr | null;
  readonly order: 'fifo' | 'any';
  readonly capacity: number | null;
}

export interface Fault {
  readonly id: string;
  readonly at: Moment | null;
  readonly when: Expr | null;
  /** End: a moment, a length, or never. */
  readonly until: Moment | null;
  readonly lasts: Micros | null;
  readonly set: readonly Assignment[];
  /** Services whose queues its start empties. */
  readonly empties: readonly string[];
  /** Processes and services that are down while it lasts. */
  readonly down: readonly string[];
  readonly span: Span;
}

export interface Mark {
  readonly id: string;
  readonly is: Expr;
  readonly text: string;
  readonly after: string | null;
  readonly which: 'first' | 'last' | number;
  readonly held: Micros;
  readonly span: Span;
}

export interface Property {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

export interface LeadsTo {
  readonly name: string;
  readonly text: string;
  readonly from: Expr | null;
  readonly to: Expr;
}

/** Whether and how every interleaving is searched. */
export interface Exploring {
  /** The text has `explore`, a claim about a search, or says no length of a run. */
  readonly asked: boolean;
  readonly maxStates: number | null;
  /** Processes whose instances are interchangeable. */
  readonly symmetry: readonly string[];
  readonly claims: ExploreClaims | null;
}

/** Who asks whom: loads and processes first, then services, each in the order of the text; no pair stands twice. */
export function dependenciesOf(scenario: Scenario): Dependency[] {
  const asked = (from: string, kind: Dependency['kind'], edges: readonly Edge[]): Dependency[] =>
    edges.map(({ to, required }) => ({ from, kind, to, required }));
  const all = [
    ...scenario.loads.flatMap((load) => asked(load.id, 'load', [load.asks])),
    ...scenario.processes.flatMap(({ name, steps }) =>
      asked(
        name,
        'process',
        steps.flatMap(({ branches }) => branches.flatMap(({ call }) => (call === null ? [] : [call.asks]))),
      ),
    ),
    ...scenario.services.flatMap((service) => asked(service.name, 'service', service.calls)),
  ];
  // A pair that asks twice needs the answer if one of its calls does.
  const pairs = new Map<string, Dependency>();
  for (const one of all) {
    const key = JSON.stringify([one.from, one.to]);
    const before = pairs.get(key);
    pairs.set(key, before === undefined ? one : { ...before, required: before.required || one.required });
  }
  return [...pairs.values()];
}

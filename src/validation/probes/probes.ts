import { exp, ln } from '../../engine/numbers/arithmetic.ts';
import { Draws, hashName } from '../../engine/numbers/random.ts';
import type { Micros, RunSummary } from '../../result.ts';
import type { RecordEntry } from '../../scenario/check/observed.ts';
import type { JobSettings, SweepJob } from '../../sweep/plan.ts';
import { INVALID } from '../../sweep/runner.ts';
import { parseDuration } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { childOf, type Range, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import type { ModelNumber } from '../numbers/numbers.ts';
import { type ScaleSetting, scaled } from '../numbers/tokens.ts';

/** A change to a model: numbers to multiply, and inputs to move. */
export interface Change {
  readonly factors?: ReadonlyMap<ModelNumber, number>;
  readonly shifts?: ReadonlyMap<string, Micros>;
  /** An input that never happens, because it's moved past the end of the run. */
  readonly removed?: { readonly id: string; readonly until: Micros };
  /** How much earlier the run starts. Its end doesn't change. */
  readonly lead?: Micros;
  /** Factor for the length of the run. */
  readonly longer?: number;
  /** True if scaling a time scales its distance from the run's start instead of from the last input. */
  readonly isFromStart?: boolean;
}

/** A run of the base or a variant after a change. `run` selects the random numbers. */
export interface Probe {
  readonly change: Change;
  readonly variant: string;
  readonly run: number;
}

/** A run after a change, or null if the run isn't possible. */
interface Attempt {
  readonly summary: RunSummary | null;
  /** True if the model is valid, but its run ended in an error. */
  readonly isFailed: boolean;
}

/** Executes jobs. Returns each job's runs, in the order of the jobs. */
export type RunJobs = (jobs: readonly SweepJob[]) => Promise<readonly (readonly RunSummary[])[]>;

/** A scenario whose numbers and inputs can be changed for a run. The scenario's own results don't change. */
export class ProbedModel {
  readonly #settings: JobSettings;
  readonly #scale: ScaleSetting;
  readonly #ownTimes: ReadonlyMap<string, readonly TimePlace[]>;
  readonly #faultEnds: ReadonlyMap<string, readonly ScalarNode[]>;
  readonly #start: ScalarNode | null;
  readonly #until: ScalarNode | null;
  readonly #run: RunJobs;

  /** @param root the parsed text of `settings` */
  constructor(settings: JobSettings, root: YamlNode, scale: ScaleSetting, run: RunJobs) {
    this.#settings = settings;
    this.#scale = scale;
    this.#ownTimes = ownTimes(root);
    this.#faultEnds = faultEnds(root);
    this.#start = scalarAt(root, 'clock', 'start');
    this.#until = scalarAt(root, 'until');
    this.#run = run;
  }

  /**
   * Run 0 of the base after each change. Null for a change that makes the model invalid or its run fail, for example
   * because a size became too small.
   */
  async runs(changes: readonly Change[]): Promise<(RunSummary | null)[]> {
    return this.cases(changes.map((change) => ({ change, variant: 'base', run: 0 })));
  }

  /** Runs of the base or variants after changes. Null for a run that isn't possible. */
  async cases(probes: readonly Probe[]): Promise<(RunSummary | null)[]> {
    const made = await this.#run(
      probes.map(({ change, variant, run }) => this.#job(change, run, run + 1, variant)),
    );
    return made.map(([summary]) => (summary === undefined || summary.error !== null ? null : summary));
  }

  /** Like `runs`, but distinguishes an error during the run from a change that makes the model invalid. */
  async attempts(changes: readonly Change[]): Promise<Attempt[]> {
    const made = await this.#run(changes.map((change) => this.#job(change, 0, 1)));
    return made.map(([summary]) => ({
      summary: summary === undefined || summary.error !== null ? null : summary,
      isFailed: summary !== undefined && summary.error !== null && summary.error !== INVALID,
    }));
  }

  /** Runs of the unchanged base with other random numbers. */
  async seeds(from: number, to: number): Promise<RunSummary[]> {
    const [made] = await this.#run([this.#job({}, from, to)]);
    return (made ?? []).filter(({ error }) => error === null);
  }

  #job(change: Change, from: number, to: number, variant = 'base'): SweepJob {
    const { text, record } = this.#changed(change);
    return {
      ...this.#settings,
      text,
      record,
      variant,
      kind: 'seeds',
      point: null,
      mayFail: true,
      from,
      to,
    };
  }

  #changed({ factors, removed, lead = 0, longer = 1, isFromStart = false, ...change }: Change): {
    text: string;
    record: readonly RecordEntry[];
  } {
    const { text, record } = this.#settings;
    const shifts = removed === undefined ? change.shifts : new Map([[removed.id, 2 * removed.until]]);
    const scale = isFromStart ? { ...this.#scale, inputs: [] } : this.#scale;
    const edits: Edit[] = [...this.#startEdits(lead, shifts !== undefined), ...this.#endEdits(longer)];
    for (const [number, factor] of factors ?? []) {
      for (const token of number.tokens) {
        edits.push({ start: token.start, end: token.end, text: scaled(token, factor, scale) });
      }
    }
    // A fault can't end before it starts, so its end is moved even later.
    for (const end of this.#faultEnds.get(removed?.id ?? '') ?? []) {
      edits.push({ ...placeOf(end), text: `${4 * removed!.until}us` });
    }
    for (const [id, shift] of shifts ?? []) {
      for (const place of this.#ownTimes.get(id) ?? [])
        edits.push({ ...place, text: movedInstant(place.at, shift) });
    }
    return {
      text: edited(text, edits),
      record: record.map((entry) => {
        const shift = shifts?.get(entry.id);
        if (shift === undefined) return entry;
        const to = entry.to == null ? {} : { to: movedInstant(entry.to, shift) };
        const latest = entry.latest == null ? {} : { latest: movedInstant(entry.latest, shift) };
        return { ...entry, at: movedInstant(entry.at, shift), ...to, ...latest };
      }),
    };
  }

  /** When a probe changes an input, a start that is defined relative to it keeps its original time. */
  #startEdits(lead: Micros, isFixed: boolean): Edit[] {
    const { epoch } = this.#scale;
    if (epoch === null || this.#start === null || this.#until === null || (lead === 0 && !isFixed)) return [];
    const start = { ...placeOf(this.#start), text: new Date((epoch - lead) / 1000).toISOString() };
    const length = parseDuration(String(this.#until.value));
    if (lead === 0 || length === null) return [start];
    return [start, { ...placeOf(this.#until), text: `${length + lead}us` }];
  }

  #endEdits(longer: number): Edit[] {
    const length = this.#until === null ? null : parseDuration(String(this.#until.value));
    if (longer === 1 || this.#until === null || length === null) return [];
    return [{ ...placeOf(this.#until), text: `${length * longer}us` }];
  }
}

interface Edit extends Range {
  readonly text: string;
}

function placeOf({ start, end }: ScalarNode): Range {
  return { start, end };
}

function scalarAt(root: YamlNode, ...path: readonly string[]): ScalarNode | null {
  const node = path.reduce<YamlNode | undefined>((inner, key) => childOf(inner, key), root);
  return node?.kind === 'scalar' ? node : null;
}

interface TimePlace extends Range {
  readonly at: string;
}

/** Times written under `observed` in the scenario itself. */
function ownTimes(root: YamlNode): Map<string, TimePlace[]> {
  const observed = childOf(root, 'observed');
  const entries = observed?.kind === 'map' ? observed.entries : [];
  return new Map(
    entries.map(({ key, value }) => [
      key,
      ['at', 'from', 'to'].flatMap((name): TimePlace[] => {
        const time = childOf(value, name);
        const ends = time?.kind === 'list' ? time.items : [time];
        return ends.flatMap((end) =>
          end?.kind !== 'scalar' || parseInstant(String(end.value)) === null
            ? []
            : [{ ...placeOf(end), at: String(end.value) }],
        );
      }),
    ]),
  );
}

/** For each observed entry at which a fault starts, the place in the text with the fault's end. */
function faultEnds(root: YamlNode): Map<string, ScalarNode[]> {
  const faults = childOf(root, 'faults');
  const out = new Map<string, ScalarNode[]>();
  for (const fault of faults?.kind === 'list' ? faults.items : []) {
    const [at, until] = [scalarOf(childOf(fault, 'at')), scalarOf(childOf(fault, 'until'))];
    const id = /\bobserved\.(\w+)/.exec(String(at?.value))?.[1];
    if (id !== undefined && until !== null) out.set(id, [...(out.get(id) ?? []), until]);
  }
  return out;
}

/** The scalar in a value that is written plainly or as `{ value, basis, source, range }`. */
function scalarOf(node: YamlNode | undefined): ScalarNode | null {
  const value = node?.kind === 'map' ? childOf(node, 'value') : node;
  return value?.kind === 'scalar' ? value : null;
}

function movedInstant(at: string, shift: Micros): string {
  return new Date(Math.round(((parseInstant(at) ?? 0) + shift) / 1000)).toISOString();
}

/** Applies edits that don't overlap. */
function edited(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start);
  let out = '';
  let at = 0;
  for (const { start, end, text: replacement } of sorted) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
}

const DRAW = hashName('validation');

/**
 * Factors for all numbers. Each is log-uniform between 1/`spread` and `spread`, or in the number's range if that has a
 * source. A factor depends only on the number's id and `draw`, so adding a number doesn't change the others.
 */
export function drawnFactors(
  numbers: readonly ModelNumber[],
  spread: number,
  draw: number,
): ReadonlyMap<ModelNumber, number> {
  const draws = new Draws(0, draw);
  return new Map(
    numbers.map((number) => {
      const u = draws.uniform(DRAW, hashName(number.id), 0);
      if (number.basis !== 'sourced' || number.factors === null) {
        return [number, exp(ln(spread) * (2 * u - 1))];
      }
      const [low, high] = number.factors;
      const [from, to] = [ln(Math.max(low, 1 / spread)), ln(Math.min(high, spread))];
      return [number, exp(from + u * (to - from))];
    }),
  );
}

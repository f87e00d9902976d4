import type { Span } from '../diagnostic/diagnostic.ts';
import { EvaluationError } from '../model/runtime.ts';
import type { Value } from '../scenario/expr.ts';
import { type Codec, TooNarrow } from './codec.ts';
import type { MoveContext } from './extended.ts';
import { PackedCode } from './packed-code.ts';
import { expansion } from './packed-expansion.ts';
import { PostOffice } from './packed-mail.ts';
import { tableCode } from './packed-table.ts';
import { type FaultTools, faultTools } from './packed-world.ts';
import { Writing } from './packed-writing.ts';

/** A search whose successors, look-ups and checks are one piece of generated code. */
export interface PackedSearch {
  /**
   * Expands states from one index on, as many as are asked for, or fewer if the search is over.
   *
   * @returns index of the first state that is not expanded
   */
  expand(from: number, count: number): number;
  readonly size: number;
  /** States from this one on need no look any more. */
  readonly stop: number;
  /** True once the tables had no room to grow: no more states are kept then. */
  readonly full: boolean;
  readonly transitions: number;
  /** Bytes in use: the table, and the states and parents so far. */
  readonly bytes: number;
  /** First state that broke each invariant, by index; -1 for none. */
  readonly broken: Int32Array;
  /** First state from which an atomic group goes that breaks each invariant inside, by index; -1 for none. */
  readonly inside: Int32Array;
  /** 1 for each `reachable` condition that some state met. */
  readonly reached: Uint8Array;
  /** First state in which nothing can move while somebody waits; -1 for none. */
  readonly deadlock: number;
  /** Words of all states, and the states they came from. */
  states(): Int32Array;
  parents(): Int32Array;
  /** Places of the expressions of this code. */
  readonly sites: readonly Span[];
}

/** How a packed search goes about it. */
export interface PackedOptions {
  /** States that are kept at the most. */
  readonly most: number;
  /** Bytes of the tables at the most, the old and the new one together while one grows. */
  readonly maxBytes: number;
  /** Goes on past violations. */
  readonly keepGoing: boolean;
  /** Steps by process that are followed alone where the states behind them are new. */
  readonly local: readonly (readonly boolean[])[] | null;
  /** Brings the words of a state at a place to the form that stands for all like it. */
  readonly canonical: ((words: Int32Array, at: number) => void) | null;
}

/** What generated code is given. */
interface Tools {
  readonly V: readonly (readonly Value[])[];
  readonly I: (slot: number, value: Value) => number;
  readonly L: (slot: number, value: number, low: number, high: number, site: number) => number;
  readonly M: PostOffice;
  readonly F: FaultTools;
  readonly canonical: PackedOptions['canonical'];
  readonly initial: Int32Array;
  readonly maxStates: number;
  readonly maxBytes: number;
}

/** Generates the search of a model: expansion, an open-addressing table with keys inline, and look-ups in batches. */
export function packedSearch(context: MoveContext, codec: Codec, options: PackedOptions): PackedSearch {
  const office = new PostOffice(context, codec);
  const writing = new Writing(context, codec);
  const code = new PackedCode(writing, office);
  const moves = expansion(code, options.local);
  const { invariants, reachable } = context.model.scenario;
  const body = tableCode({
    width: codec.words,
    sites: writing.sites,
    invariants: invariants.map((_, i) => code.condition('invariants', i)),
    reachable: reachable.map((_, i) => code.condition('reachable', i)),
    moves,
    symmetric: options.canonical !== null,
    keepGoing: options.keepGoing,
  });
  const initial = new Int32Array(codec.words);
  codec.encode(context.extended.initial, initial);
  const make = writing.generator.assemble(body, context.model.runtime) as (tools: Tools) => PackedSearch;
  const search = make({
    V: context.extended.types.map((_, slot) => codec.codeOf(slot).values),
    I: tableIndex(codec),
    L: bounded(context),
    M: office,
    F: faultTools(writing),
    canonical: options.canonical,
    initial,
    maxStates: options.most,
    maxBytes: options.maxBytes,
  });
  return Object.assign(search, { sites: writing.generator.sites });
}

function tableIndex(codec: Codec): (slot: number, value: Value) => number {
  return (slot, value) => {
    const index = codec.indexIn(slot, value);
    if (index >= 2 ** codec.codeOf(slot).bits) throw new TooNarrow(slot, value);
    return index;
  };
}

function bounded({
  model: { layout },
}: MoveContext): (slot: number, value: number, low: number, high: number, site: number) => number {
  return (slot, value, low, high, site) => {
    if (value >= low && value <= high) return value;
    const message = `\`${layout.slots[slot]!.name}\` would become ${value}, outside ${low} to ${high}`;
    throw new EvaluationError('bounds', site, message);
  };
}

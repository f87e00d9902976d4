import { CLIENT, CONSUMER, MISSING, PRODUCER, ROOT, SERVER, type SpanStore } from './span-store.ts';

/** No entry: the span belongs to a request whose beginning isn't in the files. */
const NONE = -1;
const UNKNOWN = -3;

/** A service's call to another one, made while it worked on a request. */
export interface Call {
  /** The callee, as an index in the store's names. */
  readonly callee: number;
  /** The span whose times are the call's: the client's or, without one, the callee's. */
  readonly span: number;
  readonly from: number;
  readonly to: number;
}

/** How the spans belong together. */
export interface Links {
  /** The span's parent, ROOT, or MISSING. */
  readonly parents: Int32Array;
  /** Spans with which a service's work on a request began. */
  entries(): Iterable<number>;
  /** The calls made for a request, in order of their starts. */
  callsOf(entry: number): Call[];
  /** Client spans whose callees have no spans in the request, each with its callee. */
  leaves(): Iterable<Call>;
  readonly problems: Problems;
}

/** What was left out or is uncertain, as numbers of spans. */
export interface Problems {
  repeated: number;
  /** Spans whose parent isn't in the files. */
  orphans: number;
  /** Of those, spans that aren't the beginning of a service's work, and what is below them. */
  fragments: number;
  /** Spans that are their own ancestors. */
  loops: number;
  /** Spans that start before or end after the span that they belong to. */
  outside: number;
  producers: number;
  consumers: number;
  /** Spans that their parents don't wait for. */
  background: number;
  /** Client spans that name no callee. */
  unnamed: number;
  /** Calls from a service to itself. */
  own: number;
}

/** Finds for each span the request that it belongs to, and for each request the calls that were made for it. */
export function linkSpans(store: SpanStore): Links {
  const { parents, repeated } = store.parents();
  const problems: Problems = {
    repeated: 0,
    orphans: 0,
    fragments: 0,
    loops: cutLoops(parents),
    outside: 0,
    producers: 0,
    consumers: 0,
    background: 0,
    unnamed: 0,
    own: 0,
  };
  const isEntry = (i: number): boolean => {
    const [kind, parent] = [store.kind(i), parents[i]!];
    if (kind === SERVER || kind === CONSUMER || parent === ROOT) return true;
    return parent >= 0 && store.service(parent) !== store.service(i);
  };
  const entryOf = findEntries(parents, isEntry);
  const calls = new Calls(store);
  const isWrapper = new Uint8Array(store.count);
  /** Client spans that caused a span of another service. */
  const isServed = new Uint8Array(store.count);

  for (let i = 0; i < store.count; i++) {
    if (repeated[i] === 1) {
      problems.repeated++;
      continue;
    }
    countProblems(store, i, parents[i]!, entryOf[i]!, problems);
    if (store.kind(i) !== CLIENT || entryOf[i] === i) continue;
    for (let up = parents[i]!; up >= 0 && entryOf[up] === entryOf[i]; up = parents[up]!) {
      if (store.kind(up) === CLIENT) isWrapper[up] = 1;
      if (entryOf[up] === up) break;
    }
  }
  for (let i = 0; i < store.count; i++) {
    const parent = parents[i]!;
    if (entryOf[i] !== i || repeated[i] === 1 || parent < 0) continue;
    if (store.kind(i) === CONSUMER || store.isAsync(i) || entryOf[parent] === NONE) continue;
    const client = clientAbove(store, parents, parent, entryOf[parent]!);
    if (client >= 0) isServed[client] = 1;
    // The client's own clock gives the times, so a difference between clocks doesn't matter.
    calls.addServed(entryOf[parent]!, i, client >= 0 ? client : i);
  }
  for (let i = 0; i < store.count; i++) {
    const entry = entryOf[i]!;
    if (repeated[i] === 1 || entry === NONE || store.kind(i) !== CLIENT) continue;
    if (isWrapper[i] === 1 || isServed[i] === 1) continue;
    if (store.peer(i) !== null) calls.addLeaf(entry, i);
    else if (entry !== i) problems.unnamed++;
  }
  return {
    parents,
    problems,
    *entries() {
      for (let i = 0; i < store.count; i++) if (entryOf[i] === i && repeated[i] === 0) yield i;
    },
    callsOf: (entry) => calls.of(entry),
    leaves: () => calls.leaves(),
  };
}

/** The nearest client span between a span and the beginning of its service's work, or -1. */
function clientAbove(store: SpanStore, parents: Int32Array, from: number, entry: number): number {
  for (let up = from; up >= 0; up = parents[up]!) {
    if (store.kind(up) === CLIENT) return up;
    if (up === entry) return -1;
  }
  return -1;
}

function countProblems(
  store: SpanStore,
  span: number,
  parent: number,
  entry: number,
  problems: Problems,
): void {
  const kind = store.kind(span);
  if (parent === MISSING) problems.orphans++;
  if (entry === NONE) problems.fragments++;
  if (kind === PRODUCER) problems.producers++;
  if (kind === CONSUMER) problems.consumers++;
  if (parent < 0) return;
  if (store.isAsync(span)) problems.background++;
  else if (kind !== CONSUMER) {
    const isInside = store.start(span) >= store.start(parent) && store.end(span) <= store.end(parent);
    if (!isInside) problems.outside++;
  }
}

/** The calls of each request, as linked lists in typed arrays, since there are nearly as many as spans. */
class Calls {
  readonly #store: SpanStore;
  /** For each request, its last call: twice the number of the callee's span or, plus 1, of the client's. */
  readonly #head: Int32Array;
  readonly #next: Int32Array;
  /** For each callee's span, the span whose times count. */
  readonly #timed: Int32Array;

  constructor(store: SpanStore) {
    this.#store = store;
    this.#head = new Int32Array(store.count).fill(NONE);
    this.#next = new Int32Array(store.count * 2).fill(UNKNOWN);
    this.#timed = new Int32Array(store.count);
  }

  addServed(entry: number, span: number, timed: number): void {
    this.#timed[span] = timed;
    this.#add(entry, span * 2);
  }

  addLeaf(entry: number, client: number): void {
    this.#add(entry, client * 2 + 1);
  }

  #add(entry: number, call: number): void {
    this.#next[call] = this.#head[entry]!;
    this.#head[entry] = call;
  }

  of(entry: number): Call[] {
    const calls: Call[] = [];
    for (let call = this.#head[entry]!; call >= 0; call = this.#next[call]!) calls.push(this.#call(call));
    return calls.length < 2 ? calls : calls.sort(byTime);
  }

  *leaves(): Iterable<Call> {
    for (let span = 0; span < this.#store.count; span++) {
      if (this.#next[span * 2 + 1] !== UNKNOWN) yield this.#call(span * 2 + 1);
    }
  }

  #call(call: number): Call {
    const own = call >> 1;
    const isLeaf = call % 2 === 1;
    const callee = isLeaf ? this.#store.peer(own)! : this.#store.service(own);
    const span = isLeaf ? own : this.#timed[own]!;
    return { callee, span, from: this.#store.start(span), to: this.#store.end(span) };
  }
}

function byTime(a: Call, b: Call): number {
  return a.from - b.from || a.to - b.to || a.callee - b.callee;
}

/** Cuts the link of the first span in each loop of parents, which a damaged file can have. Returns how many. */
function cutLoops(parents: Int32Array): number {
  // The number of the walk in which a span was seen.
  const seen = new Int32Array(parents.length).fill(-1);
  let loops = 0;
  for (let i = 0; i < parents.length; i++) {
    let at = i;
    while (at >= 0 && seen[at] === -1) {
      seen[at] = i;
      const next = parents[at]!;
      if (next >= 0 && seen[next] === i) {
        parents[at] = MISSING;
        loops++;
        break;
      }
      at = next;
    }
  }
  return loops;
}

/** The nearest ancestor, or the span itself, with which its service's work began. */
function findEntries(parents: Int32Array, isEntry: (index: number) => boolean): Int32Array {
  const entryOf = new Int32Array(parents.length).fill(UNKNOWN);
  const path: number[] = [];
  for (let i = 0; i < parents.length; i++) {
    let at = i;
    while (at >= 0 && entryOf[at] === UNKNOWN && !isEntry(at)) {
      path.push(at);
      at = parents[at]!;
    }
    const entry = at < 0 ? NONE : entryOf[at] === UNKNOWN ? at : entryOf[at]!;
    if (at >= 0) entryOf[at] = entry;
    for (const one of path) entryOf[one] = entry;
    path.length = 0;
  }
  return entryOf;
}

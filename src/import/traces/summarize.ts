import { type Links, linkSpans, type Problems } from './links.ts';
import { CONSUMER, MISSING, ROOT, type SpanStore } from './span-store.ts';

/** A p99 from fewer spans would rest on their slowest one alone. */
export const MIN_FOR_P99 = 100;

/** Durations of spans in microseconds, as percentiles by nearest rank. */
export interface Times {
  readonly spans: number;
  readonly p50: number;
  /** Null if there are fewer than 100 spans. */
  readonly p99: number | null;
}

/** How often one service calls another. */
export interface Edge {
  /** The callee, as an index in `services`. */
  readonly to: number;
  /** The caller's requests that make the call. */
  readonly requests: number;
  readonly calls: number;
  /** True if it usually overlaps with another call of the same request. */
  readonly isParallel: boolean;
}

/** Requests that reach a service from outside. */
export interface Arrivals {
  readonly requests: number;
  /** Microseconds from the first to the last. */
  readonly period: number;
}

export interface TracedService {
  /** The name in the files, unchanged. */
  readonly name: string;
  /** Requests, or, for a service without spans, calls to it. */
  readonly requests: number;
  readonly errors: number;
  /** False if only its callers' spans are in the files. */
  readonly hasSpans: boolean;
  /** Time without waiting for other services, in requests without an error. */
  readonly times: Times | null;
  /** In the order in which a request makes them. */
  readonly calls: readonly Edge[];
  readonly arrivals: Arrivals | null;
  readonly messages: Arrivals | null;
  /** Requests whose callers aren't in the files. */
  readonly orphans: Arrivals | null;
}

export interface TraceSummary {
  readonly spans: number;
  readonly first: number;
  readonly last: number;
  /** Sorted by name. */
  readonly services: readonly TracedService[];
  readonly problems: Problems;
}

interface Building {
  requests: number;
  errors: number;
  readonly times: number[];
  readonly edges: Map<number, EdgeCount>;
  readonly arrivals: Seen;
  readonly messages: Seen;
  readonly orphans: Seen;
}

interface EdgeCount {
  requests: number;
  calls: number;
  overlapping: number;
  /** Sum of the times from the request's start to its first call. */
  offset: number;
  /** The last request that made the call, and whether that overlapped with another call. */
  entry: number;
  overlaps: boolean;
}

interface Seen {
  requests: number;
  first: number;
  last: number;
}

const unseen = (): Seen => ({
  requests: 0,
  first: Number.POSITIVE_INFINITY,
  last: Number.NEGATIVE_INFINITY,
});

/** What the spans say about each service: its own time, whom it calls and how often, and how often it's called. */
export function summarize(store: SpanStore): TraceSummary {
  const links = linkSpans(store);
  const traced = new Set<number>();
  const building = new Map<number, Building>();
  const of = (name: number): Building => {
    const known = building.get(name);
    if (known !== undefined) return known;
    const made: Building = {
      requests: 0,
      errors: 0,
      times: [],
      edges: new Map(),
      arrivals: unseen(),
      messages: unseen(),
      orphans: unseen(),
    };
    building.set(name, made);
    return made;
  };
  for (const entry of links.entries()) traced.add(store.service(entry));
  for (const entry of links.entries()) addRequest(store, links, entry, of(store.service(entry)));
  for (const { callee, span } of links.leaves()) {
    if (traced.has(callee)) continue;
    const service = of(callee);
    service.requests++;
    if (store.isError(span)) service.errors++;
    else service.times.push(store.duration(span));
  }
  return finish(store, links.problems, building, traced);
}

function addRequest(
  store: SpanStore,
  { parents, problems, callsOf }: Links,
  entry: number,
  service: Building,
): void {
  const [start, end] = [store.start(entry), store.end(entry)];
  service.requests++;
  if (store.isError(entry)) service.errors++;
  const parent = parents[entry]!;
  const seen = store.kind(entry) === CONSUMER ? 'messages' : parent === ROOT ? 'arrivals' : 'orphans';
  if (seen !== 'orphans' || parent === MISSING) note(service[seen], start);
  const calls = callsOf(entry);
  let waiting = 0;
  let until = start;
  for (let i = 0; i < calls.length; i++) {
    const { callee, from, to } = calls[i]!;
    // A clock that is ahead can put a call outside the request, so only the part inside it counts as waiting.
    const [a, b] = [Math.max(from, until), Math.min(to, end)];
    if (b > a) waiting += b - a;
    const overlaps = (i > 0 && from < until) || (i + 1 < calls.length && calls[i + 1]!.from < to);
    until = Math.max(until, b);
    if (callee === store.service(entry)) problems.own++;
    else addCall(service, callee, entry, Math.max(0, from - start), overlaps);
  }
  if (!store.isError(entry)) service.times.push(end - start - waiting);
}

function addCall(service: Building, callee: number, entry: number, offset: number, overlaps: boolean): void {
  let edge = service.edges.get(callee);
  if (edge === undefined) {
    edge = { requests: 0, calls: 0, overlapping: 0, offset: 0, entry: -1, overlaps: false };
    service.edges.set(callee, edge);
  }
  edge.calls++;
  if (edge.entry !== entry) {
    edge.entry = entry;
    edge.overlaps = false;
    edge.requests++;
    edge.offset += offset;
  }
  if (overlaps && !edge.overlaps) {
    edge.overlaps = true;
    edge.overlapping++;
  }
}

function note(seen: Seen, at: number): void {
  seen.requests++;
  seen.first = Math.min(seen.first, at);
  seen.last = Math.max(seen.last, at);
}

function arrivalsOf({ requests, first, last }: Seen): Arrivals | null {
  return requests === 0 ? null : { requests, period: last - first };
}

/** Percentiles by nearest rank: the smallest duration that at least this share of the spans don't exceed. */
function timesOf(durations: readonly number[]): Times | null {
  if (durations.length === 0) return null;
  const sorted = Float64Array.from(durations).sort();
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return {
    spans: sorted.length,
    p50: rank(0.5),
    p99: sorted.length < MIN_FOR_P99 ? null : rank(0.99),
  };
}

function finish(
  store: SpanStore,
  problems: Problems,
  building: ReadonlyMap<number, Building>,
  traced: ReadonlySet<number>,
): TraceSummary {
  const names = [...building.keys()].sort((a, b) => (store.names[a]! < store.names[b]! ? -1 : 1));
  const numbers = new Map(names.map((name, index) => [name, index]));
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < store.count; i++) {
    first = Math.min(first, store.start(i));
    last = Math.max(last, store.end(i));
  }
  const services = names.map((name): TracedService => {
    const { requests, errors, times, edges, arrivals, messages, orphans } = building.get(name)!;
    const order = [...edges].sort(
      ([a, x], [b, y]) => x.offset / x.requests - y.offset / y.requests || numbers.get(a)! - numbers.get(b)!,
    );
    return {
      name: store.names[name]!,
      requests,
      errors,
      hasSpans: traced.has(name),
      times: timesOf(times),
      calls: order.map(([to, edge]) => ({
        to: numbers.get(to)!,
        requests: edge.requests,
        calls: edge.calls,
        isParallel: edge.overlapping * 2 > edge.requests,
      })),
      arrivals: arrivalsOf(arrivals),
      messages: arrivalsOf(messages),
      orphans: arrivalsOf(orphans),
    };
  });
  return { spans: store.count - problems.repeated, first, last, services, problems };
}

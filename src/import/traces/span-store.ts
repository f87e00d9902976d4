import { tooLarge } from '../reading/diagnostics.ts';

/** What a span says about itself, as far as the importer reads it. */
export interface Span {
  readonly trace: string;
  readonly id: string;
  /** The parent's id, or null for the first span of a trace. */
  readonly parent: string | null;
  readonly service: string;
  readonly kind: SpanKind;
  /** Start in microseconds since 1970. */
  readonly start: number;
  /** Duration in microseconds. */
  readonly duration: number;
  readonly isError: boolean;
  /** True if the parent doesn't wait for the span. */
  readonly isAsync: boolean;
  /** What a client span says about the service that it calls. */
  readonly peer: string | null;
}

/** The kinds of spans, numbered as in OpenTelemetry. */
export const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof KINDS)[number];

export const SERVER = KINDS.indexOf('server');
export const CLIENT = KINDS.indexOf('client');
export const PRODUCER = KINDS.indexOf('producer');
export const CONSUMER = KINDS.indexOf('consumer');

/** With about 60 bytes a span, this many fit into 200 MB. */
const MAX_SPANS = 3_000_000;
/** Maximum number of different names. Names of callees beyond it are dropped. */
const MAX_NAMES = 20_000;

const CHUNK = 1 << 16;
const MASK = CHUNK - 1;

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A list of numbers that grows without being copied. */
class Column {
  readonly #chunks: Numbers[] = [];
  readonly #create: () => Numbers;

  constructor(create: () => Numbers) {
    this.#create = create;
  }

  set(index: number, value: number): void {
    if ((index & MASK) === 0) this.#chunks[index >> 16] ??= this.#create();
    this.#chunks[index >> 16]![index & MASK] = value;
  }

  get(index: number): number {
    return this.#chunks[index >> 16]![index & MASK]!;
  }
}

const words = () => new Column(() => new Uint32Array(CHUNK));

const NO_PARENT = 0;
export const MISSING = -2;
export const ROOT = -1;

/**
 * All spans of the files in a few typed arrays, since a parent can come after its children, and in another file. Ids are
 * kept as 64-bit hashes.
 */
export class SpanStore {
  #ids: readonly [Column, Column] = [words(), words()];
  #parents: readonly [Column, Column] = [words(), words()];
  readonly #starts = new Column(() => new Float64Array(CHUNK));
  readonly #durations = new Column(() => new Float64Array(CHUNK));
  readonly #services = new Column(() => new Uint16Array(CHUNK));
  readonly #peers = new Column(() => new Uint16Array(CHUNK));
  readonly #flags = new Column(() => new Uint8Array(CHUNK));
  readonly #numbers = new Map<string, number>();
  /** The names of services and callees. */
  readonly names: string[] = [];
  #count = 0;
  /** Spans that were left out because they end before they begin. */
  backward = 0;
  /** Client spans whose callee's name was dropped, since there are too many names. */
  unnamed = 0;

  get count(): number {
    return this.#count;
  }

  /** @throws ImportError if there are too many spans or services */
  add(file: string, span: Span): void {
    if (span.duration < 0) {
      this.backward++;
      return;
    }
    const at = this.#count;
    if (at >= MAX_SPANS)
      throw tooLarge(
        file,
        `${MAX_SPANS.toLocaleString('en-US')} spans`,
        'export a shorter period',
        'the spans up to ',
      );
    const service = this.#numberOf(span.service);
    if (service === null)
      throw tooLarge(file, `${MAX_NAMES.toLocaleString('en-US')} services`, 'export fewer services', '');
    const peer = span.peer === null ? null : this.#numberOf(span.peer);
    if (span.peer !== null && peer === null) this.unnamed++;
    setHash(this.#ids, at, span.trace, span.id);
    if (span.parent === null) for (const column of this.#parents) column.set(at, NO_PARENT);
    else setHash(this.#parents, at, span.trace, span.parent);
    this.#starts.set(at, span.start);
    this.#durations.set(at, span.duration);
    this.#services.set(at, service);
    this.#peers.set(at, peer === null ? 0 : peer + 1);
    this.#flags.set(at, KINDS.indexOf(span.kind) | (span.isError ? 8 : 0) | (span.isAsync ? 16 : 0));
    this.#count++;
  }

  service(index: number): number {
    return this.#services.get(index);
  }

  /** The name that a client span gives for its callee, as an index in `names`, or null. */
  peer(index: number): number | null {
    const peer = this.#peers.get(index);
    return peer === 0 ? null : peer - 1;
  }

  kind(index: number): number {
    return this.#flags.get(index) & 7;
  }

  isError(index: number): boolean {
    return (this.#flags.get(index) & 8) !== 0;
  }

  isAsync(index: number): boolean {
    return (this.#flags.get(index) & 16) !== 0;
  }

  start(index: number): number {
    return this.#starts.get(index);
  }

  end(index: number): number {
    return this.#starts.get(index) + this.#durations.get(index);
  }

  duration(index: number): number {
    return this.#durations.get(index);
  }

  /**
   * The index of each span's parent: ROOT for the first span of a trace, MISSING if it isn't in the files. A span that
   * is in the files twice is counted once: the others are in `repeated`. The ids are dropped, so no span can be added
   * afterwards.
   */
  parents(): { readonly parents: Int32Array; readonly repeated: Uint8Array } {
    let size = 2;
    while (size < this.#count * 2) size *= 2;
    const table = new Int32Array(size).fill(-1);
    const find = (a: number, b: number): number => {
      let slot = (a ^ b) & (size - 1);
      for (; ; slot = (slot + 1) & (size - 1)) {
        const index = table[slot]!;
        if (index < 0 || (this.#ids[0].get(index) === a && this.#ids[1].get(index) === b)) return slot;
      }
    };
    const repeated = new Uint8Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const slot = find(this.#ids[0].get(i), this.#ids[1].get(i));
      if (table[slot]! < 0) table[slot] = i;
      else repeated[i] = 1;
    }
    const parents = new Int32Array(this.#count).fill(ROOT);
    for (let i = 0; i < this.#count; i++) {
      const [a, b] = [this.#parents[0].get(i), this.#parents[1].get(i)];
      if (a === NO_PARENT && b === NO_PARENT) continue;
      const index = table[find(a, b)]!;
      parents[i] = index < 0 ? MISSING : index;
    }
    this.#ids = [words(), words()];
    this.#parents = [words(), words()];
    return { parents, repeated };
  }

  #numberOf(name: string): number | null {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= MAX_NAMES) return null;
    const number = this.names.length;
    this.names.push(name);
    this.#numbers.set(name, number);
    return number;
  }
}

/** Stores a 64-bit hash of a span's id as two words. Span ids are unique only within their trace. */
function setHash(columns: readonly [Column, Column], at: number, trace: string, id: string): void {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of [trace, id]) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ 0x2f, 2654435761);
    b = Math.imul(b ^ 0x2f, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  columns[0].set(at, a >>> 0);
  // Never zero, which means no parent.
  columns[1].set(at, (b | 1) >>> 0);
}

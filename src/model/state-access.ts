import type { Block, Layout } from './layout.ts';

/**
 * How generated code reads the state: the one thing that differs between a run, whose state is an array of values, and
 * a search, whose states are packed into words.
 */
export interface StateAccess {
  /** A slot of shared state; `old` asks for its value before the step. */
  shared(slot: number, old: boolean): string;
  /** A slot of the acting instance's own block. */
  own(owner: Block, offset: number, old: boolean): string;
  /** Index of the acting instance. */
  ownIndex(owner: Block): string;
  /** A slot of the block of the instance whose index the code gives. */
  member(block: Block, offset: number, index: string): string;
  /** Number of instances whose program counter is at a step. */
  countAt(block: Block, step: number, site: number): string;
  /** True if what is said about all instances is better written out for each. */
  readonly unrolls: boolean;
}

/** State as an array `s`, the acting instance's program counter at `b`, the state before the step as `o`. */
export const ARRAY_ACCESS: StateAccess = {
  shared: (slot, old) => `${old ? 'o' : 's'}[${slot}]`,
  own: (_owner, offset, old) => (offset === 0 ? 's[b]' : `${old ? 'o' : 's'}[b+${offset}]`),
  ownIndex: ({ base, stride }) => `((b-${base})/${stride})`,
  member: ({ base, stride }, offset, index) => `s[${base + offset}+${stride}*${index}]`,
  countAt: ({ base, stride, size, counts }, step, site) =>
    `R.countAt(s,${base},${stride},${size},${step},${counts + step},${site})`,
  unrolls: false,
};

/** The block of a process by name. */
export function blockOf(layout: Layout, process: string): Block {
  return layout.blockOf.get(process)!;
}

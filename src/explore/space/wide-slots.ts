import { Codec, TooNarrow } from './codec.ts';
import type { SearchContext } from './search-state.ts';

/** Runs a search. Restarts it with wider slots until every value fits. */
export function withWideSlots<T>(
  { model, searchLayout }: SearchContext,
  symmetry: readonly string[],
  run: (codec: Codec) => T,
): T {
  const { layout, processes } = model;
  const bounds = searchLayout.types.map((type, slot): readonly [number, number] | null =>
    type?.kind === 'instance'
      ? [0, layout.blockOf.get(type.process)!.size - 1]
      : (layout.slots[slot]?.bounds ?? null),
  );
  // Symmetry moves encoded values between instances, so their slots share an encoding.
  const groups = processes
    .filter(({ process }) => symmetry.includes(process.name))
    .flatMap(({ process, block: { base, stride } }) => {
      const mail = searchLayout.mail[process.index]!;
      const locals = Array.from({ length: stride }, (_, offset) =>
        process.instances.map((_id, i) => base + offset + i * stride),
      );
      return mail < 0 ? locals : [...locals, process.instances.map((_, i) => mail + i)];
    });
  const codec = new Codec(searchLayout.types, bounds, searchLayout.initial, groups);
  for (;;) {
    try {
      return run(codec);
    } catch (error) {
      if (!(error instanceof TooNarrow)) throw error;
      codec.widen(error.slot);
    }
  }
}

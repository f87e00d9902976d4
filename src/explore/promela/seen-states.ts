import type { Value } from '../../scenario/ast/expr.ts';
import { Search } from '../plain/search.ts';
import type { Codec } from '../space/codec.ts';
import type { Explored, ExploreOptions } from '../space/options.ts';
import type { SearchContext } from '../space/search-state.ts';
import { withWideSlots } from '../space/wide-slots.ts';
import { Seen } from './seen.ts';
import type { SeenStates } from './translation.ts';

/** All states of a model without symmetry or reduction, and the values of its variables in them. */
export function seenStates(
  context: SearchContext,
  options: ExploreOptions,
): { readonly explored: Explored; readonly seen: SeenStates } {
  let used: Codec | null = null;
  const whole = { ...options, symmetry: [], reduction: false, keepGoing: true };
  const explored = withWideSlots(context, [], (codec) => {
    used = codec;
    return new Search(context, codec, whole).run();
  });
  return { explored, seen: { ...valuesIn(context, used!), whole: explored.hit === null } };
}

function valuesIn({ model, searchLayout }: SearchContext, codec: Codec): Omit<SeenStates, 'whole'> {
  const slots = model.layout.slots.map(({ type, bounds }, slot) => {
    const seen = new Seen();
    seen.add(searchLayout.initial[slot]!, type);
    for (const value of codec.codeOf(slot).values) seen.add(value, type);
    if (bounds !== null) for (const bound of bounds) seen.add(bound, type);
    return seen;
  });
  for (const [i, slot] of (model.init?.slots ?? []).entries()) {
    for (const value of model.init!.values[i]!) slots[slot]!.add(value, model.layout.slots[slot]!.type);
  }
  const mail = new Map<number, { longest: number; fields: Seen[] }>();
  for (const [slot, { process }] of searchLayout.receivers) {
    const types = [...model.scenario.names.messages.get(model.scenario.processes[process]!.name)!.values()];
    const known = mail.get(process) ?? { longest: 0, fields: types.map(() => new Seen()) };
    for (const messages of codec.codeOf(slot).values as readonly (readonly Value[])[]) {
      known.longest = Math.max(known.longest, messages.length);
      for (const message of messages) {
        const values = (message as readonly Value[])[2] as readonly Value[];
        for (const [i, value] of values.entries()) known.fields[i]!.add(value, types[i]!);
      }
    }
    mail.set(process, known);
  }
  return { slots, mail };
}

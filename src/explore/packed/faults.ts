import { burnsFuel } from '../../model/generate.ts';
import { nextRestorer } from '../space/fault-moves.ts';
import { ends } from '../space/search-state.ts';
import { isMeasured } from '../space/unmeasured.ts';
import type { Emitter, Writes } from './emitter.ts';

/** Code for moves of the environment, in the same order as in `movesFrom`: timers, faults, lost messages. */
export function environmentMoves(emitter: Emitter): string[] {
  const { searchLayout, model } = emitter.context;
  const timers = searchLayout.timers.map((slot) => {
    const over = emitter.applyWrites(emitter.start, new Map([[slot, '0']]));
    return `if(${emitter.raw(emitter.start, slot)}===1){${emitter.add(over, false)}}`;
  });
  const faults = model.scenario.faults.map((fault, i) => {
    const phase = emitter.raw(emitter.start, searchLayout.faults[i]!);
    const end = ends(fault) ? `if(${phase}===1){${endCode(emitter, i)}}` : '';
    return `if(${phase}===0){${startCode(emitter, i)}}${end}`;
  });
  return [...timers, ...faults, ...lossMoves(emitter)];
}

/** Code for the start of a fault, which saves the values to restore, sets variables, and takes processes down. */
function startCode(emitter: Emitter, i: number): string {
  const { model, searchLayout } = emitter.context;
  const { start } = emitter;
  const fault = model.scenario.faults[i]!;
  const guard = model.faults[i]!.when;
  emitter.enter(null, 0, start);
  const when = fault.when === null || isMeasured(guard!) ? 'true' : emitter.generator.code(fault.when);
  let code = '';
  const values = new Map<number, string>();
  const writes: Writes = new Map();
  for (const { name, key, value, span } of fault.set) {
    const slot = model.layout.state.get(name)!;
    const result = emitter.freshName('n');
    const plain = emitter.generator.code(value);
    if (key === null) code += `const ${result}=${plain};`;
    else {
      const old = values.get(slot) ?? emitter.value(start, slot);
      const isMap = model.layout.slots[slot]!.type.kind === 'map';
      const site = emitter.generator.sites.push(span) - 1;
      code += `const ${result}=R.replace(${old},${emitter.generator.code(key)},${plain},${isMap},${site});`;
    }
    values.set(slot, result);
    writes.set(slot, emitter.encode(slot, result, span));
  }
  for (const { slot, before } of searchLayout.restored[i]!) {
    writes.set(before, emitter.encode(before, emitter.value(start, slot)));
  }
  for (const { first, second, slot } of searchLayout.overlaps) {
    if (first === i) writes.set(slot, `(${emitter.raw(start, searchLayout.faults[second]!)}===1?1:0)`);
  }
  writes.set(searchLayout.faults[i]!, '1');
  for (const name of fault.down) crashWrites(emitter, name, writes);
  const refuel = burnsFuel(code + when) ? 'R.refuel();' : '';
  return `${refuel}if(${when}){${code}${emitter.add(emitter.applyWrites(start, writes), false)}}`;
}

/** Writes for a crash: instances go to their first step with initial locals and lose their messages. */
function crashWrites(emitter: Emitter, name: string, writes: Writes): void {
  const { model, searchLayout } = emitter.context;
  const process = model.scenario.processes.find((one) => one.name === name);
  if (process === undefined) return;
  const mail = searchLayout.mail[process.index]!;
  process.instances.forEach((_, instance) => {
    for (const [slot, code] of emitter.moveWrites(process, instance, 'restart')) writes.set(slot, code);
    if (mail < 0) return;
    writes.set(
      mail + instance,
      `M.afterCrash(${mail + instance},${emitter.raw(emitter.start, mail + instance)})`,
    );
  });
}

/**
 * Code for the end of a fault, which restores each variable that no step has written, unless a later fault sets it too.
 */
function endCode(emitter: Emitter, i: number): string {
  const { searchLayout } = emitter.context;
  const { start } = emitter;
  const writes: Writes = new Map();
  let code = '';
  const phases = searchLayout.faults.map((slot) => emitter.raw(start, slot)).join(',');
  const orders = searchLayout.overlaps.map(({ slot }) => emitter.raw(start, slot)).join(',');
  for (const { slot, before, written } of searchLayout.restored[i]!) {
    const beforeCode = emitter.value(start, before);
    const unwritten = written < 0 ? '' : `${emitter.raw(start, written)}===0&&`;
    const rivals = searchLayout.overlaps.flatMap(({ first, second }) => {
      const other = first === i ? second : second === i ? first : -1;
      return other >= 0 && searchLayout.sets[other]!.includes(slot) ? [other] : [];
    });
    const next = emitter.freshName('c');
    if (rivals.length > 0) code += `const ${next}=F.nextRestorer(${i},${slot},[${phases}],[${orders}]);`;
    const isLast = rivals.length === 0 ? 'true' : `${next}===-1`;
    const now = emitter.value(start, slot);
    writes.set(slot, emitter.encode(slot, `(${unwritten}${isLast}?${beforeCode}:${now})`));
    for (const rival of rivals) {
      const variable = searchLayout.restored[rival]!.find((one) => one.slot === slot);
      if (variable === undefined) continue;
      const theirs = emitter.value(start, variable.before);
      const isNext = `${unwritten}${next}===${rival}`;
      writes.set(variable.before, emitter.encode(variable.before, `(${isNext}?${beforeCode}:${theirs})`));
    }
  }
  for (const { before, written } of searchLayout.restored[i]!) {
    writes.set(before, emitter.initial(before));
    if (written >= 0) writes.set(written, '0');
  }
  for (const { first, second, slot } of searchLayout.overlaps) {
    if (first === i || second === i) writes.set(slot, '0');
  }
  writes.set(searchLayout.faults[i]!, '2');
  return code + emitter.add(emitter.applyWrites(start, writes), false);
}

/** Code for losing messages in transit to instances that are down. */
function lossMoves(emitter: Emitter): string[] {
  const { model, searchLayout } = emitter.context;
  return model.scenario.processes.flatMap((process) => {
    const first = searchLayout.mail[process.index]!;
    const down = emitter.downTest(emitter.start, process.name);
    if (first < 0 || down === null) return [];
    return process.instances.map((_, i) => {
      const taken = emitter.freshName('e');
      const rest: Writes = new Map([[first + i, `M.without(${first + i},${taken})`]]);
      const add = emitter.add(emitter.applyWrites(emitter.start, rest), true);
      return `if(${down}&&${emitter.raw(emitter.start, first + i)}!==0)for(const ${taken} of M.receivable(${first + i},${emitter.raw(emitter.start, first + i)})){${add}}`;
    });
  });
}

/** Functions that the code for faults calls, as `F`. */
export interface FaultTools {
  /**
   * The index of the first fault to start after fault `i`, among the active faults that set the same variable. -1 if
   * there is none, -2 if that fault never ends.
   *
   * @param phases the phase of each fault
   * @param orders for each pair of overlapping faults, 1 if their order is reversed
   */
  nextRestorer(i: number, slot: number, phases: readonly number[], orders: readonly number[]): number;
}

export function faultTools({ context: { searchLayout } }: Emitter): FaultTools {
  return {
    nextRestorer: (i, slot, phases, orders) => {
      const later = nextRestorer(
        searchLayout,
        { isActive: (fault) => phases[fault] === 1, isReversed: (overlap) => orders[overlap] === 1 },
        i,
        slot,
      );
      return later === null
        ? -1
        : later === 'none'
          ? -2
          : searchLayout.restored.findIndex((all) => all.includes(later));
    },
  };
}

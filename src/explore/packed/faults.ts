import type { Type } from '../../scenario/ast/types.ts';
import { nextLater } from '../space/fault-moves.ts';
import { ends } from '../space/search-state.ts';
import { isMeasured } from '../space/unmeasured.ts';
import type { Emitter, Writes } from './emitter.ts';

/** What the code of faults asks while a search goes on. */
export interface FaultTools {
  /**
   * Of the faults that are on, set a variable too and began later than fault `i`, the number of the one that puts it back
   * first; -1 if there is none, -2 if that one never ends.
   *
   * @param phases of all faults
   * @param orders of all overlaps
   */
  next(i: number, slot: number, phases: readonly number[], orders: readonly number[]): number;
}

export function faultTools({ context: { extended } }: Emitter): FaultTools {
  return {
    next: (i, slot, phases, orders) => {
      const later = nextLater(
        extended,
        { isOn: (fault) => phases[fault] === 1, isTurned: (overlap) => orders[overlap] === 1 },
        i,
        slot,
      );
      return later === null
        ? -1
        : later === 'stays'
          ? -2
          : extended.held.findIndex((all) => all.includes(later));
    },
  };
}

/** Code of everything that happens by itself, in the order of `movesFrom`: timers, then faults, then losses. */
export function worldMoves(writing: Emitter): string[] {
  const { extended, model } = writing.context;
  const timers = extended.timers.map((slot) => {
    const over = writing.behind(writing.start, new Map([[slot, '0']]));
    return `if(${writing.raw(writing.start, slot)}===1){${writing.add(over, false)}}`;
  });
  const faults = model.scenario.faults.map((fault, i) => {
    const phase = writing.raw(writing.start, extended.faults[i]!);
    const end = ends(fault) ? `if(${phase}===1){${ended(writing, i)}}` : '';
    return `if(${phase}===0){${begun(writing, i)}}${end}`;
  });
  return [...timers, ...faults, ...losses(writing)];
}

/** A fault begins: it sets what it sets, keeps what it will put back, and takes down what it takes down. */
function begun(writing: Emitter, i: number): string {
  const { model, extended } = writing.context;
  const { start } = writing;
  const fault = model.scenario.faults[i]!;
  const guard = model.faults[i]!.when;
  writing.enter(null, 0, start);
  const when = fault.when === null || isMeasured(guard!) ? 'true' : writing.generator.code(fault.when);
  let code = '';
  const values = new Map<number, string>();
  const writes: Writes = new Map();
  for (const { name, key, value, span } of fault.set) {
    const slot = model.layout.state.get(name)!;
    const result = writing.fresh('n');
    const plain = writing.generator.code(value);
    if (key === null) code += `const ${result}=${plain};`;
    else {
      const old = values.get(slot) ?? writing.value(start, slot);
      const isMap = model.layout.slots[slot]!.type.kind === 'map';
      const site = writing.generator.sites.push(span) - 1;
      code += `const ${result}=R.replace(${old},${writing.generator.code(key)},${plain},${isMap},${site});`;
    }
    values.set(slot, result);
    writes.set(slot, writing.encode(slot, result, span));
  }
  for (const { slot, was, given } of extended.held[i]!) {
    writes.set(was, writing.encode(was, writing.value(start, slot)));
    writes.set(given, writing.encode(given, values.get(slot)!));
  }
  for (const { first, second, slot } of extended.overlaps) {
    if (first === i) writes.set(slot, `(${writing.raw(start, extended.faults[second]!)}===1?1:0)`);
  }
  writes.set(extended.faults[i]!, '1');
  for (const name of fault.down) crash(writing, name, writes);
  const refuel = code.includes('R.') || when.includes('R.') ? 'R.refuel();' : '';
  return `${refuel}if(${when}){${code}${writing.add(writing.behind(start, writes), false)}}`;
}

/** Instances of a process that goes down are at their first step, without locals and without mail. */
function crash(writing: Emitter, name: string, writes: Writes): void {
  const { model, extended } = writing.context;
  const process = model.scenario.processes.find((one) => one.name === name);
  if (process === undefined) return;
  const mail = extended.mail[process.index]!;
  process.instances.forEach((_, instance) => {
    for (const [slot, code] of writing.moveWrites(process, instance, 'restart')) writes.set(slot, code);
    if (mail < 0) return;
    writes.set(
      mail + instance,
      `M.crashed(${mail + instance},${writing.raw(writing.start, mail + instance)})`,
    );
  });
}

/** A fault ends: each variable that is as it left it is as it was before, unless a later fault sets it too. */
function ended(writing: Emitter, i: number): string {
  const { extended, model } = writing.context;
  const { start } = writing;
  const writes: Writes = new Map();
  let code = '';
  const phases = extended.faults.map((slot) => writing.raw(start, slot)).join(',');
  const orders = extended.overlaps.map(({ slot }) => writing.raw(start, slot)).join(',');
  for (const { slot, was, given } of extended.held[i]!) {
    const { type } = model.layout.slots[slot]!;
    const before = writing.value(start, was);
    const made = writing.value(start, given);
    const rivals = extended.overlaps.flatMap(({ first, second }) => {
      const other = first === i ? second : second === i ? first : -1;
      return other >= 0 && extended.sets[other]!.includes(slot) ? [other] : [];
    });
    const next = writing.fresh('c');
    if (rivals.length > 0) code += `const ${next}=F.next(${i},${slot},[${phases}],[${orders}]);`;
    const alone = rivals.length === 0 ? '' : `${next}===-1&&`;
    const now = writing.value(start, slot);
    const back = `${alone}${same(type, now, made)}?${before}:${now}`;
    writes.set(slot, writing.encode(slot, `(${back})`));
    for (const rival of rivals) {
      const held = extended.held[rival]!.find((one) => one.slot === slot);
      if (held === undefined) continue;
      const theirs = writing.value(start, held.was);
      const handed = `${next}===${rival}&&${same(type, theirs, made)}?${before}:${theirs}`;
      writes.set(held.was, writing.encode(held.was, `(${handed})`));
    }
  }
  for (const { was, given } of extended.held[i]!) {
    writes.set(was, writing.initial(was));
    writes.set(given, writing.initial(given));
  }
  for (const { first, second, slot } of extended.overlaps) {
    if (first === i || second === i) writes.set(slot, '0');
  }
  writes.set(extended.faults[i]!, '2');
  return code + writing.add(writing.behind(start, writes), false);
}

function same({ kind }: Type, a: string, b: string): string {
  return ['list', 'set', 'map'].includes(kind) ? `R.equal(${a},${b},0)` : `${a}===${b}`;
}

/** A message on its way to an instance that is down may be lost. */
function losses(writing: Emitter): string[] {
  const { model, extended } = writing.context;
  return model.scenario.processes.flatMap((process) => {
    const first = extended.mail[process.index]!;
    const down = writing.down(writing.start, process.name);
    if (first < 0 || down === null) return [];
    return process.instances.map((_, i) => {
      const taken = writing.fresh('e');
      const rest: Writes = new Map([[first + i, `M.rest(${first + i},${taken})`]]);
      const add = writing.add(writing.behind(writing.start, rest), true);
      return `if(${down}&&${writing.raw(writing.start, first + i)}!==0)for(const ${taken} of M.take(${first + i},${writing.raw(writing.start, first + i)})){${add}}`;
    });
  });
}

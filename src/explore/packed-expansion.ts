import type { InstanceCode, PackedCode } from './packed-code.ts';
import { worldMoves } from './packed-world.ts';

/** Code of the moves of a state, as it stands in the loop over states, with functions that it calls. */
export interface Expansion {
  readonly functions: string;
  /** Local steps, whose moves are followed alone if what is behind them is new. */
  readonly alone: string;
  readonly body: string;
  /** Code that is true if somebody waits elsewhere than at the end or at the first step of a loop. */
  readonly stuck: string;
}

/** One function of more code than this is not compiled to fast code: its parts become functions of their own. */
const MOST_INLINE = 24_000;

/**
 * Code of all moves of a state.
 *
 * @param local steps by process that are followed alone where what is behind them is new; null for none
 */
export function expansion(code: PackedCode, local: readonly (readonly boolean[])[] | null): Expansion {
  const first = local === null ? [] : locals(code, local);
  const instances = code.instances();
  const world = worldMoves(code.writing);
  const stuck = stuckCode(code);
  const alone = first.join('\n');
  const whole = [...instances.map(written), ...world].join('\n');
  if (alone.length + whole.length <= MOST_INLINE) return { functions: '', alone, body: whole, stuck };
  const functions: string[] = [];
  const apart = (text: string): string => {
    const name = `f${functions.length}`;
    functions.push(`function ${name}(current,q){const base=current*W;${wordsIn(text)}${text}return q;}`);
    return `q=${name}(current,q);`;
  };
  const parts = instances.map((one) => {
    const text = written(one);
    if (text.length <= MOST_INLINE) return apart(text);
    return written({ ...one, cases: one.cases.map(apart) });
  });
  const body = [...parts, ...world.map(apart)].join('\n');
  return { functions: functions.join('\n'), alone, body, stuck };
}

function written({ at, cases }: InstanceCode): string {
  const all = cases.map((text, i) => `case ${i}:${text}break;`);
  return `switch(${at}){${all.join('\n')}}`;
}

/** Declarations of the words that some code reads, of a state in an array at a place. */
export function wordsIn(text: string, array = 'states', at = 'base'): string {
  const used = new Set([...text.matchAll(/\ba(\d+)\b/g)].map(([, index]) => Number(index)));
  return [...used]
    .sort((a, b) => a - b)
    .map((i) => `const a${i}=${array}[${at}+${i}];`)
    .join('');
}

/** Where an instance is at a local step: its moves alone, if all the states behind them are new. */
function locals(code: PackedCode, local: readonly (readonly boolean[])[]): string[] {
  const { writing } = code;
  const { scenario, layout } = writing.context.model;
  return scenario.processes.flatMap((process) => {
    const steps = process.steps.flatMap((_, step) => (local[process.index]![step] === true ? [step] : []));
    if (steps.length === 0) return [];
    return process.instances.map((_, instance) => {
      const { base, stride } = layout.blocks[process.index]!;
      const pc = writing.raw(writing.start, base + instance * stride);
      const cases = steps.map((step) => `case ${step}:${code.stepCode({ process, instance, step })}break;`);
      const here = steps.map((step) => `${pc}===${step}`).join('||');
      return `if(${here}){if(q>0)q=flush(q);switch(${pc}){${cases.join('\n')}}if(q>0){if(unknown(q))break moves;q=0;}}`;
    });
  });
}

function stuckCode({ writing }: PackedCode): string {
  const { scenario, layout } = writing.context.model;
  const waiting = scenario.processes.flatMap((process) => {
    const down = writing.down(writing.start, process.name);
    const { base, stride } = layout.blocks[process.index]!;
    const idle = [process.steps.length, ...(process.loop.kind === 'none' ? [] : [0])];
    const all = process.instances.map((_, i) => {
      const pc = writing.raw(writing.start, base + i * stride);
      return `(${idle.map((step) => `${pc}!==${step}`).join('&&')})`;
    });
    return [`${down === null ? '' : `!${down}&&`}(${all.join('||')})`];
  });
  return waiting.length === 0 ? 'false' : waiting.join('||');
}

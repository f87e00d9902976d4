import type { Mutant } from './mutants.ts';

declare global {
  /** Numbers of the mutants whose changed expressions have been evaluated. Undefined unless this is recorded. */
  var evaluatedMutants: Set<number> | undefined;
}

/** A file's original text, in which each expression that a mutant changes records that it's evaluated. */
export function recording(text: string, mutants: readonly (readonly [number, Mutant])[]): string {
  const inserted = mutants.flatMap(([number, { evaluated }]) => {
    if (evaluated === null) return [];
    const { start, end } = evaluated;
    return [
      { at: start, opens: true, size: end - start, text: `(globalThis.evaluatedMutants?.add(${number}), ` },
      { at: end, opens: false, size: end - start, text: ')' },
    ];
  });
  // Expressions are nested: at one position, inner ones end first, and outer ones start first.
  inserted.sort(
    (a, b) =>
      a.at - b.at || Number(a.opens) - Number(b.opens) || (a.opens ? b.size - a.size : a.size - b.size),
  );
  let result = '';
  let last = 0;
  for (const one of inserted) {
    result += text.slice(last, one.at) + one.text;
    last = one.at;
  }
  return result + text.slice(last);
}

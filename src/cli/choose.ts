import { byPlace, type Diagnostic, withoutRepeats } from '../diagnostic/diagnostic.ts';
import { nearest } from '../yaml/suggest.ts';
import { type Input, readInput } from './input.ts';
import { type Io, UsageError } from './io.ts';
import { type FoundScenario, findScenarios, type Runnable } from './write-up.ts';

/** What of a file is wanted. */
export interface Choice {
  /** Only the scenario of this id; else all of the file, in order. */
  readonly scenario?: string | undefined;
  /** Only scenarios that have this variant. */
  readonly variant?: string | undefined;
}

export interface Chosen {
  readonly input: Input;
  readonly found: Runnable;
  readonly scenarios: readonly FoundScenario[];
}

/**
 * Reads a file and finds the scenarios that are wanted.
 *
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id or with the variant asked for
 */
export async function chooseScenarios(name: string, choice: Choice, io: Io): Promise<Chosen> {
  const input = await readInput(name, io);
  if (input.text.trim() === '') {
    throw new UsageError(`${name === '-' ? 'standard input' : `\`${name}\``} is empty`);
  }
  const found = await findScenarios(input);
  return { input, found, scenarios: choose(input, found, choice) };
}

/** Findings about chosen scenarios with those about what is around them, by place. */
export function allFindings({ found, scenarios }: Chosen, own: readonly Diagnostic[]): Diagnostic[] {
  const repeated = found.repeated.filter(({ id }) => scenarios.some((one) => one.id === id));
  const around = [...found.diagnostics, ...repeated.map(({ diagnostic }) => diagnostic)];
  return withoutRepeats([...around, ...own]).sort(byPlace);
}

function choose({ file }: Input, found: Runnable, { scenario, variant }: Choice): FoundScenario[] {
  const { scenarios } = found;
  if (scenarios.length === 0) throw new UsageError(`\`${file}\` holds no scenario`);
  const named = scenarios.filter(({ id }) => scenario === undefined || id === scenario);
  if (named.length === 0) {
    const broken = scenarios.filter(({ id }) => id === null);
    // One that can't be read may be the one that is meant: what is wrong with it is told then.
    if (broken.length > 0) return broken;
    throw unknown(
      'scenario',
      scenario!,
      file,
      scenarios.flatMap(({ id }) => id ?? []),
    );
  }
  if (variant === undefined || variant === 'base') return named;
  const having = named.filter(({ id, variants }) => id === null || variants.includes(variant));
  if (having.length > 0) return having;
  const known = ['base', ...new Set(named.flatMap(({ variants }) => variants))];
  throw unknown('variant', variant, named.length === 1 ? named[0]!.id! : file, known);
}

function unknown(what: string, name: string, where: string, known: readonly string[]): UsageError {
  const near = nearest(name, known);
  const meant = near === null ? '' : `; did you mean \`${near}\`?`;
  return new UsageError(`\`${where}\` has no ${what} \`${name}\`${meant}`, `there is: ${known.join(', ')}`);
}

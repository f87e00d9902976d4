import { byPlace, type Diagnostic, hasErrors, withoutRepeats } from '../diagnostic/diagnostic.ts';
import { evaluate } from '../hindcast.ts';
import type { Result } from '../result.ts';
import { nearest } from '../yaml/suggest.ts';
import { countFindings, printFindings } from './findings.ts';
import { type Input, readInput } from './input.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { paintFor } from './paint.ts';
import { resultText } from './result-text.ts';
import { type FoundScenario, findScenarios, type Runnable } from './write-up.ts';

export interface RunOptions {
  /** Only the scenario of this id; else all of the file, in order. */
  readonly scenario?: string | undefined;
  /** The base and only this variant, in the scenarios that have it. */
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast run`: results go to standard output, findings to standard error.
 *
 * @returns exit code
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id or with the variant asked for
 */
export async function run(name: string, options: RunOptions, io: Io): Promise<number> {
  const input = await readInput(name, io);
  if (input.text.trim() === '') {
    throw new UsageError(`${name === '-' ? 'standard input' : `\`${name}\``} is empty`);
  }
  const found = await findScenarios(input);
  const chosen = choose(input, found, options);
  const { seed, variant } = options;
  const runs = chosen.map((one) => ({
    found: one,
    ...evaluate(one.source, { seed, variant, record: found.record }),
  }));
  const ran = runs.flatMap(({ found: { place }, result }) => (result === null ? [] : [{ place, result }]));
  if (options.json === true) {
    writeJson(
      ran.map(({ result }) => result),
      chosen.length,
      io,
    );
  } else {
    const paint = paintFor(io.stdout, io.env);
    const width = Math.min(io.stdout.columns ?? 110, 110);
    const texts = ran.map(({ place, result }) => resultText(result, { place, variant, paint, width }));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  const diagnostics = withoutRepeats([
    ...found.diagnostics,
    ...found.repeated.flatMap(({ id, diagnostic }) =>
      chosen.some((one) => one.id === id) ? [diagnostic] : [],
    ),
    ...runs.flatMap((one): Diagnostic[] => one.diagnostics),
  ]).sort(byPlace);
  printFindings(diagnostics, new Map([[input.file, input.text]]), io.stderr, io.env);
  if (diagnostics.length > 0) io.stderr.write(`${countFindings(diagnostics)}\n`);
  return hasErrors(diagnostics) ? EXIT.findings : EXIT.fine;
}

function writeJson(results: readonly Result[], chosen: number, io: Io): void {
  const [only] = results;
  if (chosen > 1) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
}

function choose({ file }: Input, found: Runnable, { scenario, variant }: RunOptions): FoundScenario[] {
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

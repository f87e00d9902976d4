import { type RunOptions, run } from '../engine/run.ts';
import { type FinishedSearch, searchWith } from '../explore/search-with.ts';
import { compileWith } from '../model/compile-with.ts';
import type { Assemble } from '../model/generate.ts';
import type { Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { unpack } from './data.ts';
import { keyOf, type PortableModel } from './format.ts';

/** Functions that were made when the page was built, by their keys. */
export type MadeFunctions = Readonly<Record<string, ReturnType<Assemble>>>;

/** Runs a portable model on a page. */
export class PortableRunner {
  private readonly model: PortableModel;
  private readonly scenarios: readonly (Scenario | null)[];
  private readonly assemble: Assemble;

  /** @throws Error if the model needs a function that wasn't made in advance */
  constructor(model: PortableModel, made: MadeFunctions) {
    this.model = model;
    this.scenarios = unpack(model.data) as (Scenario | null)[];
    this.assemble = (body) => {
      const found = made[keyOf(body)];
      if (found === undefined) throw new Error('the model was made for another version of the engine');
      return found;
    };
  }

  /** The scenario for a case. */
  scenario(index: number): Scenario {
    return this.scenarios[2 * index]!;
  }

  /**
   * Runs a case.
   *
   * @param constants values of free constants; constants that aren't listed keep the page's values
   * @throws RunError if a limit is exceeded or an expression fails
   */
  run(
    index: number,
    constants: Readonly<Record<string, number>>,
    seed: number,
    limits?: RunOptions['limits'],
  ): Run {
    const { id, patches, drawable } = this.model.cases[index]!;
    const compiled = compileWith(this.assemble, this.scenario(index), { drawable, explains: true });
    const nominal = compiled.inputs.constants;
    const drawn = drawable.map((name, i) => constants[name] ?? nominal[i]!);
    const options = { variant: id, patches, seed, explains: true, drawn };
    return run(compiled, limits === undefined ? options : { ...options, limits }).run;
  }

  /**
   * Searches a case.
   *
   * @param base the base's search; null for the base itself
   * @throws RunError if an expression fails
   */
  search(index: number, base: FinishedSearch | null, maxStates?: number): FinishedSearch {
    const { id, patches, smaller } = this.model.cases[index]!;
    const compiled = compileWith(this.assemble, this.scenarios[2 * index + 1] ?? this.scenario(index));
    const options = { plain: true, ...(maxStates === undefined ? {} : { maxStates }) };
    return searchWith(() => null, compiled, { variant: id, patches, smaller, base, options });
  }
}

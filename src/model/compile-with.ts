import type { Scenario } from '../scenario/ast/scenario.ts';
import { describe } from './describe.ts';
import { type Assemble, Generator } from './generate.ts';
import { Inputs, layOut } from './layout.ts';
import type { Fn, Model } from './model.ts';

export interface CompileOptions {
  /** Names of constants that can differ between runs. */
  readonly drawable?: readonly string[];
  /** True for a run that explains why steps don't happen. */
  readonly explains?: boolean;
}

/**
 * Compiles a scenario. All functions are generated together, so there are two passes over the scenario: the first
 * adds every expression to the generator, and the second uses the finished functions in the same order.
 */
export function compileWith(
  assemble: Assemble,
  scenario: Scenario,
  { drawable = [], explains = false }: CompileOptions = {},
): Model {
  const layout = layOut(scenario);
  const inputs = new Inputs(scenario, drawable);
  const generator = new Generator(scenario, layout, undefined, inputs);
  const siteNumbers: number[] = [];
  describe(scenario, layout, inputs, {
    explains,
    fn(expr, owner, variables, without) {
      generator.owner = owner;
      generator.add(expr, variables, without);
      return STUB;
    },
    site(span) {
      siteNumbers.push(generator.sites.push(span) - 1);
      return 0;
    },
  });
  const { fns, runtime, source } = generator.finish(assemble);
  let nextFn = 0;
  let nextSite = 0;
  const parts = describe(scenario, layout, inputs, {
    explains,
    fn: () => fns[nextFn++]!,
    site: () => siteNumbers[nextSite++]!,
  });
  return { ...parts, runtime, source, sites: generator.sites };
}

const STUB: Fn = () => 0;

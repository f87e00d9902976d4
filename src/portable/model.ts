import { ENGINE_VERSION } from '../engine/run.ts';
import { newFunction } from '../model/compile.ts';
import { compileWith } from '../model/compile-with.ts';
import type { Assemble } from '../model/generate.ts';
import type { ConstantValue, Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { CheckedCases } from '../scenario/cases.ts';
import { pack, unpack } from './data.ts';
import { type FreeConstant, keyOf, type PortableModel } from './format.ts';

/** A portable model and the functions that it needs. */
export interface Ported {
  readonly model: PortableModel;
  /** Bodies of functions with the parameters `R`, `T` and `P`, by the keys that `keyOf` returns. */
  readonly bodies: ReadonlyMap<string, string>;
}

/** Makes a checked scenario portable. */
export function port({ cases, points }: CheckedCases): Ported {
  const base = cases[0]!.scenario;
  const free = freeConstants(base);
  const listed = [
    ...cases.map(({ variant, patches, scenario, smaller }) => ({
      id: variant,
      point: null,
      patches,
      scenario,
      smaller,
    })),
    ...points.map(({ name, index, patches, scenario }) => ({
      id: `${name}[${index}]`,
      point: { name, text: base.varied.find((one) => one.name === name)!.values[index]!.text },
      patches,
      scenario,
      smaller: null,
    })),
  ];
  const model: PortableModel = {
    scenario: base.id,
    engine: ENGINE_VERSION,
    seed: base.seed,
    free,
    cases: listed.map(({ id, point, patches, scenario, smaller }) => ({
      id,
      point,
      patches,
      smaller: smaller?.patches ?? [],
      drawable: free.map(({ name }) => name).filter((name) => !isSet(name, patches)),
      runs: scenario.until !== null,
      searches: point === null && scenario.exploring.requested,
    })),
    data: pack(
      listed.flatMap(({ scenario, smaller }) => [withoutNames(scenario), withoutNames(smaller?.scenario)]),
    ),
  };
  return { model, bodies: bodiesOf(model) };
}

/** Every function that a page might need. */
function bodiesOf(model: PortableModel): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  const collect: Assemble = (body) => {
    const key = keyOf(body);
    if ((bodies.get(key) ?? body) !== body) throw new Error(`two functions have the key ${key}`);
    bodies.set(key, body);
    return newFunction(body);
  };
  const scenarios = unpack(model.data) as (Scenario | null)[];
  for (const [i, one] of model.cases.entries()) {
    const scenario = scenarios[2 * i]!;
    if (one.runs) compileWith(collect, scenario, { drawable: one.drawable, explains: true });
    if (one.searches) compileWith(collect, scenarios[2 * i + 1] ?? scenario);
  }
  return bodies;
}

/**
 * Constants with a range, which a run reads when it starts. Excludes those that set a number of instances, since
 * changing them would require another model.
 */
function freeConstants({ constants, processes }: Scenario): FreeConstant[] {
  const sizes = new Set(processes.map(({ sizedBy }) => sizedBy));
  return constants.flatMap(({ name, type, value, range }: ConstantValue) =>
    range === null || typeof value !== 'number' || sizes.has(name) ? [] : [{ name, type, value, range }],
  );
}

function isSet(name: string, patches: Run['patches']): boolean {
  return patches.some(({ path }) => path === `const.${name}` || path === `const.${name}.value`);
}

/**
 * Removes names that a checked scenario no longer needs, and series, because runs with different numbers aren't
 * compared with them.
 */
function withoutNames(scenario: Scenario | undefined): Scenario | null {
  if (scenario === undefined) return null;
  const { constants, messages } = scenario.names;
  return { ...scenario, curves: [], names: { constants, messages } as Scenario['names'] };
}

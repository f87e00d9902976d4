import { scenarioSchema } from '../scenario/schema/scenario.ts';

/** A scenario's top-level keys, in schema order. */
export const SCENARIO_KEYS: readonly string[] = Object.keys(scenarioSchema.shape);

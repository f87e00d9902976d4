import { scenarioSchema } from '../scenario/schema/scenario.ts';

/** The outermost keys of a scenario, in the order of the schema. */
export const SCENARIO_KEYS: readonly string[] = Object.keys(scenarioSchema.shape);

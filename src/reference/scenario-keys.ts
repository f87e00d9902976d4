import { scenarioSchema } from '../scenario/schema/scenario.ts';

/** The top-level keys of a scenario, in the schema's order. */
export const SCENARIO_KEYS: readonly string[] = Object.keys(scenarioSchema.shape);

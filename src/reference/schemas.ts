import { z } from 'zod';
import { optionsSchema } from '../config/schema.ts';
import { guideSchema } from '../incident/guide.ts';
import { incidentSchema } from '../incident/incident.ts';
import { entrySchema } from '../incident/timeline.ts';
import { scenarioSchema } from '../scenario/schema/scenario.ts';
import { inputJsonSchema } from '../yaml/json-schema.ts';
import cache from './outputs/cache.json' with { type: 'json' };
import cacheExplain from './outputs/cache-explain.json' with { type: 'json' };
import calibrate from './outputs/calibrate.json' with { type: 'json' };
import check from './outputs/check.json' with { type: 'json' };
import diff from './outputs/diff.json' with { type: 'json' };
import docs from './outputs/docs.json' with { type: 'json' };
import doctor from './outputs/doctor.json' with { type: 'json' };
import drill from './outputs/drill.json' with { type: 'json' };
import explore from './outputs/explore.json' with { type: 'json' };
import exploreObserved from './outputs/explore-observed.json' with { type: 'json' };
import fit from './outputs/fit.json' with { type: 'json' };
import imported from './outputs/import.json' with { type: 'json' };
import map from './outputs/map.json' with { type: 'json' };
import numbers from './outputs/numbers.json' with { type: 'json' };
import run from './outputs/run.json' with { type: 'json' };
import sweep from './outputs/sweep.json' with { type: 'json' };

/** The parts of a JSON Schema (2020-12) used here. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** YAML that authors write: front matter and blocks. */
const PUBLISHED = {
  scenario: { title: 'A scenario', schema: scenarioSchema },
  'front-matter': { title: 'Front matter of a write-up', schema: incidentSchema },
  guide: { title: 'Front matter of a guide', schema: guideSchema },
  timeline: { title: 'A timeline block', schema: z.array(entrySchema) },
} as const;

/** Site options are JavaScript, which editors don't validate with a JSON Schema. */
const INPUTS = {
  ...PUBLISHED,
  configuration: { title: 'Options of a site', schema: optionsSchema },
} as const;

export type InputName = keyof typeof INPUTS;

/** The schema for one kind of input. Editors use it for validation and completion. */
export function inputSchema(name: InputName): Schema {
  const { title, schema } = INPUTS[name];
  const { $schema, ...rest } = inputJsonSchema(schema);
  return { $schema, title, ...rest } as Schema;
}

/** All schemas that a site publishes, by name: for what authors write and for the commands' JSON output. */
export function publishedSchemas(): Map<string, Schema> {
  const inputs = (Object.keys(PUBLISHED) as InputName[]).map((name) => [name, inputSchema(name)] as const);
  const outputs = Object.entries({
    cache,
    'cache-explain': cacheExplain,
    calibrate,
    check,
    diff,
    docs,
    doctor,
    drill,
    explore,
    'explore-observed': exploreObserved,
    fit,
    import: imported,
    map,
    numbers,
    run,
    sweep,
  }) as unknown as [string, Schema][];
  return new Map([...inputs, ...outputs.map(([name, schema]) => [`output-${name}`, schema] as const)]);
}

import { z } from 'zod';

/**
 * The JSON Schema (2020-12) for a zod schema's input. zod omits examples and defaults of schemas that transform their
 * input, so they are added here.
 */
export function inputJsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples !== undefined) jsonSchema.examples = examples as unknown[];
      const fallback = defaultOf(zodSchema);
      if (fallback !== undefined) jsonSchema.default = fallback;
    },
  });
}

function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'pipe') return defaultOf(def.in);
  return def.type === 'default' ? def.defaultValue : undefined;
}

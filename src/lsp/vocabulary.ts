import type { z } from 'zod';
import { incidentSchema } from '../incident/incident.ts';
import { seriesBlockSchema } from '../markdown/series/series-block.ts';
import { scenarioSchema } from '../scenario/schema/scenario.ts';
import { inputJsonSchema } from '../yaml/json-schema.ts';
import type { PathKey } from '../yaml/node.ts';

/** A function or macro available in expressions. */
export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly description: string;
  /** True if it's called as `x.name(...)`. */
  readonly method: boolean;
}

const plain = (name: string, signature: string, description: string): FunctionDoc => ({
  name,
  signature,
  description,
  method: false,
});
const method = (name: string, signature: string, description: string): FunctionDoc => ({
  name,
  signature,
  description,
  method: true,
});

/** Functions available in expressions. A test compares this list with the checker's. */
export const FUNCTION_DOCS: readonly FunctionDoc[] = [
  plain(
    'size',
    'size(x)',
    'Number of items in a list, set or map, of instances of a process, or of characters in a string.',
  ),
  plain('min', 'min(a, b, ...) or min(list)', 'The smallest of several numbers or durations.'),
  plain('max', 'max(a, b, ...) or max(list)', 'The largest of several numbers or durations.'),
  plain('sum', 'sum(list)', 'The sum of the numbers in a list or set; 0 if it is empty.'),
  plain(
    'range',
    'range(n) or range(from, to)',
    'The integers from 0 or `from` up to, but not including, the end.',
  ),
  plain(
    'div',
    'div(a, b)',
    'Integer division, rounded toward 0. `int / int` is an error, to prevent accidental rounding.',
  ),
  plain('abs', 'abs(x)', 'The absolute value of a number.'),
  plain('int', 'int(x)', 'Converts a number to an int; a double is truncated toward 0.'),
  plain('double', 'double(x)', 'Converts a number to a double.'),
  plain('string', 'string(x)', 'Converts a value to a string.'),
  plain('set', 'set(list)', 'The items of a list without duplicates.'),
  plain('list', 'list(set)', 'The items of a set as a list, in ascending order.'),
  plain(
    'timer',
    'timer(duration)',
    'A timer that ends after the duration. Read it with `.over` and `.left`.',
  ),
  method(
    'all',
    'p.all(x, condition)',
    'True if the condition holds for every item of a collection, or every instance of a process.',
  ),
  method('exists', 'p.exists(x, condition)', 'True if the condition holds for at least one item.'),
  method('exists_one', 'p.exists_one(x, condition)', 'True if the condition holds for exactly one item.'),
  method('filter', 'list.filter(x, condition)', 'The items for which the condition holds.'),
  method('map', 'list.map(x, value)', 'The value of an expression for each item.'),
  method('at', 'p.at("step")', 'Number of instances of a process that are at a step.'),
  method('size', 'x.size()', 'The same as `size(x)`.'),
  method('startsWith', 'text.startsWith(other)', 'True if a string starts with another.'),
  method('endsWith', 'text.endsWith(other)', 'True if a string ends with another.'),
  method('contains', 'text.contains(other)', 'True if a string contains another.'),
];

/** A key in a schema. */
export interface KeyDoc {
  readonly name: string;
  readonly description: string;
  /** The allowed values, if there is a fixed list of them. */
  readonly values: readonly string[];
  readonly examples: readonly string[];
  readonly required: boolean;
}

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The keys in one kind of YAML, taken from its schema. */
export class Vocabulary {
  readonly #root: Schema;

  constructor(schema: z.ZodType) {
    this.#root = inputJsonSchema(schema) as Schema;
  }

  /** Keys allowed in the map at a path. */
  keysAt(path: readonly PathKey[]): KeyDoc[] {
    const out = new Map<string, KeyDoc>();
    for (const schema of this.#at(path)) {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        if (!out.has(name))
          out.set(name, this.#doc(name, property, schema.required?.includes(name) === true));
      }
    }
    return [...out.values()];
  }

  /** Documentation for the last key in a path; null if it's a name that the author chose. */
  docAt(path: readonly PathKey[]): KeyDoc | null {
    const name = path.at(-1);
    if (typeof name !== 'string') return null;
    return this.keysAt(path.slice(0, -1)).find((key) => key.name === name) ?? null;
  }

  /** Values allowed at a path if they are a fixed list. */
  valuesAt(path: readonly PathKey[]): string[] {
    return [...new Set(this.#at(path).flatMap((schema) => this.#words(schema)))];
  }

  #doc(name: string, property: Schema, required: boolean): KeyDoc {
    const forms = this.#forms(property);
    const description = property.description ?? forms.find((form) => form.description)?.description ?? '';
    return {
      name,
      description,
      values: [...new Set(forms.flatMap((form) => this.#words(form)))],
      examples: (property.examples ?? []).map((example) =>
        typeof example === 'string' ? example : JSON.stringify(example),
      ),
      required,
    };
  }

  #words(schema: Schema): string[] {
    if (schema.type === 'boolean') return ['true', 'false'];
    const listed = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    return listed.filter((one) => typeof one === 'string' || typeof one === 'boolean').map(String);
  }

  /** All schemas that a value at a path may have. */
  #at(path: readonly PathKey[]): Schema[] {
    let forms = this.#forms(this.#root);
    for (const key of path) {
      forms = forms.flatMap((form) => this.#below(form, key)).flatMap((schema) => this.#forms(schema));
    }
    return forms;
  }

  #below(schema: Schema, key: PathKey): Schema[] {
    if (typeof key === 'number') return typeof schema.items === 'object' ? [schema.items] : [];
    const { properties = {} } = schema;
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) return [property];
    return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  }

  /** The branches of a schema's unions, with references resolved. */
  #forms(schema: Schema, depth = 0): Schema[] {
    if (depth > 12) return [];
    const target = schema.$ref === undefined ? schema : this.#resolve(schema.$ref);
    const parts = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
    return parts.length === 0 ? [target] : parts.flatMap((part) => this.#forms(part, depth + 1));
  }

  #resolve(ref: string): Schema {
    if (ref === '#') return this.#root;
    const name = ref.replace('#/$defs/', '');
    return this.#root.$defs?.[name] ?? {};
  }
}

/** The vocabularies for scenarios, front matter and `series` blocks, created on first use. */
export function createVocabularies(): Readonly<
  Record<'scenario' | 'front-matter' | 'series', () => Vocabulary>
> {
  const once = (schema: z.ZodType): (() => Vocabulary) => {
    let made: Vocabulary | null = null;
    return () => {
      made ??= new Vocabulary(schema);
      return made;
    };
  };
  return {
    scenario: once(scenarioSchema),
    'front-matter': once(incidentSchema),
    series: once(seriesBlockSchema),
  };
}

export type Vocabularies = ReturnType<typeof createVocabularies>;

import { z } from 'zod';
import { incidentSchema } from '../incident/incident.ts';
import { scenarioSchema } from '../scenario/schema/scenario.ts';
import type { PathKey } from '../yaml/node.ts';

/** A function or macro that expressions may call. */
export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly description: string;
  /** Called as `x.name(...)`. */
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

/** What an author is told of the functions of expressions. A test holds the list to what the checker knows. */
export const FUNCTION_DOCS: readonly FunctionDoc[] = [
  plain(
    'size',
    'size(x)',
    'How many items a list, set or map has, instances a process has, or characters a text has.',
  ),
  plain('min', 'min(a, b, ...) or min(list)', 'The least of several numbers or durations.'),
  plain('max', 'max(a, b, ...) or max(list)', 'The greatest of several numbers or durations.'),
  plain('sum', 'sum(list)', 'The numbers of a list or set added up; of an empty one 0.'),
  plain(
    'range',
    'range(n) or range(from, to)',
    'The whole numbers from 0, or from `from`, up to the last one below the end.',
  ),
  plain(
    'div',
    'div(a, b)',
    'Whole division, rounded towards 0. `int / int` is refused so that nobody meets it unawares.',
  ),
  plain('abs', 'abs(x)', 'A number without its sign.'),
  plain('int', 'int(x)', 'A number as an int; a double is cut off towards 0.'),
  plain('double', 'double(x)', 'A number as a double.'),
  plain('string', 'string(x)', 'A value as text.'),
  plain('set', 'set(list)', 'The items of a list without repeats.'),
  plain('list', 'list(set)', 'The items of a set as a list, in rising order.'),
  plain(
    'timer',
    'timer(length)',
    'A timer that is over when that time has passed; ask it for `.over` and `.left`.',
  ),
  method(
    'all',
    'p.all(x, condition)',
    'True if the condition holds for every item, or every instance of a process.',
  ),
  method('exists', 'p.exists(x, condition)', 'True if the condition holds for at least one.'),
  method('exists_one', 'p.exists_one(x, condition)', 'True if the condition holds for exactly one.'),
  method('filter', 'list.filter(x, condition)', 'The items for which the condition holds.'),
  method('map', 'list.map(x, value)', 'The value worked out for each item.'),
  method('at', 'p.at("step")', 'How many instances of a process stand at a step.'),
  method('size', 'x.size()', 'The same as `size(x)`.'),
  method('startsWith', 'text.startsWith(other)', 'True if a text begins with another.'),
  method('endsWith', 'text.endsWith(other)', 'True if a text ends with another.'),
  method('contains', 'text.contains(other)', 'True if a text has another in it.'),
];

/** What a schema says of one key. */
export interface KeyDoc {
  readonly name: string;
  readonly description: string;
  /** Words that its value may be, where it has a fixed choice. */
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

/** Keys of one kind of YAML and what they mean, read from its schema. */
export class Vocabulary {
  readonly #root: Schema;

  constructor(schema: z.ZodType) {
    this.#root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema;
  }

  /** Keys that a map at a path may have. */
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

  /** What the schema says of the last key of a path; null where that is a name of the author's. */
  docAt(path: readonly PathKey[]): KeyDoc | null {
    const name = path.at(-1);
    if (typeof name !== 'string') return null;
    return this.keysAt(path.slice(0, -1)).find((key) => key.name === name) ?? null;
  }

  /** Words that a value at a path may be. */
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

  /** Every form that a value at a path may have. */
  #at(path: readonly PathKey[]): Schema[] {
    let forms = this.#forms(this.#root);
    for (const key of path) {
      forms = forms.flatMap((form) => this.#below(form, key)).flatMap((schema) => this.#forms(schema));
    }
    return forms;
  }

  #below(schema: Schema, key: PathKey): Schema[] {
    if (typeof key === 'number') return typeof schema.items === 'object' ? [schema.items] : [];
    const property = schema.properties?.[key];
    if (property !== undefined) return [property];
    return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  }

  /** A schema taken apart where it says "one of these"; references are followed. */
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

/** Vocabularies of what authors write, each made when it is first asked for. */
export function createVocabularies(): Readonly<Record<'scenario' | 'front-matter', () => Vocabulary>> {
  const once = (schema: z.ZodType): (() => Vocabulary) => {
    let made: Vocabulary | null = null;
    return () => {
      made ??= new Vocabulary(schema);
      return made;
    };
  };
  return { scenario: once(scenarioSchema), 'front-matter': once(incidentSchema) };
}

export type Vocabularies = ReturnType<typeof createVocabularies>;

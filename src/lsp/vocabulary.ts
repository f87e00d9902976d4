import { z } from 'zod';
import { incidentSchema } from '../incident/incident.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import type { PathKey } from '../yaml/node.ts';

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

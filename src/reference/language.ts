import { type InputName, inputSchema, type Schema } from './schemas.ts';

/** A key of a map, as the reference shows it. */
export interface KeyEntry {
  readonly key: string;
  readonly required: boolean;
  readonly description: string;
  /** Values that it takes, where they are few and fixed. */
  readonly choices: readonly string[];
  /** What holds where it is left out, as JSON; null where nothing does. */
  readonly fallback: string | null;
  /** Values as they are written, as JSON. */
  readonly examples: readonly string[];
}

/** The keys of one map of the language, by where that map stands. */
export interface KeyGroup {
  /** Such as `processes.<name>.steps[]`; empty for the outermost map. */
  readonly path: string;
  readonly keys: readonly KeyEntry[];
}

/** Keys of each map that authors write, from the outermost inwards. A map that stands in itself is listed once. */
export function keyGroups(name: InputName): KeyGroup[] {
  const root = inputSchema(name);
  const groups: KeyGroup[] = [];
  const seen = new Set<string>();
  const open = new Set<Schema>();
  const visit = (schema: Schema, path: string): void => {
    // A value that holds values like itself, such as a list of lists, says nothing new further inside.
    const parts = partsIn(schema, root).filter((part) => !open.has(part));
    for (const part of parts) open.add(part);
    visitParts(parts, path);
    for (const part of parts) open.delete(part);
  };
  const visitParts = (parts: readonly Schema[], path: string): void => {
    const maps = parts.filter(({ properties }) => properties !== undefined);
    const own = maps.flatMap((map) => keysOf(map, root));
    const mark = JSON.stringify(own.map(({ key }) => key));
    if (own.length > 0 && !seen.has(mark)) {
      seen.add(mark);
      groups.push({ path, keys: firstOfEach(own) });
      for (const map of maps) {
        for (const [key, value] of Object.entries(map.properties ?? {})) {
          visit(value, path === '' ? key : `${path}.${key}`);
        }
      }
    }
    for (const part of parts) {
      if (typeof part.items === 'object') visit(part.items, `${path}[]`);
      if (typeof part.additionalProperties === 'object' && part.properties === undefined) {
        visit(part.additionalProperties, path === '' ? '<name>' : `${path}.<name>`);
      }
    }
  };
  visit(root, '');
  return groups;
}

function keysOf(map: Schema, root: Schema): KeyEntry[] {
  return Object.entries(map.properties ?? {}).map(([key, schema]) => ({
    key,
    required: map.required?.includes(key) === true,
    description: schema.description ?? '',
    choices: choicesOf(schema, root),
    fallback: schema.default === undefined || schema.default === null ? null : JSON.stringify(schema.default),
    examples: (schema.examples ?? []).map((example) =>
      typeof example === 'string' ? example : JSON.stringify(example),
    ),
  }));
}

/** Of unions, the words of all branches. Long lists, such as those of all keys, say nothing. */
function choicesOf(schema: Schema, root: Schema): string[] {
  const words = partsIn(schema, root).flatMap((part) =>
    part.const !== undefined ? [String(part.const)] : (part.enum ?? []).map(String),
  );
  return words.length > 12 ? [] : words;
}

/** A key that stands in several branches of a union is listed once, with the words of all of them. */
function firstOfEach(keys: readonly KeyEntry[]): KeyEntry[] {
  const first = keys.filter(({ key }, i) => keys.findIndex((one) => one.key === key) === i);
  return first.map((one) => {
    const choices = keys.filter(({ key }) => key === one.key).flatMap((same) => same.choices);
    return { ...one, choices: [...new Set(choices)] };
  });
}

/** The schema itself or the branches of its union, references followed. */
function partsIn(schema: Schema, root: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.split('/').at(-1)!];
    return target === undefined ? [] : partsIn(target, root);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return branches.length === 0 ? [schema] : branches.flatMap((branch) => partsIn(branch, root));
}

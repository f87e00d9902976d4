import { javaScriptText, yamlText } from './example-text.ts';
import { CONFIGURATION_NOTES, CONFIGURATION_RULES, CONFIGURATION_TEXTS } from './keys/configuration.ts';
import type { KeyNotes, MapRules } from './keys/note.ts';
import { PROCESS_NOTES, PROCESS_RULES } from './keys/processes.ts';
import { SCENARIO_NOTES, SCENARIO_RULES } from './keys/scenario.ts';
import { SERVICE_NOTES, SERVICE_RULES } from './keys/services.ts';
import {
  FRONT_MATTER_NOTES,
  FRONT_MATTER_RULES,
  GUIDE_NOTES,
  TIMELINE_NOTES,
  TIMELINE_RULES,
} from './keys/write-up.ts';
import { type InputName, inputSchema, type Schema } from './schemas.ts';

/** One key in a map, with everything the reference says about it. Strings may contain code in backticks. */
export interface KeyEntry {
  readonly key: string;
  readonly required: boolean;
  readonly description: string;
  /** The type in words. Example: `duration or expression`. */
  readonly type: string;
  /** All allowed values, if the list is short and fixed. */
  readonly choices: readonly string[];
  /** The default; empty for a required key. */
  readonly fallback: string;
  /** Values on one line, as authors write them. */
  readonly examples: readonly string[];
}

/** Keys that a map shares with another map. They're described only in the other map's group. */
export interface SharedKeys {
  readonly path: string;
  readonly keys: readonly string[];
}

/** The keys in one map. */
export interface KeyGroup {
  /** The map's path. Example: `processes.<name>.steps[]`. Empty for the outermost map. */
  readonly path: string;
  readonly keys: readonly KeyEntry[];
  /** Which keys are required and which are mutually exclusive, or null. */
  readonly rule: string | null;
  readonly shared: readonly SharedKeys[];
  /** Other paths where the same map is allowed. */
  readonly also: readonly string[];
}

/** Details that an input's schema doesn't contain. */
interface Notes {
  readonly notes: KeyNotes;
  readonly rules: MapRules;
  /** Descriptions for keys whose schema has none. */
  readonly texts?: Readonly<Record<string, string>>;
  /** How to write examples. Default: as YAML. */
  readonly write?: (value: unknown) => string;
}

const NOTES: Readonly<Record<InputName, Notes>> = {
  scenario: {
    notes: { ...SCENARIO_NOTES, ...PROCESS_NOTES, ...SERVICE_NOTES },
    rules: { ...SCENARIO_RULES, ...PROCESS_RULES, ...SERVICE_RULES },
    texts: { 'processes.<name>.steps[].delay.dist': 'How the duration is drawn.' },
  },
  'front-matter': { notes: FRONT_MATTER_NOTES, rules: FRONT_MATTER_RULES },
  timeline: { notes: TIMELINE_NOTES, rules: TIMELINE_RULES },
  guide: { notes: GUIDE_NOTES, rules: {} },
  configuration: {
    notes: CONFIGURATION_NOTES,
    rules: CONFIGURATION_RULES,
    texts: CONFIGURATION_TEXTS,
    write: javaScriptText,
  },
};

/** Paths with notes and rules for an input. A test compares them with its schema. */
export function notedPaths(name: InputName): { notes: string[]; rules: string[] } {
  return { notes: Object.keys(NOTES[name].notes), rules: Object.keys(NOTES[name].rules) };
}

/** If a map shares at least this many keys with an earlier map, the shared keys aren't described again. */
const SHARED_KEYS = 4;

/** The keys in each of an input's maps, outermost first. A map that is allowed at several paths is listed once. */
export function keyGroups(name: InputName): KeyGroup[] {
  const walk = new Walk(inputSchema(name), NOTES[name]);
  walk.visit(walk.root, '');
  return walk.groups.map(({ also, ...group }) => ({ ...group, also: [...also] }));
}

class Walk {
  readonly root: Schema;
  readonly groups: (Omit<KeyGroup, 'also'> & { readonly also: Set<string> })[] = [];
  private readonly known: Notes;
  /** Groups keyed by the shape of their maps. */
  private readonly byShape = new Map<string, { also: Set<string>; path: string }>();
  /** The path at which each key is described, keyed by the key's schema. */
  private readonly described = new Map<string, string>();
  /** Schemas being visited. A recursive schema isn't visited again inside itself. */
  private readonly open = new Set<Schema>();

  constructor(root: Schema, known: Notes) {
    this.root = root;
    this.known = known;
  }

  visit(schema: Schema, path: string): void {
    const parts = partsIn(schema, this.root).filter((part) => !this.open.has(part));
    for (const part of parts) this.open.add(part);
    const maps = parts.filter(
      (part) => part.properties !== undefined && (path === 'const.<name>' || !isQuantity(part)),
    );
    if (maps.length > 0) this.visitMaps(maps, path);
    for (const part of parts) {
      if (typeof part.items === 'object') this.visit(part.items, `${path}[]`);
      if (typeof part.additionalProperties === 'object' && part.properties === undefined) {
        this.visit(part.additionalProperties, path === '' ? '<name>' : `${path}.<name>`);
      }
    }
    for (const part of parts) this.open.delete(part);
  }

  /** @param maps the map's alternative forms, if it's a union */
  private visitMaps(maps: readonly Schema[], path: string): void {
    const shape = JSON.stringify(maps.map(({ properties }) => properties));
    const same = this.byShape.get(shape);
    if (same !== undefined) {
      if (same.path !== path && !path.includes('.either[].')) same.also.add(path);
    } else this.addGroup(maps, path, shape);
    for (const map of maps) {
      for (const [key, value] of Object.entries(map.properties ?? {})) this.visit(value, joined(path, key));
    }
  }

  private addGroup(maps: readonly Schema[], path: string, shape: string): void {
    const keys = new Set(maps.flatMap(({ properties }) => Object.keys(properties ?? {})));
    const shared = this.sharedKeys(maps, path);
    const elsewhere = new Set(shared.flatMap((one) => one.keys));
    const also = new Set<string>();
    this.byShape.set(shape, { also, path });
    this.groups.push({
      path,
      keys: [...keys].filter((key) => !elsewhere.has(key)).map((key) => this.entry(maps, path, key)),
      rule: this.known.rules[path] ?? null,
      shared,
      also,
    });
  }

  private sharedKeys(maps: readonly Schema[], path: string): SharedKeys[] {
    const found = new Map<string, string[]>();
    for (const [key, schema] of maps.flatMap(({ properties }) => Object.entries(properties ?? {}))) {
      const look = `${key} ${JSON.stringify(schema)}`;
      const first = this.described.get(look);
      if (first === undefined) this.described.set(look, path);
      else if (first !== path) found.set(first, [...(found.get(first) ?? []), key]);
    }
    return [...found].flatMap(([at, keys]) =>
      keys.length < SHARED_KEYS ? [] : [{ path: at, keys: [...new Set(keys)] }],
    );
  }

  private entry(maps: readonly Schema[], path: string, key: string): KeyEntry {
    const at = joined(path, key);
    const note = this.known.notes[at];
    const schemas = maps.flatMap(({ properties }) => properties?.[key] ?? []);
    const required = maps.every((map) => map.required?.includes(key) === true);
    const first = schemas[0]!;
    const examples = first.examples ?? note?.examples ?? [];
    const description = schemas.find((schema) => schema.description !== undefined)?.description;
    return {
      key,
      required,
      description: description ?? this.known.texts?.[at] ?? '',
      type: note?.type ?? '',
      choices: [...new Set(schemas.flatMap((schema) => choicesOf(schema, this.root)))],
      fallback: required ? '' : (note?.fallback ?? ''),
      examples: examples.map(this.known.write ?? yamlText),
    };
  }
}

/** True for `{ value, basis, source, range }`, which is described once, since any number can be written this way. */
function isQuantity({ properties = {} }: Schema): boolean {
  const keys = Object.keys(properties);
  return keys.length === 4 && ['value', 'basis', 'source', 'range'].every((key) => keys.includes(key));
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** A schema's allowed values if all of them are fixed words; otherwise empty. */
function choicesOf(schema: Schema, root: Schema): string[] {
  const parts = partsIn(schema, root).filter(({ type }) => type !== 'null');
  const words = parts.map((part) => (part.const !== undefined ? [part.const] : part.enum));
  return words.some((some) => some === undefined) ? [] : words.flatMap((some) => some!.map(String));
}

/** The schema itself, or the branches of its union, with references resolved. */
function partsIn(schema: Schema, root: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.split('/').at(-1)!];
    return target === undefined ? [] : partsIn(target, root);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return branches.length === 0 ? [schema] : branches.flatMap((branch) => partsIn(branch, root));
}

import { z } from 'zod';
import { entryOf, type MapNode, type PathKey, type YamlNode } from '../../yaml/node.ts';
import { LONG_FORM } from '../../yaml/validate.ts';
import { FITTED } from './fitted.ts';

/** Where a number comes from. Constants, variables and all other numbers have these keys. */
export const provenance = {
  range: z
    .array(z.union([z.string(), z.number()]))
    .length(2)
    .optional()
    .meta({
      description:
        'The lowest and highest plausible value. `simulate.draws` draws constants from this range. Without a range, a constant is fixed.',
      examples: [
        ['5m', '20m'],
        [0.1, 0.4],
      ],
    }),
  basis: z
    .string()
    .refine((text) => text === 'assumed' || text === 'sourced' || FITTED.test(text), {
      error: 'must be `assumed`, `sourced`, `fitted: observed.id` or `fitted: series.name`',
      params: { hint: "write assumed, sourced, or 'fitted: observed.recovered'" },
    })
    .optional()
    .meta({
      description:
        'Where the number comes from: `assumed`; `sourced`, if it comes from `source`; or `fitted: observed.id` or `fitted: series.name`, if you chose it to make the run match that observed entry or series (a match then doesn’t count as a prediction). `fitted: series.name[start..end]` names the part of the series that you used: the rest still counts. Each end is an entry or a time, or is left out. By default, `sourced` if there is a `source`, otherwise `assumed`.',
      default: 'assumed',
      examples: [
        'assumed',
        'sourced',
        'fitted: observed.recovered',
        'fitted: series.error_ratio[..mitigated]',
      ],
    }),
  source: z
    .string()
    .optional()
    .meta({
      description: 'URL or name of the source for the number.',
      examples: ['https://status.example.com/incidents/42'],
    }),
};

/** `{ value, basis, source, range }` with a value as `schema` describes it. Parses to just the value. */
export const withProvenance = <S extends z.ZodType>(schema: S) =>
  z
    .strictObject(
      {
        value: schema.meta({
          description: 'The number, written as it would be without a source.',
          examples: [],
        }),
        ...provenance,
      },
      LONG_FORM,
    )
    .transform((written) => (written as { readonly value: z.output<S> }).value);

/** A number as `schema` describes it, or the same number with its basis. */
export const quantity = <S extends z.ZodType>(schema: S) => {
  // A union nested in a union would hide which branch is the closest match.
  const forms = schema instanceof z.ZodUnion ? (schema.options as readonly S[]) : [schema];
  return z.union([...forms, withProvenance(schema)]);
};

/** A map that says where a number comes from. */
export interface Sourced {
  readonly node: MapNode;
  /** The key that holds the number. */
  readonly key: 'value' | 'init';
}

/**
 * Replaces each `{ value, basis, source, range }` with its value, so that only `checkSources` has to handle them.
 *
 * @param parsed the schema's output for `root`, which has just the values
 */
export function withoutSources(root: YamlNode, parsed: unknown): { root: YamlNode; sourced: Sourced[] } {
  const sourced: Sourced[] = [];
  const visit = (node: YamlNode, value: unknown, path: readonly PathKey[]): YamlNode => {
    if (node.kind === 'scalar') return node;
    const isObject = typeof value === 'object' && value !== null;
    if (node.kind === 'list') {
      const items = node.items.map((item, i) => visit(item, (value as unknown[])[i], [...path, i]));
      return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
    }
    const inner = entryOf(node, 'value')?.value;
    const isReplaced = !isObject || node.entries.some(({ key }) => !Object.hasOwn(value, key));
    if (inner !== undefined && isReplaced) {
      sourced.push({ node, key: 'value' });
      return visit(inner, value, path);
    }
    if (isVariable(path) && KEYS.some((key) => entryOf(node, key) !== undefined)) {
      sourced.push({ node, key: 'init' });
    }
    const entries = node.entries.map((entry) => {
      const next = visit(entry.value, isObject ? (value as never)[entry.key] : undefined, [
        ...path,
        entry.key,
      ]);
      return next === entry.value ? entry : { ...entry, value: next };
    });
    return entries.every((entry, i) => entry === node.entries[i]) ? node : { ...node, entries };
  };
  return { root: visit(root, parsed, []), sourced };
}

const KEYS = Object.keys(provenance);

function isVariable([section, name, local, own]: readonly PathKey[]): boolean {
  return section === 'state'
    ? name !== undefined && local === undefined
    : local === 'local' && own !== undefined;
}

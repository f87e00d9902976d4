import { z } from 'zod';
import { childOf, type MapEntry, type YamlNode } from '../yaml/node.ts';
import { doc } from './key-doc.ts';

/*
 * Visibility rules. Everything is internal unless it's marked public, and a part is public only if everything around it
 * is. The public edition is extracted from the YAML nodes before they become values, so nothing internal reaches a page
 * or a run. A page sets `visibility: public` and lists its public parts under `public:`; list items set `visibility`
 * and `internal`.
 */

/** An edition of a site: `internal` contains everything; `public` contains only what is marked public. */
export type Edition = 'internal' | 'public';

/** The parts of a page that the edition shows. */
export interface Shown {
  /** True if the page is in the edition. */
  readonly page: boolean;
  /**
   * True if a field, or `body`, `timeline`, `scenarios` or `series`, is public by default. Its items may override this.
   */
  shows(part: string): boolean;
}

/** Used for the internal edition, in which everything is visible. */
export const EVERYTHING: Shown = { page: true, shows: () => true };

/** Used for a public page whose front matter can't be read, so nothing is visible. */
export const NOTHING: Shown = { page: false, shows: () => false };

/** Parts of a page other than front matter fields. */
const BODY_PARTS = ['body', 'timeline', 'scenarios', 'series'] as const;

/** An item's `visibility`; null if it's inherited from the list. */
export const itemVisibility = z
  .enum(['internal', 'public'])
  .nullable()
  .default(null)
  .meta(doc('Who can read this item. Defaults to the setting for its list in `public`.', 'internal'));

/** Schema for `public:` on a page with these fields. */
export function publicParts(fields: readonly string[]) {
  return z
    .union([z.literal('everything'), z.array(z.enum([...fields, ...BODY_PARTS]))])
    .nullable()
    .default([])
    .transform((parts) => parts ?? []);
}

/** Schema for `internal:` on a page or item: keys that the public edition leaves out although the rest is public. */
export function internalKeys<const K extends string>(keys: readonly K[], example: K = keys.at(-1)!) {
  return z
    .array(z.enum(keys))
    .nullable()
    .default([])
    .transform((given) => given ?? [])
    .meta(doc('Keys to leave out of the public edition, even though the rest is public.', [example]));
}

/** Text, optionally with a separate visibility: `{ text, visibility }`. */
export const markedText = z.union([
  z.string().min(1),
  z
    .strictObject({
      text: z.string().min(1).meta(doc('The text.', 'Why did the health check pass?')),
      visibility: itemVisibility,
    })
    .transform(({ text }) => text),
]);

/** Reads a page's visibility from its front matter. */
export function shownOf(root: YamlNode): Shown {
  const page = visibilityOf(root) === 'public';
  const parts = childOf(root, 'public');
  const all = scalarOf(parts) === 'everything';
  const named = new Set(parts?.kind === 'list' ? parts.items.map(scalarOf) : []);
  const internal = new Set(keysMarkedInternal(root));
  return { page, shows: (part) => page && !internal.has(part) && (all || named.has(part)) };
}

/**
 * Removes internal parts from front matter.
 *
 * @param always keys that a public page always shows
 */
export function publicFront(root: YamlNode, shown: Shown, always: readonly string[]): YamlNode {
  if (root.kind !== 'map') return root;
  const entries = root.entries.flatMap((entry): MapEntry[] => {
    const { key, value } = entry;
    if (always.includes(key)) return [entry];
    if (key === 'public' || key === 'internal') return [];
    const shows = shown.shows(key);
    if (value.kind !== 'list') return shows ? [entry] : [];
    const cut = publicItems(value, shows);
    return cut.kind === 'list' && cut.items.length > 0 ? [{ ...entry, value: cut }] : [];
  });
  return { ...root, entries };
}

/** Removes internal items from a list. Public items lose the keys listed under their `internal`. */
export function publicItems(list: YamlNode, shows: boolean): YamlNode {
  if (list.kind !== 'list') return list;
  const items = list.items.filter((item) => isPublic(item, shows)).map(withoutInternalKeys);
  return { ...list, items };
}

/** True if an item is public according to its own `visibility` or, by default, `shows`. */
export function isPublic(item: YamlNode, shows: boolean): boolean {
  const own = visibilityOf(item);
  return own === undefined || own === null ? shows : own === 'public';
}

function withoutInternalKeys(item: YamlNode): YamlNode {
  if (item.kind !== 'map') return item;
  const dropped = [...keysMarkedInternal(item), 'internal'];
  return { ...item, entries: item.entries.filter(({ key }) => !dropped.includes(key)) };
}

function keysMarkedInternal(map: YamlNode): unknown[] {
  const keys = childOf(map, 'internal');
  return keys?.kind === 'list' ? keys.items.map(scalarOf) : [];
}

function visibilityOf(map: YamlNode): unknown {
  return scalarOf(childOf(map, 'visibility'));
}

function scalarOf(node: YamlNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}

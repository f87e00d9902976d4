import { z } from 'zod';
import { childOf, type MapEntry, type YamlNode } from '../yaml/node.ts';

/*
 * Who may read what. Everything is internal unless its author says that it is public, and a thing is public only if all
 * that it stands in is. The public edition is cut out of the nodes of the text, before they become values: what is
 * internal never reaches a page, a run or a file.
 *
 * A page says `visibility: public`; then `public:` names what of it is public (fields, `body`, `timeline`, `scenarios`),
 * or `everything`. Items of lists say it for themselves with `visibility`, and hold back single values with `internal:`.
 */

/** An edition of a site: `internal` holds everything, `public` what is marked so. */
export type Edition = 'internal' | 'public';

/** What a page says of itself. */
export interface Shown {
  /** Whether the page is in the public edition at all. */
  readonly page: boolean;
  /** Whether a field, or `body`, `timeline` or `scenarios`, is public where its items do not say otherwise. */
  shows(part: string): boolean;
}

/** For the internal edition: nothing is held back. */
export const EVERYTHING: Shown = { page: true, shows: () => true };

/** Where nothing is known to be public. */
export const NOTHING: Shown = { page: false, shows: () => false };

/** Parts of a page that are no fields of its front matter. */
export const BODY_PARTS = ['body', 'timeline', 'scenarios'] as const;

/** `visibility` of an item; null leaves it to what `public:` says of its list. */
export const itemVisibility = z
  .enum(['internal', 'public'])
  .nullable()
  .default(null)
  .describe('Who may read this item, where it differs from its list.');

/** `public:` of a page with these fields. */
export function publicParts(fields: readonly string[]) {
  return z
    .union([z.literal('everything'), z.array(z.enum([...fields, ...BODY_PARTS]))])
    .nullable()
    .default(null)
    .transform((parts) => parts ?? []);
}

/** `internal:` of an item: keys of it that the public edition leaves out though the item is public. */
export function heldBack<const K extends string>(keys: readonly K[]) {
  return z
    .array(z.enum(keys))
    .nullable()
    .default(null)
    .transform((held) => held ?? []);
}

/** A text, or a text with a visibility of its own: `{ text, visibility }`. */
export const markedText = z.union([
  z.string().min(1),
  z
    .strictObject({
      text: z.string().min(1).describe('The text itself.'),
      visibility: itemVisibility,
    })
    .transform(({ text }) => text),
]);

/** Reads what a page's front matter says of its visibility. */
export function shownOf(root: YamlNode): Shown {
  const page = visibilityOf(root) === 'public';
  const parts = childOf(root, 'public');
  const all = scalarOf(parts) === 'everything';
  const named = new Set(parts?.kind === 'list' ? parts.items.map(scalarOf) : []);
  const held = new Set(heldKeys(root));
  return { page, shows: (part) => page && !held.has(part) && (all || named.has(part)) };
}

/**
 * Front matter without what is internal.
 *
 * @param always keys that a public page can't do without
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

/** A list without its internal items, and public items without the values that they hold back. */
export function publicItems(list: YamlNode, shows: boolean): YamlNode {
  if (list.kind !== 'list') return list;
  const items = list.items.filter((item) => isPublic(item, shows)).map(withoutHeld);
  return { ...list, items };
}

/** What a map says of itself counts; else what is said of all. */
export function isPublic(item: YamlNode, shows: boolean): boolean {
  const own = visibilityOf(item);
  return own === undefined || own === null ? shows : own === 'public';
}

function withoutHeld(item: YamlNode): YamlNode {
  if (item.kind !== 'map') return item;
  const held = [...heldKeys(item), 'internal'];
  return { ...item, entries: item.entries.filter(({ key }) => !held.includes(key)) };
}

function heldKeys(map: YamlNode): unknown[] {
  const held = childOf(map, 'internal');
  return held?.kind === 'list' ? held.items.map(scalarOf) : [];
}

function visibilityOf(map: YamlNode): unknown {
  return scalarOf(childOf(map, 'visibility'));
}

function scalarOf(node: YamlNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}

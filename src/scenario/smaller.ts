import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { entryOf, type MapEntry, type MapNode, type YamlNode } from '../yaml/node.ts';
import * as say from './diagnostics.ts';
import { applyVariant, type Patched } from './variant.ts';

/**
 * The model that a search takes, where `explore` asks for a smaller one: `instances` gives a process fewer instances (of
 * named ones the first), `const` gives constants other values. Null where it asks for none.
 */
export function smallerForSearch(source: SourceText, root: YamlNode): Patched | null {
  if (root.kind !== 'map') return null;
  const asked = entryOf(root, 'explore')?.value;
  const counts = entriesOf(asked, 'instances');
  const constants = entriesOf(asked, 'const');
  if (counts.length + constants.length === 0) return null;
  const diagnostics: Diagnostic[] = [];
  const patches: MapEntry[] = constants.map((entry) => ({ ...entry, key: `const.${entry.key}` }));
  for (const entry of counts) {
    const value = fewer(root, entry);
    if (value === null)
      diagnostics.push(say.fewerInstances(source.spanAt(entry.value.start, entry.value.end), entry.key));
    else patches.push({ ...entry, key: `${entry.key}.instances`, value });
  }
  const map: MapNode = { kind: 'map', start: root.start, end: root.end, flow: false, entries: patches };
  const patched = applyVariant(source, root, map);
  const written = patches.map(({ key, value }) => ({ path: key, value: textOf(source, value) }));
  return { ...patched, patches: written, diagnostics: [...diagnostics, ...patched.diagnostics] };
}

function entriesOf(node: YamlNode | undefined, key: string): readonly MapEntry[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'map' ? value.entries : [];
}

/** The instances of a process, as many as asked for; null if it has fewer. */
function fewer(root: MapNode, { key, value }: MapEntry): YamlNode | null {
  const count = value.kind === 'scalar' ? Number(value.value) : Number.NaN;
  const process = entryOf(entryOf(root, 'processes')?.value, key)?.value;
  // A process that there is not, and a count that is no number, are told by what checks them.
  if (process === undefined || !(count >= 1)) return value;
  const own = entryOf(process, 'instances')?.value;
  if (own === undefined) return count === 1 ? value : null;
  if (own.kind === 'scalar') return Number(own.value) >= count ? value : null;
  const items = own.kind === 'list' ? own.items : own.entries;
  if (items.length < count) return null;
  return own.kind === 'list'
    ? { ...own, items: own.items.slice(0, count) }
    : { ...own, entries: own.entries.slice(0, count) };
}

function textOf(source: SourceText, node: YamlNode): string {
  if (node.kind === 'scalar') return String(node.value);
  const parts = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  const names =
    node.kind === 'list'
      ? parts.map((part) => source.text.slice(part.start, part.end))
      : node.entries.map(({ key }) => key);
  return `[${names.join(', ')}]`;
}

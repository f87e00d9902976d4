import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import { entryOf, type MapEntry, type MapNode, type Range, type YamlNode } from '../../yaml/node.ts';
import { UNSAFE_KEYS } from '../../yaml/read.ts';
import { nearest } from '../../yaml/suggest.ts';
import * as say from './diagnostics.ts';

/** The scenario's nodes after patching, with diagnostics for invalid paths. */
interface Patched {
  readonly root: YamlNode;
  readonly patches: { path: string; value: string }[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Applies a variant's patches. Patched nodes keep their positions under `variants`, so diagnostics point there. The
 * value `null` removes a key.
 */
export function applyVariant(source: SourceText, base: MapNode, variant: MapNode): Patched {
  const diagnostics: Diagnostic[] = [];
  const patches: { path: string; value: string }[] = [];
  let root = base;
  for (const { key, keyRange, value } of variant.entries) {
    patches.push({ path: key, value: writtenAs(source, value) });
    try {
      root = patchAlong(root, key, value, keyRange);
    } catch (error) {
      if (!(error instanceof NoSuchPath)) throw error;
      const span = source.spanAt(keyRange.start, keyRange.end);
      diagnostics.push(say.patchPath(span, key, error.message, error.near));
    }
  }
  return { root, patches, diagnostics };
}

/**
 * The smaller model to search if `explore` asks for one, otherwise null. `instances` keeps only a process's first
 * instances, and `const` changes constants.
 */
export function smallerForSearch(source: SourceText, root: YamlNode): Patched | null {
  if (root.kind !== 'map') return null;
  const settings = entryOf(root, 'explore')?.value;
  const counts = entriesOf(settings, 'instances');
  const constants = entriesOf(settings, 'const');
  if (counts.length + constants.length === 0) return null;
  const diagnostics: Diagnostic[] = [];
  const patches: MapEntry[] = constants.map((entry) => ({ ...entry, key: `const.${entry.key}` }));
  for (const entry of counts) {
    const value = fewer(root, constants, entry);
    if (value === null)
      diagnostics.push(say.fewerInstances(source.spanAt(entry.value.start, entry.value.end), entry.key));
    else patches.push({ ...entry, key: `${entry.key}.instances`, value });
  }
  const map: MapNode = { kind: 'map', start: root.start, end: root.end, flow: false, entries: patches };
  const patched = applyVariant(source, root, map);
  const written = patches.map(({ key, value }) => ({ path: key, value: textOf(source, value) }));
  return { ...patched, patches: written, diagnostics: [...diagnostics, ...patched.diagnostics] };
}

/**
 * The first instances of a process, or null if it has fewer than requested.
 *
 * @param searched constants for the search, which replace the scenario's own constants
 */
function fewer(root: MapNode, searched: readonly MapEntry[], { key, value }: MapEntry): YamlNode | null {
  const sizeOf = (node: YamlNode): number => {
    if (node.kind !== 'scalar') return Number.NaN;
    if (typeof node.value !== 'string') return Number(node.value);
    const { value: name } = node;
    const own = searched.find((entry) => entry.key === name)?.value;
    const constant = own ?? entryOf(entryOf(root, 'const')?.value, name)?.value;
    const found = constant?.kind === 'map' ? entryOf(constant, 'value')?.value : constant;
    return found?.kind === 'scalar' ? Number(found.value) : Number.NaN;
  };
  const count = sizeOf(value);
  const process = entryOf(entryOf(root, 'processes')?.value, key)?.value;
  // An unknown process or an invalid count is reported elsewhere.
  if (process === undefined || !(count >= 1)) return value;
  const written = entryOf(process, 'instances')?.value;
  const own = plainSize(written);
  const number: YamlNode = { ...value, kind: 'scalar', value: count, raw: String(count) };
  if (own === undefined) return count === 1 ? number : null;
  if (own.kind === 'scalar') return sizeOf(own) < count ? null : number;
  const items = own.kind === 'list' ? own.items : own.entries;
  if (items.length < count) return null;
  return own.kind === 'list'
    ? { ...own, items: own.items.slice(0, count) }
    : { ...own, entries: own.entries.slice(0, count) };
}

/** The number of instances, without `basis` and `source`. */
function plainSize(instances: YamlNode | undefined): YamlNode | undefined {
  const value = entryOf(instances, 'value')?.value;
  return value?.kind === 'scalar' ? value : instances;
}

function entriesOf(node: YamlNode | undefined, key: string): readonly MapEntry[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'map' ? value.entries : [];
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

function writtenAs(source: SourceText, node: YamlNode): string {
  if (node.kind === 'scalar') return node.value === null ? 'removed' : String(node.value);
  return source.text.slice(node.start, node.end).replace(/\s+/g, ' ').trim();
}

/** Explains why a path is invalid. Returns null for a valid path. */
export function tryPath(base: MapNode, path: string): { message: string; near: string | null } | null {
  const value: YamlNode = { kind: 'scalar', value: 0, raw: '0', start: base.start, end: base.end };
  try {
    patchAlong(base, path, value, base);
    return null;
  } catch (error) {
    if (!(error instanceof NoSuchPath)) throw error;
    return error;
  }
}

/** Thrown in this file for an invalid path. */
class NoSuchPath extends Error {
  readonly near: string | null;
  constructor(message: string, near: string | null) {
    super(message);
    this.near = near;
  }
}

function patchAlong(root: MapNode, path: string, value: YamlNode, at: Range): MapNode {
  const parts = path.split('.');
  for (const part of parts) {
    if (UNSAFE_KEYS.has(part)) throw new NoSuchPath(`\`${part}\` isn't allowed as a key`, null);
  }
  return patchRoot(root, parts, value, at);
}

/** Sections whose names are chosen by the author. Variants can't add names. */
const NAMED = new Set([
  'const',
  'state',
  'let',
  'processes',
  'channels',
  'services',
  'marks',
  'measure',
  'outcomes',
  'observed',
  'invariants',
  'reachable',
  'step_invariants',
  'eventually',
  'always_eventually',
  'eventually_always',
  'holds_until',
]);

function patchRoot(root: MapNode, path: readonly string[], value: YamlNode, at: Range): MapNode {
  const [first, ...rest] = path as [string, ...string[]];
  const sections = ['processes', 'services'].flatMap((section) => {
    const map = entryOf(root, section)?.value;
    return map?.kind === 'map' && entryOf(map, first) !== undefined ? [{ section, map }] : [];
  });
  if (sections[0] !== undefined && rest.length > 0) {
    const { section, map } = sections[0];
    const member = entryOf(map, first)!.value;
    const patched =
      section === 'processes' ? patchProcess(member, rest, value, at) : patchNode(member, rest, value, at);
    return withEntry(root, section, withEntry(map, first, patched, at), at);
  }
  if (rest.length > 0 || entryOf(root, first) !== undefined || first === 'until') {
    const entry = entryOf(root, first);
    if (entry === undefined) throw unknownRoot(root, first);
    const [member] = rest;
    if (NAMED.has(first) && member !== undefined && entryOf(entry.value, member) === undefined) {
      throw unknown(member, keysOf(entry.value));
    }
    return withEntry(root, first, patchNode(entry.value, rest, value, at), at);
  }
  throw unknownRoot(root, first);
}

/** Handles an unknown first word. It may be a name without its section, such as `name` instead of `const.name`. */
function unknownRoot(root: MapNode, word: string): NoSuchPath {
  const section = [...NAMED].find((key) => {
    const value = entryOf(root, key)?.value;
    return value !== undefined && entryOf(value, word) !== undefined;
  });
  if (section === undefined) return unknown(word, rootWords(root));
  return new NoSuchPath(`\`${word}\` doesn't exist`, `${section}.${word}`);
}

function rootWords(root: MapNode): string[] {
  const inside = ['processes', 'services'].flatMap((section) => keysOf(entryOf(root, section)?.value));
  return [...inside, ...keysOf(root)];
}

/** Within a process, a path leads to one of its keys or to a step by id, including steps in blocks. */
function patchProcess(process: YamlNode, path: readonly string[], value: YamlNode, at: Range): YamlNode {
  if (process.kind !== 'map') throw new NoSuchPath("the process isn't a map", null);
  const [first, ...rest] = path as [string, ...string[]];
  const steps = entryOf(process, 'steps')?.value;
  if (steps !== undefined && rest.length > 0) {
    const patched = patchStep(steps, first, rest, value, at);
    if (patched !== null) return withEntry(process, 'steps', patched, at);
  }
  const keys = ['instances', 'local', 'let', 'loop', 'atomic', 'fair', 'may_wait', 'steps'];
  if (!keys.includes(first)) {
    if (stepIds(steps).includes(first))
      throw new NoSuchPath(`\`${first}\` is a step, and its keys are patched one by one`, null);
    throw unknown(first, [...stepIds(steps), ...keys]);
  }
  const entry = entryOf(process, first);
  if (entry === undefined && rest.length > 0) throw unknown(first, keysOf(process));
  return withEntry(process, first, entry === undefined ? value : patchNode(entry.value, rest, value, at), at);
}

/** The list of steps with one step patched; null if there is no such step. Also finds steps in `either` and blocks. */
function patchStep(
  steps: YamlNode,
  id: string,
  path: readonly string[],
  value: YamlNode,
  at: Range,
): YamlNode | null {
  if (steps.kind !== 'list') return null;
  let found = false;
  const items = steps.items.map((item): YamlNode => {
    if (found || item.kind !== 'map') return item;
    const own = entryOf(item, 'id')?.value;
    if (own?.kind === 'scalar' && own.value === id) {
      found = true;
      return patchNode(item, path, value, at);
    }
    for (const inner of ['either', 'steps']) {
      const list = entryOf(item, inner)?.value;
      const patched = list === undefined ? null : patchStep(list, id, path, value, at);
      if (patched === null) continue;
      found = true;
      return withEntry(item, inner, patched, at);
    }
    return item;
  });
  return found ? { ...steps, items } : null;
}

/**
 * Patches a node along a path. In a map, the longest sequence of segments that matches a key wins, since keys in `set`
 * contain dots (`self.plan`); the last segment can be a new key. List items are found by `id` or `to`. For a constant
 * with a range or basis, the value is patched.
 */
function patchNode(node: YamlNode, path: readonly string[], value: YamlNode, at: Range): YamlNode {
  if (path.length === 0) {
    const isConstant = node.kind === 'map' && entryOf(node, 'value') !== undefined && value.kind === 'scalar';
    return isConstant ? withEntry(node, 'value', value, at) : value;
  }
  if (node.kind === 'map') {
    for (let length = path.length; length > 0; length--) {
      const key = path.slice(0, length).join('.');
      const entry = entryOf(node, key);
      if (entry !== undefined) {
        return withEntry(node, key, patchNode(entry.value, path.slice(length), value, at), at);
      }
    }
    if (path.length === 1 || path[0] === 'self') return withEntry(node, path.join('.'), value, at);
    throw unknown(path[0]!, keysOf(node));
  }
  if (node.kind === 'list') {
    const index = node.items.findIndex((item) => namesOf(item).includes(path[0]!));
    if (index < 0) throw unknown(path[0]!, node.items.flatMap(namesOf));
    const items = [...node.items];
    items[index] = patchNode(node.items[index]!, path.slice(1), value, at);
    return { ...node, items: items.filter((item) => item.kind !== 'scalar' || item.value !== null) };
  }
  throw new NoSuchPath(`\`${path.join('.')}\` doesn't exist`, null);
}

function namesOf(item: YamlNode): string[] {
  return ['id', 'to'].flatMap((key) => {
    const value = entryOf(item, key)?.value;
    return value?.kind === 'scalar' ? [String(value.value)] : [];
  });
}

function withEntry(map: MapNode, key: string, value: YamlNode, at: Range): MapNode {
  const removed = value.kind === 'scalar' && value.value === null;
  const index = map.entries.findIndex((entry) => entry.key === key);
  const entry: MapEntry = { key, keyRange: map.entries[index]?.keyRange ?? at, value };
  const entries = [...map.entries];
  if (index < 0) {
    if (!removed) entries.push(entry);
  } else if (removed) entries.splice(index, 1);
  else entries[index] = entry;
  return { ...map, entries };
}

function stepIds(steps: YamlNode | undefined): string[] {
  if (steps?.kind !== 'list') return [];
  return steps.items.flatMap((item) => [
    ...namesOf(item).slice(0, 1),
    ...stepIds(entryOf(item, 'either')?.value),
    ...stepIds(entryOf(item, 'steps')?.value),
  ]);
}

function keysOf(node: YamlNode | undefined): string[] {
  return node?.kind === 'map' ? node.entries.map((entry) => entry.key) : [];
}

function unknown(word: string, known: readonly string[]): NoSuchPath {
  return new NoSuchPath(`\`${word}\` doesn't exist`, nearest(word, known));
}

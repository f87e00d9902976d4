import { parseDuration } from '../time/duration.ts';
import { entryOf, type MapEntry, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { RATE } from './schema/services.ts';

/** Keys whose value can be a distribution of durations. */
const DELAYS = new Set(['delay', 'service_time', 'start_time', 'latency', 'lookup_gap']);

/**
 * Replaces each short form by what it stands for, so that everything else has to handle only the long form:
 *
 * - `delay: 1s..5m` is `delay: { dist: uniform, min: 1s, max: 5m }`.
 * - `arrivals: 80/s` is `arrivals: { dist: poisson, rate: 80/s }`.
 * - `calls: [a, { to: [b, c], required: false }]` is a list of three calls, `{ to: a }` and so on.
 *
 * The new nodes have the positions of their texts, so findings, and probes that change a number, find the right place.
 */
export function withLongForms(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map(withLongForms) };
  return { ...node, entries: node.entries.map(longEntry) };
}

function longEntry(entry: MapEntry): MapEntry {
  const { key, value } = entry;
  if (value.kind === 'scalar') return { ...entry, value: longForm(key, value) };
  const long = withLongForms(value);
  if (long.kind !== 'list' || lastOf(key) !== 'calls') return { ...entry, value: long };
  return { ...entry, value: { ...long, items: long.items.flatMap(longCalls) } };
}

/** Keys of a call that several services can share. Numbers can't be shared, since each is counted and probed once. */
const SHARED = new Set(['to', 'required', 'parallel']);

function longCalls(node: YamlNode): YamlNode[] {
  const { start, end } = node;
  if (node.kind === 'scalar') {
    const to: MapEntry = { key: 'to', keyRange: { start, end }, value: node };
    return [{ kind: 'map', start, end, flow: true, entries: [to] }];
  }
  const to = entryOf(node, 'to');
  if (node.kind !== 'map' || to?.value.kind !== 'list') return [node];
  if (!node.entries.every(({ key }) => SHARED.has(key))) return [node];
  return to.value.items.map((value) => ({
    ...node,
    entries: node.entries.map((entry) => (entry === to ? { ...to, value } : entry)),
  }));
}

/** The last part of a key, which is a path in `variants`. */
function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

function longForm(key: string, node: ScalarNode): YamlNode {
  const last = lastOf(key);
  const text = String(node.value);
  if (DELAYS.has(last)) {
    const [, min = '', max = ''] = /^(\S+?)\.\.(\S+)$/.exec(text) ?? [];
    if (parseDuration(min) === null || parseDuration(max) === null) return node;
    return distribution(node, 'uniform', [
      ['min', 0, min.length],
      ['max', min.length + 2, text.length],
    ]);
  }
  return last === 'arrivals' && RATE.test(text)
    ? distribution(node, 'poisson', [['rate', 0, text.length]])
    : node;
}

/** @param parts the keys of the parameters, each with the offsets of its value in the scalar's text */
function distribution(
  node: ScalarNode,
  dist: string,
  parts: readonly (readonly [key: string, from: number, to: number])[],
): YamlNode {
  const { start, end, raw } = node;
  const text = String(node.value);
  // In quotes, the text begins one character later.
  const inside = start + (raw === text ? 0 : 1);
  const keyRange = { start, end };
  return {
    kind: 'map',
    start,
    end,
    flow: true,
    entries: [
      { key: 'dist', keyRange, value: { kind: 'scalar', start, end, value: dist, raw: dist } },
      ...parts.map(([key, from, to]): MapEntry => {
        const value = text.slice(from, to);
        const range = { start: inside + from, end: inside + to };
        return { key, keyRange: range, value: { kind: 'scalar', ...range, value, raw: value } };
      }),
    ],
  };
}

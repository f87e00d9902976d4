import { parseDuration } from '../time/duration.ts';
import type { MapEntry, ScalarNode, YamlNode } from '../yaml/node.ts';
import { ARRIVAL_RATE } from './schema/services.ts';

/** Keys whose value can be a distribution of durations. */
const DELAYS = new Set(['delay', 'service_time', 'start_time', 'latency', 'lookup_gap']);

/**
 * Replaces each short form by what it stands for, so that everything else has to handle only the long form:
 * `delay: 1s..5m` is `{ dist: uniform, min: 1s, max: 5m }`, and `arrivals: 80/s` is `{ dist: poisson, rate: 80/s }`. The
 * new nodes have the positions of their texts, so findings, and probes that change a number, find the right place.
 */
export function withLongForms(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map(withLongForms) };
  return { ...node, entries: node.entries.map(longEntry) };
}

function longEntry(entry: MapEntry): MapEntry {
  const { key, value } = entry;
  return { ...entry, value: value.kind === 'scalar' ? longForm(key, value) : withLongForms(value) };
}

/** @param key a plain key, or a path in `variants` */
function longForm(key: string, node: ScalarNode): YamlNode {
  const last = key.slice(key.lastIndexOf('.') + 1);
  const text = String(node.value);
  if (DELAYS.has(last)) {
    const [, min = '', max = ''] = /^(\S+?)\.\.(\S+)$/.exec(text) ?? [];
    if (parseDuration(min) === null || parseDuration(max) === null) return node;
    return distribution(node, 'uniform', [
      ['min', 0, min.length],
      ['max', min.length + 2, text.length],
    ]);
  }
  return last === 'arrivals' && ARRIVAL_RATE.test(text)
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

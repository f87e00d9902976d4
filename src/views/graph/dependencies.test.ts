import { describe, expect, it } from 'vitest';
import type { Dependency } from '../../result.ts';
import { emptyRun } from '../../tests/support/results/run.ts';
import { blastRadius, dependencyGraph, layoutDependencies } from './layout.ts';

const call = (
  from: string,
  to: string,
  required = true,
  kind: Dependency['kind'] = 'service',
): Dependency => ({
  from,
  to,
  required,
  kind,
});

const CALLS = [
  call('shoppers', 'shop', true, 'load'),
  call('worker', 'store', true, 'process'),
  call('shop', 'store'),
  call('shop', 'ads', false),
  call('ads', 'store'),
  call('store', 'shop', false),
  call('store', 'store'),
];

const SIZE = {
  across: true,
  node: { width: 100, height: 50 },
  gap: { layer: 40, node: 10 },
  margin: 10,
  most: 9,
};

describe('the call graph', () => {
  const graph = dependencyGraph(CALLS, null);

  it('puts callees after callers and detects cycles', () => {
    const layers = Object.fromEntries(graph.nodes.map(({ id, layer }) => [id, layer]));
    expect(layers).toEqual({ shoppers: 0, worker: 0, shop: 1, ads: 2, store: 3 });
    expect(graph.edges.filter(({ back }) => back).map(({ from, to }) => [from, to])).toEqual([
      ['store', 'shop'],
    ]);
    expect(graph.edges).toHaveLength(6);
  });

  it('spreads failure along required calls and only partially along optional ones', () => {
    expect(blastRadius(graph, 'store')).toEqual({ fail: ['shoppers', 'shop', 'worker', 'ads'], part: [] });
    expect(blastRadius(graph, 'ads')).toEqual({ fail: [], part: ['shop'] });
    expect(blastRadius(graph, 'shop')).toEqual({ fail: ['shoppers'], part: ['store'] });
  });

  it('orders services by impact and marks the calls along which it may have spread', () => {
    const [base] = [emptyRun()];
    const service = (name: string, from: number) => ({
      ...({} as (typeof base.services)[number]),
      service: name,
      windows: [{ from, to: null, failed: 1, worstErrorRate: 1 }],
    });
    const hit = dependencyGraph(CALLS, { ...base, services: [service('shop', 20), service('store', 10)] });
    expect(hit.nodes.map(({ id, impact }) => [id, impact?.order ?? null])).toEqual([
      ['shoppers', null],
      ['shop', 2],
      ['worker', null],
      ['store', 1],
      ['ads', null],
    ]);
    expect(hit.edges.filter(({ spread }) => spread).map(({ from, to }) => `${from} ${to}`)).toEqual([
      'shoppers shop',
      'worker store',
      'shop store',
    ]);
  });

  it('places nodes without overlap, inside the drawing', () => {
    for (const size of [SIZE, { ...SIZE, across: false, most: 1 }]) {
      const { nodes, width, height, edges } = layoutDependencies(graph, size);
      for (const a of nodes) {
        expect(a.x >= 0 && a.y >= 0 && a.x + 100 <= width && a.y + 50 <= height).toBe(true);
        for (const b of nodes) {
          if (a !== b) expect(Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 50).toBe(true);
        }
      }
      expect(edges.every(({ points }) => points.length >= 2)).toBe(true);
    }
  });

  it('lays out a cycle without external callers', () => {
    const circle = dependencyGraph([call('a', 'b'), call('b', 'c'), call('c', 'a')], null);
    expect(circle.nodes.map(({ layer }) => layer)).toEqual([0, 1, 2]);
  });
});

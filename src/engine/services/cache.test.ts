import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import type { CacheModel } from '../../model/model.ts';
import type { Run } from '../../result.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';
import { Draws } from '../numbers/random.ts';
import { Zipf } from '../numbers/zipf.ts';
import { run } from '../run.ts';
import { CacheState } from './cache.ts';
import type { ServiceHost } from './host.ts';

const DRAWS = new Draws(7, 0);
const uniform = (n: number): number => {
  DRAWS.block(1, 2, n, 3);
  return DRAWS.first();
};

function zipfWeights(count: number, exponent: number): number[] {
  const weights = Array.from({ length: count }, (_, k) => (k + 1) ** -exponent);
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

describe('the popularity of keys', () => {
  test.each([
    [5, 1],
    [100, 0.7],
    [1000, 1.1],
    [1000, 3],
  ])('of %d keys is Zipf’s law with exponent %f', (count, exponent) => {
    const zipf = new Zipf(count, exponent);
    const weights = zipfWeights(count, exponent);
    // Each key has a part of the interval from 0 to 1. The middle of that part yields the key.
    let before = 0;
    for (const [key, weight] of weights.entries()) {
      expect(zipf.draw(before + weight / 2)).toBe(key);
      before += weight;
    }
    expect(zipf.draw(0)).toBe(0);
    expect(zipf.draw(1 - 2 ** -32)).toBeLessThan(count);
  });
});

/** The same cache implemented as a list of keys, starting with the next key to be evicted. */
class ListedCache {
  private entries: { key: number; until: number }[] = [];
  private readonly size: number;
  private readonly isLru: boolean;

  constructor(size: number, isLru: boolean) {
    this.size = size;
    this.isLru = isLru;
  }

  lookUp(key: number, now: number): boolean {
    const found = this.entries.find((entry) => entry.key === key);
    if (found === undefined) return false;
    if (now >= found.until) this.entries = this.entries.filter((entry) => entry !== found);
    else if (this.isLru) this.entries = [...this.entries.filter((entry) => entry !== found), found];
    return now < found.until;
  }

  store(key: number, until: number): void {
    const found = this.entries.find((entry) => entry.key === key);
    if (found !== undefined && !this.isLru) {
      found.until = until;
      return;
    }
    this.entries = this.entries.filter((entry) => entry !== found);
    if (this.entries.length === this.size) this.entries.shift();
    this.entries.push({ key, until });
  }
}

describe('a cache', () => {
  test.each([
    ['lru', 1],
    ['lru', 7],
    ['lru', 19],
    ['fifo', 1],
    ['fifo', 7],
  ])('with eviction %s and space for %d keys is like a list', (eviction, size) => {
    const fixed = (value: number) => ({ value, from: null, span: null });
    const model: CacheModel = {
      ttl: fixed(500),
      negativeTtl: fixed(100),
      lookupGap: null,
      keys: { count: 20, exponent: 0.9, size, refreshes: eviction === 'lru' },
    };
    const callers = 3;
    const cache = new CacheState({} as ServiceHost, model, callers, { instance: false });
    const listed = Array.from({ length: callers }, () => new ListedCache(size, eviction === 'lru'));
    let hits = 0;
    for (let now = 0; now < 20_000; now++) {
      const client = Math.floor(uniform(3 * now) * callers);
      const key = cache.keyAt(uniform(3 * now + 1));
      const u = uniform(3 * now + 2);
      const isHit = cache.lookUp(20 * client + key, now) >= 0;
      expect(isHit).toBe(listed[client]!.lookUp(key, now));
      if (isHit) hits++;
      // A miss doesn't always store a response.
      else if (u < 0.9 || u > 0.95) {
        const ok = u < 0.7;
        cache.store(20 * client + key, ok, now, 0, 0);
        listed[client]!.store(key, now + (ok ? 500 : 100));
      }
      if (u > 0.98) {
        cache.store(20 * client + 3, true, now, 0, 0);
        listed[client]!.store(3, now + 500);
      }
    }
    expect(hits).toBeGreaterThan(1000);
  });
});

function runOf(keys: string, more = ''): Run {
  const source = fileSource(
    'scenario.yaml',
    `scenario: cache
until: 200s
simulate: { warmup: 100s }
services: { shop: { service_time: 1ms } }
load:
  - { id: users, to: shop, arrivals: { dist: poisson, rate: 2000/s }, cache: { ttl: 1d, keys: ${keys} } }
measure:
  hit_ratio: { is: rate(shop.hits) / rate(shop.arrivals), window: 50s }
  now: { is: rate(shop.hits) / rate(shop.arrivals), window: 1s }
${more}`,
  );
  const options = { record: [], isZone: () => true, variant: 'base' };
  const { scenario, diagnostics } = checkScenario(source, readYaml(source, 'the scenario').root!, options);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  return run(compile(scenario), { variant: 'base', patches: [], seed: 1 }).run;
}

/** Che's approximation: a key stays in the cache for about the same time T after each use. */
function cheHitRatio(weights: readonly number[], size: number): number {
  const held = (time: number) => weights.reduce((sum, weight) => sum + 1 - Math.exp(-weight * time), 0);
  let [low, high] = [0, 1];
  while (held(high) < size) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (held(middle) < size) low = middle;
    else high = middle;
  }
  return weights.reduce((sum, weight) => sum + weight * (1 - Math.exp(-weight * low)), 0);
}

describe('the hit ratio of a run', () => {
  const measureOf = (result: Run, name: string) => result.measures.find((one) => one.name === name)!;

  test.each([
    [5000, 1.1, 200],
    [5000, 0.8, 500],
    [2000, 0, 500],
  ])('with %d keys, exponent %f and space for %d is as in Che’s approximation', (count, exponent, size) => {
    const popularity = exponent === 0 ? 'uniform' : `zipf(${exponent})`;
    const { last } = measureOf(
      runOf(`{ count: ${count}, popularity: ${popularity}, size: ${size} }`),
      'hit_ratio',
    );
    const weights = zipfWeights(count, exponent);
    // With about 100,000 requests, the standard deviation is at most 0.16%.
    expect(Math.abs(last! - cheHitRatio(weights, size))).toBeLessThan(0.006);
  });

  test('is lower with `fifo` than with `lru` if keys differ in popularity', () => {
    const ratio = (eviction: string) =>
      measureOf(
        runOf(`{ count: 2000, popularity: zipf(1.1), size: 100, eviction: ${eviction} }`),
        'hit_ratio',
      ).last!;
    expect(ratio('fifo')).toBeLessThan(ratio('lru') - 0.02);
  });

  test('drops to 0 when the cache is emptied, and rises as requests fill it', () => {
    const { values, every } = measureOf(
      runOf(
        '{ count: 20000, popularity: zipf(1), size: 10000 }',
        'faults: [{ id: restart, at: 150s, set: { shop.cache: 0 } }]',
      ),
      'now',
    );
    const at = (time: number) => values[Math.round((time * 1e6) / every) - 1]!;
    expect(at(149)).toBeGreaterThan(0.85);
    expect(at(151)).toBeLessThan(0.6);
    expect(at(160)).toBeGreaterThan(at(151));
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type Result, VIEW_NAMES } from '../../result.ts';
import { renderView } from '../../views/views.ts';
import { scenarioOf } from '../random/scenarios.ts';
import { drawsOf } from '../support/draws.ts';
import { evaluateText, resultOf } from '../support/evaluate-text.ts';
import { DNS_RACE, PETERSON, TOUR } from '../support/models.ts';
import { RETRY_QUEUE } from '../support/retry-queue.ts';
import { stormResult } from '../views/retry-storm.ts';
import type { Subject } from './kind.ts';
import { KINDS } from './kinds.ts';
import { sentencesIn } from './reading.ts';

/*
 * Every sentence in every view must be in a list of fixed sentences or be of a listed kind. For each kind, separate
 * code compares the sentence with the Result.
 */

/** Sentences without numbers or names that explain how to read a view. */
const FIXED = new Set(
  readFileSync(new URL('fixed.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
);

/** A sentence, the view that contains it, and its subject. */
interface Found extends Subject {
  readonly view: string;
  readonly text: string;
}

let found: Found[];

beforeAll(() => {
  const seeds = Array.from({ length: drawsOf(60, 14) }, (_, i) => i + 1);
  const random = seeds.flatMap((seed) => {
    const text = scenarioOf(seed).replace('simulate: { seed', 'simulate: { runs: 3, seed');
    return evaluateText(text).result ?? [];
  });
  const models = [DNS_RACE, PETERSON, TOUR, CACHED, MORNING, LULL, ENDLESS, FAILING].map((text) =>
    resultOf(text),
  );
  const maps = MAPS.map((map) => resultOf(RETRY_QUEUE(map)));
  found = [...random, ...models, ...maps, stormResult(4)].flatMap(sentencesOf);
}, 300_000);

/** The load quadruples in the morning. Goodput is low at night, but nothing fails. */
const MORNING = `
scenario: morning
until: 20m
state: { rush: false }
services: { shop: { latency: 20ms } }
load: [{ id: v, to: shop, arrivals: { dist: constant, rate: 'rush ? 40.0 : 10.0' } }]
processes: { day: { steps: [{ id: dawn, delay: 10m, set: { rush: true } }] } }
simulate: { runs: 2 }
`;

/** A cache answers most requests, and the steady state isn't lost. */
const CACHED = `
scenario: cached
until: 10m
state: { x: 1 }
services: { shop: { latency: 20ms } }
load:
  - { id: v, to: shop, arrivals: { dist: constant, rate: 20/s }, cache: { ttl: 10s } }
faults: [{ id: off, at: 5m, for: 1m, down: shop }]
steady_state: x == 1
`;

/** Clients stay away for a minute. */
const LULL = `
scenario: lull
until: 10m
assumes: [Nothing else happens]
const: { same: 1 }
state: { lull: false, x: 1.0 }
services: { shop: { latency: 20ms, available: 0.95 }, other: { latency: 20ms } }
load:
  - { id: v, to: shop, arrivals: { dist: constant, rate: 'lull ? 1.0 : 20.0' } }
  - { id: w, to: other, arrivals: { dist: constant, rate: 5/s } }
faults: [{ id: away, at: 4m, for: 1m, set: { lull: true } }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
steady_state: goodput > 10.0
impact: { while: x > 2.0 }
vary: { other: { path: const.same, values: [1, 2] } }
variants: { same: { const.same: 2 } }
simulate: { runs: 2 }
`;

/** A fault that never ends, on one of two services. */
const ENDLESS = `
scenario: endless
until: 10m
state: { up: true }
services: { shop: { available: up, latency: 20ms }, other: { latency: 20ms } }
load:
  - { id: v, to: shop, arrivals: { dist: constant, rate: 20/s } }
  - { id: w, to: other, arrivals: { dist: constant, rate: 20/s } }
faults: [{ id: off, at: 5m, set: { up: false } }]
steady_state: up
`;

/** Some runs end with an error. */
const FAILING = `
scenario: failing
until: 1m
const: { n: { value: 5, range: [0, 5] } }
state: { x: 1 }
processes: { p: { steps: [{ id: go, delay: 1s, set: { x: 'div(10, n)' } }] } }
simulate: { draws: 60 }
`;

/** Maps with several results, with one result and the scenario elsewhere, and with runs that fail. */
const MAPS = [
  'map: { x: { path: const.rate, values: [2, 6, 8, 11] }, y: { path: const.slow, values: [1, 10] } }\n',
  'map: { x: { path: const.rate, values: [2, 3] }, y: const.retries }\n',
  'outcomes: { share: "div(10, retries)" }\nmap: { x: const.rate, y: const.retries }\n',
];

function sentencesOf(result: Result): Found[] {
  const run = result.runs.find(({ variant }) => variant === 'base') ?? null;
  const search = result.explorations.find(({ variant }) => variant === 'base') ?? null;
  return VIEW_NAMES.flatMap((view) =>
    sentencesIn(renderView(view, result)).flatMap((text) =>
      // Assumptions are the author's own sentences.
      result.assumes.includes(text) ? [] : [{ view, text, result, run, search }],
    ),
  );
}

test('each sentence is a fixed one or of a listed kind', () => {
  const unknown = found.filter(
    ({ text }) => !FIXED.has(text) && !KINDS.some(({ pattern }) => pattern.test(text)),
  );
  expect([...new Set(unknown.map(({ view, text }) => `${view}: ${text}`))]).toEqual([]);
});

test('each sentence of a listed kind is true of its Result', () => {
  const wrong = found.filter((one) => {
    if (FIXED.has(one.text)) return false;
    const kinds = KINDS.filter(({ pattern }) => pattern.test(one.text));
    return (
      kinds.length > 0 && !kinds.some(({ pattern, isTrue }) => isTrue(pattern.exec(one.text)!.slice(1), one))
    );
  });
  expect([...new Set(wrong.map(({ result, view, text }) => `${result.scenario}, ${view}: ${text}`))]).toEqual(
    [],
  );
});

test('each listed kind occurs', () => {
  const texts = new Set(found.map(({ text }) => text));
  const kinds = KINDS.filter(({ pattern }) => ![...texts].some((text) => pattern.test(text)));
  expect(kinds.map(({ name }) => name)).toEqual([]);
});

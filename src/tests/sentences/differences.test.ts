import { beforeAll, expect, test } from 'vitest';
import { compareResults } from '../../compare/compare-results.ts';
import { type Difference, ranked } from '../../compare/difference.ts';
import { sentenceOf, summaryOf } from '../../compare/sentences.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, runHere, validateWith, withValidation } from '../../hindcast.ts';
import type { Result } from '../../result.ts';
import { Chance } from '../random/expressions.ts';
import { scenarioOf } from '../random/scenarios.ts';
import { drawsOf } from '../support/draws.ts';
import { evaluateText } from '../support/evaluate-text.ts';
import { DIFFERENCES, judgeDifference, readDifference } from './difference-kinds.ts';

/*
 * Every sentence in a comparison is recomputed from the Results of both versions, with separate code. `hindcast diff`,
 * the comment on a pull request and diff.html all print these sentences.
 */

interface Pair {
  readonly what: string;
  readonly before: Result;
  readonly after: Result;
  readonly differences: readonly Difference[];
  readonly sentences: readonly string[];
}

let pairs: Pair[];

beforeAll(async () => {
  const seeds = Array.from({ length: drawsOf(100, 12) }, (_, i) => i + 1);
  const random = seeds.flatMap((seed) => {
    const text = scenarioOf(seed).replace('simulate: { seed', 'simulate: { runs: 3, seed');
    const before = evaluateText(text).result;
    const changed = [1, 2].map((n) => evaluateText(withOtherNumber(text, new Chance(100 * seed + n))).result);
    return changed.flatMap((after) =>
      before === null || after === null ? [] : [pairOf(`seed ${seed}`, before, after)],
    );
  });
  const written = WRITTEN.flatMap(([what, from, to]) => {
    const [before, after] = [made(from), made(to)];
    return [pairOf(what, before, after), pairOf(`${what}, back`, after, before)];
  });
  const labeled = await Promise.all(LABELED.map(validated));
  const ofLabels = labeled.flatMap((before, i) =>
    labeled.flatMap((after, k) => (i === k ? [] : [pairOf(`labels ${i} and ${k}`, before, after)])),
  );
  pairs = [...random, ...written, ...ofLabels];
}, 300_000);

/** Unmet claims are errors, but there is still a Result. */
function made(text: string): Result {
  const { result, diagnostics } = evaluateText(text);
  if (result === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return result;
}

/** The text, with one duration or number doubled or halved. */
function withOtherNumber(text: string, chance: Chance): string {
  const places = [...text.matchAll(/(?<=[ :{[])(\d+)(?=(?:ms|s|m)\b|[ ,}\]])/g)];
  const { index, 0: written } = places[chance.int(0, places.length - 1)]!;
  const other = chance.maybe(0.5) ? Number(written) * 2 + 1 : Math.ceil(Number(written) / 2);
  return text.slice(0, index) + String(other) + text.slice(index + written.length);
}

/** A scenario with a search, metastability, claims, constants, assumptions, variants and outcomes. */
const BASE = `scenario: storm
until: 20m
assumes: [One thing]
const: { patience: 1s, most: 3 }
state: { lost: 0, up: true }
services: { shop: { concurrency: 2, service_time: 100ms, queue: { capacity: 20 } } }
load: [{ id: v, to: shop, arrivals: { dist: poisson, rate: 15/s }, timeout: patience }]
faults: [{ id: slow, at: 5m, for: 2m, set: { shop.slowdown: 5 } }]
measure: { goodput: { is: rate(shop.ok), window: 30s } }
steady_state: goodput > 12.0
impact: { conditions: { low: { while: goodput < 5.0, users: 100, unit: people } } }
marks: { low: goodput < 5.0, back: { is: goodput > 12.0, after: low } }
invariants: { fine: lost < 5 }
outcomes: { lost: { is: 15.0 - goodput, at: max, unit: orders, better: lower } }
simulate: { runs: 5 }
variants: { fast: { faults.slow.for: 1m } }
expect: { base: { run: { happens: low, recovers_by: 15m } } }
`;

const swap = (text: string, ...pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`no ${from}`);
    return now.replace(from, to);
  }, text);

const WRITTEN: readonly (readonly [string, string, string])[] = [
  ['a longer fault', BASE, swap(BASE, ['for: 2m', 'for: 9m'])],
  [
    'a loss that stays',
    BASE,
    swap(
      BASE,
      ['services:', 'processes: { p: { steps: [{ id: lose, delay: 6m, set: { lost: 1 } }] } }\nservices:'],
      ['goodput > 12.0\n', 'goodput > 12.0 && lost == 0\n'],
    ),
  ],
  [
    'other parts',
    BASE,
    swap(
      BASE,
      ['One thing', 'Another thing'],
      ['most: 3', 'least: 2ms'],
      ['fast: { faults.slow.for: 1m }', 'slow: { faults.slow.for: 4m }'],
      ['happens: low, ', ''],
    ),
  ],
  [
    'other names',
    BASE,
    swap(
      BASE,
      ['low: { while', 'few: { while'],
      ['lost: { is: 15.0', 'gone: { is: 15.0'],
      [
        'marks: { low: goodput < 5.0, back: { is: goodput > 12.0, after: low } }',
        'marks: { low: goodput < 5.0 }',
      ],
    ),
  ],
  ['no outage', BASE, swap(BASE, ['shop.slowdown: 5', 'shop.slowdown: 1'], ['happens: low', 'never: low'])],
  ['a broken invariant', BASE, swap(BASE, ['fine: lost < 5', "fine: '!(up && lost == 0)'"])],
  ['a search', SEARCHED('lost < 3'), SEARCHED('lost < 1')],
  ['a larger search', SEARCHED('lost < 9'), SEARCHED('lost < 9').replace('instances: 2', 'instances: 3')],
];

function SEARCHED(invariant: string): string {
  return `scenario: counter
state: { lost: 0 }
processes:
  p:
    instances: 2
    local: { seen: 0 }
    steps:
      - { id: read, set: { self.seen: lost } }
      - { id: write, set: { lost: self.seen + 1 } }
invariants: { few: '${invariant}' }
variants: { atomic: { p.atomic: [[read, write]] } }
`;
}

const LABEL = (within: string, wait: string, short: string, shows: string, more = '') => `scenario: model
until: 1h
clock: { start: 2025-10-20T06:00:00Z }
observed:
  begun: { at: 2025-10-20T06:10:00Z }
  done: { at: 2025-10-20T06:30:00Z${within} }
  bad: { from: 2025-10-20T06:12:00Z, to: 2025-10-20T06:20:00Z, shows: ${shows} }
const:
  wait: ${wait}
${more}state: { up: true, done: false }
services: { shop: { available: up } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 6/m } }]
processes:
  p:
    steps:
      - { id: begin, at: observed.begun, set: { up: false } }
      - { id: finish, delay: wait, set: { done: true, up: true } }
marks: { done: done }
variants: { other: { const.wait: ${short} } }
`;

const LABELED = [
  LABEL(', within: 2m', "{ value: 20m, source: 'https://example.com/ttl' }", '5m', "'!up'"),
  LABEL(', within: 5m', '21m', '40m', "'!up'", '  extra: 3m\n'),
  LABEL('', '20m', '20m', "'!done && up'"),
  LABEL('', '20m', '20m', 'up').replace(/ {2}bad: .*\n/, ''),
];

async function validated(text: string): Promise<Result> {
  const source = fileSource('a.yaml', text);
  return withValidation(evaluate(source), await validateWith(runHere, source)).result!;
}

function pairOf(what: string, before: Result, after: Result): Pair {
  const place = { incident: 'a', scenario: before.scenario, variant: null, cause: 'text' } as const;
  const differences = ranked(compareResults(place, before, after));
  const sentences = differences.map((one) =>
    sentenceOf(one)
      .map((piece) => (typeof piece === 'string' ? piece : piece.quoted))
      .join(''),
  );
  return { what, before, after, differences, sentences };
}

test('each sentence of a comparison is of a listed kind and true of both versions', () => {
  const wrong = pairs.flatMap(({ what, sentences, ...versions }) =>
    sentences.flatMap((sentence) => {
      const { kinds, isTrue } = judgeDifference(readDifference(sentence), versions);
      return isTrue ? [] : [`${what}, ${kinds.join(' or ') || 'unknown'}: ${sentence}`];
    }),
  );
  expect([...new Set(wrong)]).toEqual([]);
});

test('each listed kind occurs', () => {
  const rests = pairs.flatMap(({ sentences }) => sentences.map((one) => readDifference(one).rest));
  const kinds = DIFFERENCES.filter(({ pattern }) => !rests.some((rest) => pattern.test(rest)));
  expect(kinds.map(({ name }) => name)).toEqual([]);
});

test('nothing that changed is left out', () => {
  const missing = pairs.flatMap(({ what, before, after, differences }) => {
    const said = (kind: string, subject: string | null, variant: string | null): boolean =>
      differences.some(
        (one) => one.kind.startsWith(kind) && one.subject === subject && one.variant === variant,
      );
    return before.runs.flatMap((was) => {
      const is = after.runs.find(({ variant }) => variant === was.variant);
      if (is === undefined) return [];
      const at = (list: typeof was.marks, id: string) => list.find((one) => one.id === id)?.at;
      const marks = was.marks.filter(
        ({ id, at: old }) => at(is.marks, id) !== old && !said('mark-', id, was.variant),
      );
      const failed = was.services.filter(({ service, failed: old }) => {
        const other = is.services.find((one) => one.service === service);
        return (
          other !== undefined &&
          Math.round(other.failed) !== Math.round(old) &&
          !said('failures-', service, was.variant)
        );
      });
      return [
        ...marks.map(({ id }) => `${what}: ${id}`),
        ...failed.map(({ service }) => `${what}: ${service}`),
      ];
    });
  });
  expect(missing).toEqual([]);
});

test('the summary counts the differences', () => {
  for (const { differences } of pairs) {
    const n = differences.length;
    expect(summaryOf(differences)).toBe(
      n === 0 ? 'No changes.' : `${n} ${n === 1 ? 'change' : 'changes'} in 1 write-up.`,
    );
  }
});

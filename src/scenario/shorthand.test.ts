import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { checkText, evaluate, numbersIn } from '../hindcast.ts';
import { scenarioOf } from '../tests/random/scenarios.ts';

const LONG = `scenario: shop
until: 5m
state: { n: 0 }
processes:
  clerk:
    loop: true
    steps:
      - { id: sell, delay: { dist: uniform, min: 500ms, max: 1m30s }, set: { n: n + 1 } }
      - { id: rest, delay: { dist: uniform, min: 1s, max: 2s } }
services:
  shop:
    concurrency: 2
    service_time: { dist: uniform, min: 10ms, max: 0.5s }
    latency: { dist: uniform, min: 0s, max: 5ms }
    calls: [{ to: stock }, { to: mail, required: false }, { to: audit, required: false }, { to: bank, share: 0.5 }]
  stock: {}
  mail: { available: 0.5 }
  audit: {}
  bank: {}
load:
  - { id: people, to: shop, arrivals: { dist: poisson, rate: 2.5/s } }
marks: { busy: n > 20 }
variants:
  slow: { clerk.sell.delay: { dist: uniform, min: 1m, max: 2m }, load.people.arrivals: { dist: poisson, rate: 30/m } }
  slower: { clerk.sell.delay.max: 4m, services.shop.calls: [{ to: bank }] }
`;

/** The same scenario, with every short form. */
const SHORT = LONG.replaceAll(/\{ dist: uniform, min: (\w+(?:\.\w+)?), max: (\w+(?:\.\w+)?) \}/g, '$1..$2')
  .replaceAll(/\{ dist: poisson, rate: (\S+) \}/g, '$1')
  .replace(
    '{ to: stock }, { to: mail, required: false }, { to: audit, required: false }',
    'stock, { to: [mail, audit], required: false }',
  )
  .replace('[{ to: bank }]', '[bank]');

const resultOf = (text: string) => {
  const { result, diagnostics } = evaluate(fileSource('scenario.yaml', text));
  expect(diagnostics).toEqual([]);
  return result!;
};

describe('short forms', () => {
  test('give the same results as what they stand for', () => {
    expect(SHORT).not.toContain('dist:');
    const [long, short] = [resultOf(LONG), resultOf(SHORT)];
    expect(short.runs.map(({ patches: _, ...run }) => run)).toEqual(
      long.runs.map(({ patches: _, ...run }) => run),
    );
    expect(short.runs.map(({ transitions }) => transitions)).not.toContain(0);
  });

  test('in quotes, too', () => {
    const quoted = SHORT.replace('500ms..1m30s', '"500ms..1m30s"').replace('1s..2s', "'1s..2s'");
    expect(resultOf(quoted).runs).toEqual(resultOf(SHORT).runs);
  });

  test('contain the same numbers, at the right place in the text', () => {
    const numbers = (text: string) => numbersIn(fileSource('scenario.yaml', text), []);
    expect(numbers(SHORT).map(({ id, written }) => [id, written])).toEqual(
      numbers(LONG).map(({ id, written }) => [id, written]),
    );
    const { text } = fileSource('scenario.yaml', SHORT);
    for (const { tokens } of numbers(SHORT)) {
      for (const { start, end } of tokens)
        expect(text.slice(start, end)).toMatch(/^[\d.]+(?:ms|m30s|m|s|\/s|\/m)?$/);
    }
  });

  test('in random scenarios', () => {
    let replaced = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const long = scenarioOf(seed);
      const short = long
        .replaceAll(/\{ dist: uniform, min: (\d\w*), max: (\d\w*) \}/g, '$1..$2')
        .replaceAll(/\{ dist: poisson, rate: ([\d.]+\/\w+) \}/g, '$1');
      if (short === long) continue;
      const [one, two] = [long, short].map((text) => evaluate(fileSource('scenario.yaml', text)));
      if (one!.result === null) continue;
      replaced++;
      expect(two!.result?.runs.map(({ patches: _, ...run }) => run)).toEqual(
        one!.result.runs.map(({ patches: _, ...run }) => run),
      );
    }
    expect(replaced).toBeGreaterThan(10);
  });
});

describe('an error in a short form has its place', () => {
  const check = (from: string, to: string) =>
    checkText(fileSource('scenario.yaml', SHORT.replace(from, to))).map(({ code, message, span }) => [
      code,
      message,
      SHORT.replace(from, to)
        .split('\n')
        [span.start.line - 1]!.slice(span.start.column - 1, span.end.column - 1),
    ]);

  test.each([
    ['500ms..1m30s', '90s..500ms', 'scenario/distribution', '`min` is greater than `max`', '90s'],
    ['500ms..1m30s', '500..90', 'cel/syntax', expect.any(String), expect.any(String)],
    ['500ms..1m30s', '1s...2s', 'cel/syntax', expect.any(String), expect.any(String)],
    ['arrivals: 2.5/s', 'arrivals: often', 'schema/value', "`arrivals` isn't a rate", 'often'],
    ['[stock,', '[shelf,', 'scenario/unknown-service', 'no service named `shelf` is defined', 'shelf'],
    [
      '[mail, audit]',
      '[mail, post]',
      'scenario/unknown-service',
      'no service named `post` is defined',
      'post',
    ],
    [
      '[mail, audit], required: false',
      '[mail, audit], share: 0.5',
      'schema/value',
      'this item has several services, but their calls can share only `required` and `parallel`',
      '{ to: [mail, audit], share: 0.5 }',
    ],
  ])('%s → %s', (from, to, code, message, place) => {
    expect(check(from, to)).toContainEqual([code, message, place]);
  });
});

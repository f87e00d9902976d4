import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { readYaml } from '../../yaml/read.ts';
import { liftNumbers } from './numbers.ts';
import { scaled, type Token } from './tokens.ts';

const lifted = (text: string) => liftNumbers(readYaml(fileSource('a.yaml', text), 'the scenario').root!);

const TEXT = `scenario: numbers
until: 1h
clock: { start: 2025-10-20T06:00:00Z }
const:
  second: 1s
  patience: { value: 10m, range: [5m, 20m] }
  ttl: { value: 5s, basis: sourced, source: 'https://example.com/ttl' }
  heard: { value: 7m, basis: sourced, source: a colleague }
  speed: { value: 2.5, basis: 'fitted: observed.lost' }
state: { up: true, held: 250, level: 1 }
processes:
  holder:
    steps:
      - { id: lose, at: observed.deploy, delay: { dist: uniform, min: 1m, max: 5m }, set: { up: false } }
      - { id: slow, when: 'held > 200 && list[3] == 1', delay: 45s, say: takes 90 s }
      - { id: again, delay: '1.5 * second' }
load:
  - id: users
    to: shop
    arrivals: { dist: poisson, rate: 80/s, profile: [{ at: '04:00', times: 0.3 }, { at: '20:00', times: 1.2 }] }
services: { shop: { available: '95%', service_time: 45s } }
marks: { lost: held < 200 }
variants: { slower: { holder.slow.delay: 90s } }
`;

describe('the numbers of a scenario', () => {
  const { numbers, inputs } = lifted(TEXT);
  const byId = new Map(numbers.map((number) => [number.id, number]));

  test('include every quantity once, and no names, strings, indices, 0, 1 or units', () => {
    expect(numbers.map(({ label, written }) => `${label}: ${written}`)).toEqual([
      'patience: 10m',
      'ttl: 5s',
      'heard: 7m',
      'speed: 2.5',
      'state.held: 250',
      'holder.lose.delay: 1m, 5m',
      'holder.slow.when: 200',
      'holder.slow.delay: 45s',
      'holder.again.delay: 1.5 * second',
      'shop.available: 95%',
      'users.arrivals.rate: 80/s',
      'users.arrivals.profile.at: 04:00, 20:00',
      'users.arrivals.profile.times: 0.3, 1.2',
      'variants.slower.holder.slow.delay: 90s',
    ]);
  });

  test('are written once if they are spelled differently', () => {
    const { numbers: equal } = lifted("state: { files: 4, x: 2 }\nmarks: { full: 'double(files) >= 4.0' }\n");
    expect(equal.map(({ label, written }) => `${label} (${written})`)).toEqual([
      'state.files (4)',
      'state.x (2)',
    ]);
  });

  test('have a source only if a reader can look it up', () => {
    expect(byId.get('const.ttl')).toMatchObject({ basis: 'sourced', source: 'https://example.com/ttl' });
    expect(byId.get('const.heard')).toMatchObject({ basis: 'assumed', source: 'a colleague' });
    expect(byId.get('const.speed')?.basis).toBe('fitted');
    expect(byId.get('const.patience')).toMatchObject({ basis: 'assumed', range: ['5m', '20m'] });
  });

  test('are one number if they are equal and of the same kind, and point to all places', () => {
    const delay = numbers.find(({ label }) => label === 'holder.slow.delay')!;
    expect(delay.tokens.map(({ start, end }) => TEXT.slice(start, end))).toEqual(['45s', '45s']);
  });

  test('are separate in a variant', () => {
    expect(numbers.filter(({ inVariant }) => inVariant).map(({ written }) => written)).toEqual(['90s']);
  });

  test('come with the observed times that the model is given', () => {
    expect(
      inputs.map(({ id, places }) => [id, places.map(({ start, end }) => TEXT.slice(start, end))]),
    ).toEqual([['deploy', ['observed.deploy']]]);
  });
});

const WITH_SOURCES = `scenario: sources
until: 1h
observed: { said: { at: 2025-10-20T06:00:00Z } }
state:
  held: { value: 250, source: 'https://example.com/held', range: [200, 300] }
  most: { type: int, init: 40, source: 'https://example.com/most' }
  table: { type: 'map<string, int>', init: { value: 7, range: 9 } }
processes:
  p:
    instances: { a: { wait: { value: 3m, source: 'https://example.com/3' } } }
    steps:
      - { id: one, delay: { value: { dist: uniform, min: 1m, max: 5m }, source: 'https://example.com/one' } }
      - { id: two, delay: { dist: uniform, min: { value: 2m, source: 'https://example.com/two' }, max: 6m } }
      - { id: three, delay: { value: 45s, source: observed.said, range: [30s, 90s] } }
      - { id: four, delay: 45s }
      - { id: five, set: { held: { value: held + 20, source: 'https://example.com/five' } } }
services: { shop: { service_time: { value: 45s, basis: sourced, source: hearsay } } }
load: [{ id: users, to: shop, arrivals: { dist: poisson, rate: { value: 2/s, range: [60/m, 8/s] } } }]
variants: { v: { p.four.delay: { value: 9s, source: 'https://example.com/v' } } }
`;

describe('numbers that say where they come from', () => {
  const root = readYaml(fileSource('a.yaml', WITH_SOURCES), 'the scenario').root!;
  const lines = (record: Parameters<typeof liftNumbers>[1]) =>
    liftNumbers(root, record).numbers.map(
      ({ label, written, basis, factors }) => `${label}: ${written} ${basis} ${factors ?? ''}`,
    );

  test('have their own basis and range wherever they are written', () => {
    expect(lines([])).toEqual([
      'state.held: 250 sourced 0.8,1.2',
      'state.most.init: 40 sourced ',
      // In a map that is an initial value, keys such as `source` are ordinary data.
      'state.table.init: 7 assumed ',
      'state.table.init.range: 9 assumed ',
      'p.instances.a.wait: 3m sourced ',
      'p.one.delay: 1m, 5m sourced ',
      // One parameter with a source doesn't make a distribution known.
      'p.two.delay: 2m, 6m assumed ',
      'p.three.delay: 45s assumed 0.6666666666666666,2',
      // The same literal without a source is a separate number.
      'p.four.delay: 45s assumed ',
      'p.five.set.held: 20 sourced ',
      'shop.service_time: 45s assumed ',
      'users.arrivals.rate: 2/s assumed 0.5,4',
      'variants.v.p.four.delay: 9s sourced ',
    ]);
  });

  test('have an observed entry as their source if that has evidence', () => {
    expect(lines([{ id: 'said', source: null }])).toEqual(lines([]));
    expect(lines([{ id: 'said', source: 'a dashboard' }])).toContain(
      'p.three.delay: 45s sourced 0.6666666666666666,2',
    );
  });
});

describe('a scaled number', () => {
  const setting = { epoch: Date.parse('2025-10-20T06:00:00Z') * 1000, inputs: [600e6], dayStart: 21_600 };
  const token = (kind: Token['kind'], text: string, more: Partial<Token> = {}): Token => ({
    start: 0,
    end: text.length,
    kind,
    text,
    amount: text,
    whole: false,
    isMoment: false,
    ...more,
  });
  test.each([
    [token('duration', '10m'), 1.5, '900000000us'],
    [token('duration', '20m', { isMoment: true }), 0.5, '900000000us'],
    [token('rate', '80/s'), 0.5, '40/s'],
    [token('share', '95%'), 1.3, '99.99%'],
    [token('count', '2.5'), 2, '5.0'],
    [token('count', '3', { whole: true }), 1.1, '4'],
    [token('count', '3', { whole: true }), 0.9, '2'],
    [token('expression', '1.5 * second'), 2, "'(1.5 * second) * 2.0'"],
    [token('time', '2025-10-20T06:20:00Z'), 0.5, '2025-10-20T06:15:00.000Z'],
    [token('time of day', '08:10'), 0.5, '07:10'],
  ])('%o times %d is %s', (one, factor, text) => {
    expect(scaled(one, factor, setting)).toBe(text);
  });
});

test('a constant without a unit is a rate if it only ever sets rates', () => {
  const kindOf = (more: string) => {
    const text = `const: { come: 2 }\nload: [{ id: v, to: shop, arrivals: { dist: poisson, rate: come } }]\n${more}`;
    return lifted(text).numbers.find(({ id }) => id === 'const.come')!.kind;
  };
  expect(kindOf('')).toBe('rate');
  expect(kindOf('marks: { done: n > come }\n')).toBe('count');
  const breaker = 'load: [{ id: v, to: shop, breaker: { rate: half } }]\n';
  expect(lifted(`const: { half: 0.5 }\n${breaker}`).numbers[0]!.kind).toBe('count');
});

test('a decimal number isn’t rounded, even if it’s written as 2.0', () => {
  const text = 'const: { come: 2.0, half: 2.50, most: 2 }\n';
  const changed = (id: string): string => {
    const [token] = lifted(text).numbers.find((one) => one.id === `const.${id}`)!.tokens;
    const number = scaled(token!, 1.3, { epoch: null, inputs: [], dayStart: 0 });
    return text.slice(0, token!.start) + number + text.slice(token!.end);
  };
  expect(changed('come')).toBe('const: { come: 2.6, half: 2.50, most: 2 }\n');
  expect(changed('half')).toBe('const: { come: 2.0, half: 3.25, most: 2 }\n');
  expect(changed('most')).toBe('const: { come: 2.0, half: 2.50, most: 3 }\n');
});

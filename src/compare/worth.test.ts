import { expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate, runHere, validateWith, withValidation } from '../hindcast.ts';
import type { Result } from '../result.ts';
import { compareResults } from './compare-results.ts';
import { ranked } from './difference.ts';
import { sentenceOf } from './sentences.ts';

const SCENARIO = (done: string, wait: string, more = '') => `scenario: model
until: 1h
clock: { start: 2025-10-20T06:00:00Z }
observed:
  begun: { at: 2025-10-20T06:10:00Z }
  done: { at: 2025-10-20T06:30:00Z${done} }
const:
  wait: ${wait}
${more}state: { up: true, done: false }
services: { shop: { available: up } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 30/m } }]
processes:
  p:
    steps:
      - { id: begin, at: observed.begun, set: { up: false } }
      - { id: finish, delay: wait, set: { done: true, up: true } }
marks: { done: done }
variants: { other: { const.wait: 5m } }
`;

async function resultOf(text: string): Promise<Result> {
  const source = fileSource('a.yaml', text);
  const { result } = withValidation(evaluate(source), await validateWith(runHere, source));
  return result!;
}

const PLACE = { incident: 'a', scenario: 'model', variant: null, cause: 'text' } as const;
const SOURCED = "{ value: 20m, basis: sourced, source: 'https://example.com/ttl' }";

function sentences(before: Result, after: Result): string[] {
  return ranked(compareResults(PLACE, before, after)).map((one) =>
    sentenceOf(one)
      .map((piece) => (typeof piece === 'string' ? piece : piece.quoted))
      .join(''),
  );
}

test('a comparison leads with what results are worth', async () => {
  const before = await resultOf(SCENARIO(', within: 2m', SOURCED));
  const wide = await resultOf(SCENARIO(', within: 5m', '20m', '  extra: 3m\n'));
  expect(sentences(before, wide).slice(0, 4)).toEqual([
    'model: tolerance of done widened: ±2 min → ±5 min',
    'model: label of done: holds up → set by numbers',
    'model: new number without a source, extra: 3m',
    'model: new number without a source, wait: 20m',
  ]);
  expect(sentences(wide, before)).toContain('model: tolerance of done narrowed: ±5 min → ±2 min');
  const without = await resultOf(SCENARIO('', SOURCED));
  expect(sentences(before, without)[0]).toBe('model: tolerance of done removed: ±2 min');
  expect(sentences(without, before)[0]).toBe('model: new tolerance of done: ±2 min');
  const worse = await resultOf(SCENARIO(', within: 2m', SOURCED).replace('wait: 5m', 'wait: 40m'));
  expect(sentences(before, worse)[0]).toBe('model with other: effect of the variant: helps → harms');
});

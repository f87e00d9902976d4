import { expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { checkText, runHere, validateWith } from '../hindcast.ts';
import { findingLine, readCases } from '../tests/support/case-file.ts';
import { evaluateText } from '../tests/support/evaluate-text.ts';

const SCENARIO = (expected: string) => `scenario: shop
until: 2h
clock: { start: 2025-10-20T06:00:00Z }
observed:
  begun: { at: 2025-10-20T06:10:00Z }
  expired: { at: 2025-10-20T06:30:00Z, within: 5m }
  repaired: { at: 2025-10-20T06:45:00Z, within: 5m }
const:
  ttl: { value: 20m, basis: sourced, source: 'https://example.com/ttl' }
  work: 15m
state: { up: true, expired: false, repaired: false }
services: { shop: { available: up }, search: {} }
load:
  - { id: users, to: shop, arrivals: { dist: constant, rate: 30/m } }
  - { id: others, to: search, arrivals: { dist: constant, rate: 30/m } }
processes:
  p:
    steps:
      - { id: begin, at: observed.begun }
      - { id: expire, delay: ttl, set: { expired: true, up: false } }
      - { id: repair, delay: work, set: { repaired: true, up: true } }
marks: { expired: expired, repaired: repaired }
invariants: { serves: up || !repaired }
variants: { faster: { const.work: 5m }, slower: { const.work: 40m } }
expect: ${expected}
`;

async function findingsOf(expected: string): Promise<string[]> {
  const source = fileSource('a.yaml', SCENARIO(expected));
  expect(checkText(source).map(({ message }) => message)).toEqual([]);
  const { diagnostics } = (await validateWith(runHere, source))!;
  return diagnostics.map(({ code, message, span }) => `${code} ${span.start.column}: ${message}`);
}

test.each([
  '{ base: { labels: { expired: holds_up, repaired: set_by_numbers } } }',
  // A label stronger than the claimed one is fine.
  '{ base: { labels: { expired: says_little, repaired: cannot_fail } } }',
  '{ faster: { helps: {} } }',
  '{ faster: { helps: { impact: shop, failed: shop, in_draws: 100% } }, slower: { kind: counterfactual } }',
])('met: %s', async (expected) => {
  expect(await findingsOf(expected)).toEqual([]);
});

test.each(readCases('labeled/', 'findings'))('unmet: $name', async ({ name, text, expected }) => {
  const { diagnostics } = (await validateWith(runHere, fileSource(name, text)))!;
  expect(diagnostics.map(findingLine)).toEqual(expected);
});

test('a known miss is fine as long as it is one', async () => {
  const claim = '{ base: { labels: { repaired: missed } } }';
  const late = (expected: string) => SCENARIO(expected).replace('work: 15m', 'work: 40m');
  const codes = (expected: string) =>
    evaluateText(late(expected))
      .diagnostics.map(({ code }) => code)
      .filter((code) => code.startsWith('fit/'));
  expect(codes('{}')).toEqual(['fit/outside']);
  expect(codes(claim)).toEqual([]);
  const validated = await validateWith(runHere, fileSource('a.yaml', late(claim)));
  expect(validated!.diagnostics).toEqual([]);
  expect(await findingsOf(claim)).toEqual([
    expect.stringMatching(
      /^expect\/label \d+: .* “missed” for `repaired`, but it agrees .* “set by numbers”$/,
    ),
  ]);
});

test('a variant has to improve everything that it claims to', async () => {
  expect(await findingsOf('{ slower: { helps: {} } }')).toEqual([
    expect.stringMatching(
      /^expect\/helps 21: .*`slower` helps in at least 90% of the draws, but it does so in 0 of 20\./,
    ),
  ]);
  expect(await findingsOf('{ faster: { helps: { impact: [shop, search] } } }')).toEqual([
    expect.stringMatching(
      /^expect\/helps 45: the scenario claims that `faster` helps `search` in .* 0 of 20\./,
    ),
  ]);
});

import { describe, expect, test } from 'vitest';
import type { Span } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { runHere, validateWith } from '../hindcast.ts';
import { resultOf } from '../tests/support/evaluate-text.ts';
import { citedValue, citeMeantBy, parseCite } from './cite.ts';

const SPAN: Span = { file: 'a.md', start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };

const TEXT = `
scenario: shop
clock: { start: 2025-01-01T00:00:00Z }
until: 10m
const: { repair: { value: 1m, range: [30s, 90s] }, rate: 5.0 }
state: { up: true }
services: { shop: { available: up, latency: 40ms } }
load: [{ id: v, to: shop, arrivals: { dist: constant, rate: rate } }]
processes: { fixer: { steps: [{ id: fix, when: '!up', delay: repair, set: { up: true } }] } }
faults: [{ id: off, at: 2m, set: { up: false } }]
observed:
  back: { at: 2025-01-01T00:03:10Z, within: 30s }
  down: { from: 2025-01-01T00:02:20Z, to: 2025-01-01T00:02:50Z, shows: goodput < 1.0 }
measure:
  goodput: { is: rate(shop.ok), window: 10s }
  wait: { is: p99(shop.latency), window: 10s }
steady_state: goodput > 4.0
outcomes:
  missed: { is: 'up ? 0.0 : rate', at: sum, unit: orders }
  slowest: { is: wait, at: max }
  gone: goodput / double(size([up]) - 1)
marks: { back: { is: up, which: last } }
simulate: { runs: 5, draws: 9 }
variants: { slow: { const.repair: 90s } }
`;

const result = resultOf(TEXT);

const validated = (await validateWith(runHere, fileSource('a.yaml', TEXT)))!;

test('counts labels once they are known', () => {
  const known = { ...result, validation: validated.validation };
  const found = (name: string) => citedValue(known, parseCite(`shop.fit.${name}`)!, SPAN).value?.text;
  expect(['compared', 'holds_up', 'numbers', 'unsourced'].map(found)).toEqual(['2', '0', '6', '6']);
});

function cite(text: string): string {
  const path = parseCite(text);
  if (path === null) return 'no path';
  const found = citedValue(result, path, SPAN);
  return found.value?.text ?? `${found.finding!.code}: ${found.finding!.message}`;
}

describe('a citation', () => {
  test.each([
    ['shop.measures.goodput.last', '5'],
    ['shop.measures.goodput.least', '0'],
    ['shop.measures.wait.greatest', '40.2 ms'],
    ['shop.outcomes.missed', '300'],
    ['shop.outcomes.slowest', '40.2 ms'],
    ['shop#slow.outcomes.missed', '450'],
    ['shop.sweep.outcomes.missed.p50', '300'],
    ['shop.recovery.verdict', 'recovered'],
    ['shop.facts.down', 'agrees with the observed timeline'],
    ['shop.fit.holds_up', '…'],
    ['shop.sweep.runs', '5'],
    ['shop.draws.runs', '9'],
    ['shop.sweep.marks.back.p50', '00:03 UTC'],
    ['shop.draws.marks.back.happened', '9'],
    ['shop.draws.facts.down', '6'],
    ['shop.sweep.impact.shop.p95', '1 min'],
    ['shop.sweep.measures.goodput.least.p50', '0'],
    ['shop#slow.sweep.marks.back.greatest', '00:03:30 UTC'],
  ])('of %s yields %s', (path, text) => {
    expect(cite(path)).toBe(text);
  });

  test.each([
    ['shop.measures.goodputt.last', 'measure named `goodputt`'],
    ['shop.measures.goodput.first', 'measure field named `first`'],
    ['shop.measures.goodput', 'no path'],
    ['shop.recovery.when', 'recovery field named `when`'],
    ['shop.facts.up', 'observed fact with `shows` named `up`'],
    ['shop.fit.guesses', 'fit count named `guesses`'],
    ['shop.sweep.marks.bock.p50', 'mark named `bock`'],
    ['shop.sweep.marks.back.p51', 'distribution field named `p51`'],
    ['shop.sweep.speed', 'sweep field named `speed`'],
    ['shop.draws.impact.shopp.p50', 'service named `shopp`'],
    ['shop.marks.back.at.p50', 'no path'],
  ])('of %s reports: %s', (path, what) => {
    expect(cite(path)).toContain(what);
  });
});

describe('a citation of a percentile', () => {
  // Each run draws the time of the repair, which is before the end only in some runs.
  const late = resultOf(`
scenario: late
until: 1m
state: { up: false }
processes: { fixer: { steps: [{ id: fix, delay: { dist: uniform, min: 0s, max: 2m }, set: { up: true } }] } }
marks: { back: up }
simulate: { runs: 20 }
`);
  const of = (path: string): string => {
    const found = citedValue(late, parseCite(path)!, SPAN);
    return (
      found.value?.text ??
      `${found.finding!.code} at ${found.finding!.span!.start.line}: ${found.finding!.message}`
    );
  };
  const { happened, at } = late.sweeps[0]!.marks[0]!;

  test('counts runs that end first as later', () => {
    expect(happened).toBeGreaterThan(1);
    expect(happened).toBeLessThan(19);
    expect(at).toMatchObject({ n: happened, above: 20 - happened, p95: null, greatest: null });
    expect(of('late.sweep.marks.back.n')).toBe(String(happened));
    expect(of('late.sweep.marks.back.p5')).toMatch(/ s$/);
  });

  test('is an error after the end of the run', () => {
    for (const field of ['p95', 'greatest']) {
      expect(of(`late.sweep.marks.back.${field}`)).toBe(
        `page/no-value at 1: \`sim: late.sweep.marks.back.${field}\` has no value: only ${happened} of 20 runs get there before the end, and the others count as later, so \`${field}\` is after the end of the run`,
      );
    }
  });
});

describe('inline code that starts with `sim`', () => {
  const meant = (written: string) => citeMeantBy(written, ['cold-cache', 'lease']);

  test.each([
    ['sim cold-cache.recovered', 'cold-cache.recovered'],
    ['sim.cold-cache.marks.recovered.at', 'cold-cache.marks.recovered.at'],
    ['sim lease#longer.marks.lost.at', 'lease#longer.marks.lost.at'],
    ['sim; lease.const.holds', 'lease.const.holds'],
    ['sim :lease.const.holds', 'lease.const.holds'],
    ['Sim: lease.const.holds', 'lease.const.holds'],
    ['sim other.marks.recovered.at', 'other.marks.recovered.at'],
  ])('is a citation without its colon: %s', (written, path) => {
    expect(meant(written)).toBe(path);
  });

  test.each([
    'sim',
    'sim card',
    'sim run --seed 3',
    'sim.step()',
    'sim.world.final.state',
    'sim cold-cache',
    'sim file.txt',
    'simulate cold-cache.recovered',
    'sim-cold-cache.recovered',
  ])('is ordinary code: %s', (written) => {
    expect(meant(written)).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { resultText } from '../../cli/output/result-text.ts';
import { compareResults } from '../../compare/compare-results.ts';
import type { Span } from '../../diagnostic/diagnostic.ts';
import { citedValue, parseCite } from '../../markdown/cite.ts';
import { renderView } from '../../views/views.ts';
import { resultOf } from '../support/evaluate-text.ts';

const SPAN: Span = {
  file: 'trading.yaml',
  start: { line: 1, column: 1 },
  end: { line: 1, column: 1 },
};

const TRADING = `
scenario: trading
clock: { start: 2026-03-02T09:00:00Z }
until: 1h
const: { cap: { value: 400, range: [100, 500] } }
state: { ordered: 0, executed: 0 }
processes:
  router:
    steps:
      - { id: order, delay: 10m, set: { ordered: 100 } }
      - { id: repeat, delay: 5m, set: { executed: cap } }
      - { id: settle, delay: 20m, set: { ordered: executed } }
impact:
  conditions:
    double_orders: { while: 'executed > ordered', users: 'executed - ordered', unit: orders, says: Orders executed twice }
simulate: { runs: 3, draws: 3 }
vary: { caps: { path: const.cap, values: [50, 200] } }
variants:
  capped: { const.cap: 100 }
`;

const result = resultOf(TRADING);
const MINUTE = 60_000_000;

describe('a condition under `impact.conditions`', () => {
  test('is reported for each run, variant, sweep and varied value', () => {
    expect(result.runs.map(({ conditions }) => conditions[0])).toMatchObject([
      { total: 20 * MINUTE, affected: 300, windows: [{ from: 15 * MINUTE, to: 35 * MINUTE, affected: 300 }] },
      { total: 0, affected: 0, windows: [] },
    ]);
    const [seeds] = result.sweeps;
    expect(seeds!.conditions[0]!.impact.p50).toBe(20 * MINUTE);
    const draws = result.sweeps.find(({ kind }) => kind === 'draws')!;
    expect(draws.conditions[0]!.affected.greatest).toBeGreaterThan(100);
    expect(result.sensitivities[0]!.points.map(({ conditions }) => conditions)).toEqual([
      [{ name: 'double_orders', impact: 0, affected: 0 }],
      [{ name: 'double_orders', impact: 20 * MINUTE, affected: 100 }],
    ]);
  });

  test('is shown in tables, the timeline and the text of a command', () => {
    const table = renderView('impact', result);
    expect(table).toContain('Condition met: Orders executed twice.');
    expect(table).toContain('300 orders');
    expect(table).not.toContain('Error budget');
    expect(renderView('impact', result, { variant: 'capped' })).toContain('predicts no impact.');
    expect(renderView('timeline', result)).toContain('Orders executed twice: 300 orders · 20 min');
    expect(renderView('variants', result)).toContain('Affected (orders)');
    const lines = resultText(result, { place: SPAN, width: 120, paint: (_, text) => text });
    expect(lines).toMatch(
      /double_orders +UTC +Mar 2 09:15 +Mar 2 09:35 +20 min +300 orders +executed > ordered/,
    );
    expect(lines).toContain('double_orders none (base: 20 min)');
  });

  test('can be cited and compared', () => {
    const cite = (text: string): unknown => citedValue(result, parseCite(text)!, SPAN).value?.text;
    expect(cite('trading.impact.double_orders.duration')).toBe('20 min');
    expect(cite('trading.impact.double_orders.affected')).toBe('300');
    expect(cite('trading#capped.impact.double_orders.affected')).toBe('0');
    expect(cite('trading#capped.impact.double_orders.first')).toBeUndefined();
    const after = resultOf(TRADING.replace('value: 400', 'value: 500'));
    const place = { incident: 'a', scenario: 'trading', variant: null, cause: 'text' } as const;
    const found = compareResults(place, result, after).filter(({ kind }) => kind === 'impact-changed');
    expect(found).toMatchObject([
      { subject: 'double_orders', before: '20 min, 300 orders', after: '20 min, 400 orders' },
    ]);
  });

  test('counts as impact that no one observed', () => {
    const period = {
      id: 'failing',
      at: '2026-03-02T09:20:00Z',
      to: '2026-03-02T09:40:00Z',
      text: 'Orders are repeated',
      source: null,
      impact: true,
    };
    expect(resultOf(TRADING, { record: [period] }).unobservedImpact).toEqual([
      { service: 'double_orders', from: 15 * MINUTE, to: 20 * MINUTE },
    ]);
  });
});

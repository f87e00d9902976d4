import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../result.ts';
import { resultOf } from '../../tests/support/evaluate-text.ts';
import { RETRY_QUEUE } from '../../tests/support/retry-queue.ts';
import { nothingToShow, renderView } from '../views.ts';

const MAP = 'map: { x: { path: const.rate, values: [2, 4, 6, 8, 11] }, y: const.retries }\n';

let result: Result;
let document: Document;

beforeAll(() => {
  result = resultOf(RETRY_QUEUE(MAP));
  document = pageOf(result);
});

function pageOf(of: Result): Document {
  return parseHTML(`<!DOCTYPE html><html><body>${renderView('map', of)}</body></html>`).document;
}

const textsOf = (selector: string, page = document): string[] =>
  [...page.querySelectorAll(selector)].map((one) => one.textContent!.replace(/\s+/g, ' ').trim());

/** The chart of one size. */
const chart = (page = document): Element => page.querySelector('.hc-chart-wide svg')!;

describe('the figure', () => {
  test('has a name and a summary for readers who can’t see it', () => {
    expect(chart().getAttribute('aria-label')).toBe('Stability by const.rate and const.retries');
    const summary = document.getElementById(chart().getAttribute('aria-describedby')!)!;
    expect(summary.textContent).toBe(
      'Of 10 runs, 6 recover, 2 are metastable and 2 aren’t steady before the trigger. With the scenario’s own values, const.rate 6 and const.retries 1, the run is metastable.',
    );
  });

  test('draws each region with its own sign, and names it in the legend', () => {
    const cells = (region: string) => chart().querySelectorAll(`.hc-ch-cell.hc-ch-${region} rect`).length;
    expect(['recovers', 'metastable', 'never-steady', 'never-hurt'].map(cells)).toEqual([6, 2, 2, 0]);
    const signs = ['recovers', 'metastable', 'never-steady'].map((region) => {
      const paths = chart().querySelectorAll(`.hc-ch-region.hc-ch-${region} path`);
      expect(paths.length).toBe(cells(region));
      return paths[0]!.getAttribute('d');
    });
    expect(new Set(signs).size).toBe(3);
    expect(textsOf('.hc-legend-item')).toEqual([
      'recovers',
      'metastable',
      'not steady before the trigger',
      'the scenario’s own values',
    ]);
  });

  test('separates the regions with lines', () => {
    const lines = [...chart().querySelectorAll('.hc-ch-border path, .hc-ch-border line')];
    // Upright: between 4 and 6 in the upper row, and between 8 and 11 in both. Level: below 6 and 8.
    const drawn = lines.flatMap((one) => one.getAttribute('d')?.match(/M/g) ?? ['line']);
    expect(drawn).toHaveLength(3);
  });

  test('marks the scenario’s own point, unless it’s outside the map', () => {
    expect(chart().querySelectorAll('.hc-ch-own')).toHaveLength(1);
    const outside = pageOf(resultOf(RETRY_QUEUE(MAP.replace('2, 4, 6, 8, 11', '2, 4'))));
    expect(chart(outside).querySelectorAll('.hc-ch-own')).toHaveLength(0);
    expect(textsOf('.hc-panel-summary', outside)[0]).toMatch(/This point is outside the map\.$/);
    expect(textsOf('.hc-legend-item', outside)).not.toContain('the scenario’s own values');
  });

  test('puts the own point between the cells of the values around it', () => {
    const at = (values: string): number => {
      const page = pageOf(resultOf(RETRY_QUEUE(MAP.replace('2, 4, 6, 8, 11', values))));
      const [, x] =
        /translate\(([\d.]+),/.exec(
          chart(page).querySelector('.hc-ch-own path, .hc-ch-own circle')!.getAttribute('transform') ?? '',
        ) ?? [];
      return Number(x ?? chart(page).querySelector('.hc-ch-own circle')!.getAttribute('cx'));
    };
    // Two cells of equal width, in both maps.
    const [left, between, right] = [at('6, 8'), at('4, 8'), at('4, 6')];
    expect(between).toBeCloseTo((left + right) / 2, 1);
    expect(left).toBeLessThan(between);
  });
});

describe('the data', () => {
  test('has a row for each y, the highest first', () => {
    const rows = [...document.querySelectorAll('.hc-table-map tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent!.replace(/\s+/g, ' ').trim()),
    );
    expect(rows).toEqual([
      [
        '1 scenario value',
        'recovers after 16 s',
        'recovers after 41 s',
        'metastable scenario value',
        'metastable',
        'not steady before the trigger',
      ],
      [
        '0',
        'recovers after 14 s',
        'recovers after 17 s',
        'recovers after 24 s',
        'recovers after 45 s',
        'not steady before the trigger',
      ],
    ]);
  });

  test('can be downloaded as CSV with a row for each cell', () => {
    const link = document.querySelector('a.hc-csv')!;
    const lines = decodeURIComponent(link.getAttribute('href')!.split(',').slice(1).join(','))
      .trim()
      .split('\r\n');
    expect(link.getAttribute('download')).toBe('retry-queue-map.csv');
    expect(lines[0]).toBe(
      'const.rate,const.retries,result,why,recovered_after_seconds,longest_impact_seconds',
    );
    expect(lines).toHaveLength(11);
    expect(lines[1]).toMatch(/^2,0,recovers,,1\d(\.\d+)?,\d+$/);
    expect(lines[8]).toMatch(/^6,1,metastable,,,\d+$/);
  });

  test('says why runs are undecided', () => {
    const [first, ...rest] = result.map!.cells;
    const cell = { ...first!, stability: 'undecided' as const, why: 'the trigger never happens' };
    const page = pageOf({ ...result, map: { ...result.map!, cells: [cell, ...rest] } });
    expect(textsOf('.hc-details .hc-note', page)).toContain('Undecided because: the trigger never happens.');
    expect(chart(page).querySelector('.hc-ch-region.hc-ch-undecided text')!.textContent).toBe('?');
  });
});

test('each region that occurs is defined, and no other', () => {
  const notes = textsOf('.hc-note').join(' ');
  expect(notes).toContain(
    'Metastable: the trigger is over, but the steady state doesn’t return before the run ends.',
  );
  expect(notes).toContain('Steady state: goodput >= 0.7 * rate.');
  expect(notes).not.toContain('Never hurt:');
});

test('a scenario without a map has nothing to show', () => {
  const plain = resultOf(RETRY_QUEUE(''));
  expect(nothingToShow('map', plain)).toBe('the scenario has no stability map');
  expect(renderView('map', plain)).toContain('Nothing to show: the scenario has no stability map.');
});

import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { exploredResult } from '../../tests/support/results/exploration.ts';
import { renderView } from '../views.ts';
import { counterexample } from './counterexample.ts';

const race = exploredResult();

function rows(markup: string): string[][] {
  const { document } = new JSDOM(markup).window;
  return [...document.querySelectorAll('.hc-table-steps tbody tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').trim()),
  );
}

describe('base and fix side by side', () => {
  const markup = renderView('side-by-side', race);

  it('has every step of the base, and the fix up to where it diverges', () => {
    const all = rows(markup);
    expect(all).toHaveLength(8);
    expect(all.slice(0, 6).map((row) => row[3])).toEqual(Array.from({ length: 6 }, () => 'same'));
    expect(all[6]!.slice(0, 2)).toEqual(['7', 'E1']);
    expect(all[6]![3]).toBe('Blocked; instead: skips apply E1.plan: 0 (was 1)');
    expect(all[7]![2]).toContain('endpoint_resolves is violated');
    expect(all[7]![3]).toBe('–');
    expect(markup).toContain(
      'Both take the first 6 steps. In variant recheck_on_apply, step 7 (E1: apply) is blocked: E1 skips apply instead.',
    );
  });

  it('replaces the counterexample of a variant that holds', () => {
    const fixed = counterexample(race, race.explorations[1]!);
    expect(fixed).toContain('No counterexample exists.');
    expect(rows(fixed)).toEqual(rows(markup));
  });

  it('says if there is nothing to compare', () => {
    const alone = { ...race, explorations: [race.explorations[0]!] };
    expect(renderView('side-by-side', alone)).toContain('Nothing to compare');
  });
});

import { describe, expect, it } from 'vitest';
import { textWidth, truncate, wrap, wrapToWidth } from './text-fit.ts';

describe('fitting text', () => {
  it('gives wide letters more width and combining marks none', () => {
    expect(textWidth('MMM', 12)).toBeGreaterThan(2 * textWidth('iii', 12));
    expect(textWidth('e\u0301', 12)).toBe(textWidth('e', 12));
    expect(textWidth('日本', 12)).toBeGreaterThan(24);
  });

  it('truncates between grapheme clusters', () => {
    expect(truncate('short', 200, 12)).toBe('short');
    const family = '👩‍👩‍👧‍👦';
    const cut = truncate(family.repeat(30), 120, 12);
    expect(cut.replace('…', '').length % family.length).toBe(0);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(120);
    expect(cut.endsWith('…')).toBe(true);
  });

  it('wraps to a width in pixels', () => {
    const lines = wrapToWidth('the regional endpoint of the database loses all its addresses', 150, 12, 2);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(150);
    expect(wrapToWidth('one two', 500, 12, 2)).toEqual(['one two']);
    expect(wrapToWidth('averyveryverylongwordindeed', 60, 12, 2)[0]).toMatch(/…$/);
  });

  it('wraps to a number of characters, breaking words that are too long', () => {
    expect(wrap('points the endpoint at plan 110', 14, 3)).toEqual(['points the', 'endpoint at', 'plan 110']);
    expect(wrap('abcdefghij kl', 4, 9)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('a b c d e f', 3, 2)).toEqual(['a b', 'c d…']);
  });
});

import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../incident/timeline.ts';
import { entry } from '../../tests/support/listed.ts';
import { keyMoments, MOST_MOMENTS } from './key-moments.ts';

const many = (change: (i: number) => Partial<TimelineEntry> = () => ({})): TimelineEntry[] =>
  Array.from({ length: 20 }, (_, i) =>
    entry(`e${i}`, `2026-03-01T10:${String(i).padStart(2, '0')}:00Z`, { kind: 'context', ...change(i) }),
  );
const ids = (entries: readonly TimelineEntry[]) => entries.map(({ id }) => id);

test('a short timeline is shown whole', () => {
  expect(keyMoments(many().slice(0, MOST_MOMENTS), () => false)).toHaveLength(MOST_MOMENTS);
});

test('marked entries are the key moments', () => {
  const marked = many((i) => ({ moment: i % 9 === 4 ? 'Marked' : null }));
  expect(ids(keyMoments(marked, () => false))).toEqual(['e4', 'e13']);
});

test('otherwise both ends, what models use and the first post are among them, in order', () => {
  const entries = many((i) => ({
    kind: i === 3 || i === 5 ? 'communication' : i > 8 ? 'response' : 'context',
  }));
  const shown = keyMoments(entries, ({ id }) => id === 'e7');
  expect(shown).toHaveLength(MOST_MOMENTS);
  expect(ids(shown).slice(0, 3)).toEqual(['e0', 'e3', 'e7']);
  expect(shown.at(-1)?.id).toBe('e19');
  expect([...shown].sort((a, b) => a.epoch - b.epoch)).toEqual(shown);
});

test('more marked entries than fit are chosen among, not added to', () => {
  const marked = many((i) => ({ moment: i < 15 ? 'Marked' : null }));
  const shown = keyMoments(marked, () => false);
  expect(shown).toHaveLength(MOST_MOMENTS);
  expect(shown.every(({ moment }) => moment !== null)).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { bombs, explosionOf } from './bombs.ts';

describe('text that overloads a naive parser', () => {
  test.each(bombs)('stops at $name', (bomb) => expect(explosionOf(bomb)).toBeNull());

  test('number at least two hundred', () => {
    expect(bombs.length).toBeGreaterThanOrEqual(200);
  });
});

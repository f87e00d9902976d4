import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type RoutedSite, routesOf } from './routes.ts';

const NOTHING: RoutedSite = {
  hasGuides: false,
  docs: false,
  feeds: false,
  previews: false,
  search: false,
  hasFile: () => true,
};

const added = (site: Partial<RoutedSite>) => {
  const before = routesOf(NOTHING).map(({ pattern }) => pattern);
  return routesOf({ ...NOTHING, ...site })
    .map(({ pattern }) => pattern)
    .filter((pattern) => !before.includes(pattern));
};

describe('routes', () => {
  test('of the reference exist only with Hindcast’s docs', () => {
    expect(added({ docs: true })).toEqual(['/reference/[id]']);
    expect(added({ hasGuides: true })).toEqual(['/guides', '/guides/[id]']);
  });

  test('of icons exist only for files that the site lacks', () => {
    expect(added({ hasFile: () => false })).toEqual([
      '/favicon.svg',
      '/favicon.ico',
      '/apple-touch-icon.png',
    ]);
    expect(added({ hasFile: (name) => name === 'favicon.svg' })).toEqual([
      '/favicon.ico',
      '/apple-touch-icon.png',
    ]);
  });

  test('name existing pages', () => {
    const all = routesOf({
      hasGuides: true,
      docs: true,
      feeds: true,
      previews: true,
      search: true,
      hasFile: () => false,
    });
    for (const { file } of all) {
      expect(existsSync(new URL(`../../site/pages/${file}`, import.meta.url)), file).toBe(true);
    }
  });
});

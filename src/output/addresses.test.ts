import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portableAddress, portableCss, portableHtml } from './addresses.ts';

const FILES = new Set([
  'index.html',
  'incidents/index.html',
  'incidents/x/index.html',
  'incidents/x.json',
  'guides/a b/index.html',
  '_astro/s.css',
  '_astro/f.woff2',
]);

const place = (file: string, base = '/a/b/') => ({ file, base, files: FILES });

describe('portable addresses', () => {
  test.each([
    ['/a/b/', 'incidents/x/index.html', '../../index.html'],
    ['/a/b', 'index.html', 'index.html'],
    ['/a/b/incidents/x/#top', 'index.html', 'incidents/x/index.html#top'],
    ['/a/b/incidents/?q=1#a', 'incidents/x/index.html', '../index.html?q=1#a'],
    ['/a/b/incidents/x.json', 'incidents/x/index.html', '../x.json'],
    ['/a/b/guides/a%20b/', 'index.html', 'guides/a%20b/index.html'],
    ['../../incidents/x/', 'guides/a b/index.html', '../../incidents/x/index.html'],
    ['/a/b/gone/', 'incidents/x/index.html', '../../gone'],
  ])('of %s in %s becomes %s', (address, file, to) => {
    expect(portableAddress(address, place(file))).toBe(to);
  });

  test.each([
    '#top',
    '?q=1',
    'https://a.example/',
    '//a.example/',
    'mailto:a@b.example',
    'data:,',
    '/other/',
  ])('does not change %s', (address) => expect(portableAddress(address, place('index.html'))).toBeNull());

  test('lead to the same file from every page', () => {
    const pages = [...FILES].filter((file) => file.endsWith('.html'));
    fc.assert(
      fc.property(fc.constantFrom(...pages), fc.constantFrom(...FILES), (from, to) => {
        const clean = `/a/b/${to
          .replace(/index\.html$/, '')
          .split('/')
          .map(encodeURIComponent)
          .join('/')}`;
        const there = portableAddress(clean, place(from))!;
        const root = new URL('file:///site/');
        expect(decodeURIComponent(new URL(there, new URL(from, root)).pathname)).toBe(`/site/${to}`);
      }),
    );
  });

  test('change only in tags, not in text, other attributes or for other sites', () => {
    const html =
      '<a title="a > b" href="/a/b/incidents/x/">href="/a/b/"</a><img srcset="/a/b/_astro/s.css 1x, https://a.example/ 2x" alt=\'/a/b/\'><a href="https://a.example/?a=1&amp;b=2">';
    expect(portableHtml(html, place('incidents/x/index.html'))).toBe(
      '<a title="a > b" href="index.html">href="/a/b/"</a><img srcset="../../_astro/s.css 1x, https://a.example/ 2x" alt=\'/a/b/\'><a href="https://a.example/?a=1&amp;b=2">',
    );
    expect(portableCss("a{src:url(/a/b/_astro/f.woff2)}b{src:url('data:,')}", place('_astro/s.css'))).toBe(
      "a{src:url(f.woff2)}b{src:url('data:,')}",
    );
  });
});

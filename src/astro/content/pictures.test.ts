import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawingProblem, pictureProblem } from './pictures.ts';

const svg = (inside: string, attributes = ''): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"${attributes}>${inside}</svg>`);

describe('a drawing is refused', () => {
  test.each([
    ['script', '<script>alert(1)</script>'],
    ['script in a namespace', '<svg:script>alert(1)</svg:script>'],
    ['script in capitals', '<SCRIPT/>'],
    ['event handler', '<rect onclick="alert(1)"/>'],
    ['event handler after a slash', '<rect/onload=alert(1)>'],
    ['HTML', '<foreignObject><p>a</p></foreignObject>'],
    ['frame', '<iframe src="#"/>'],
    ['script URL', '<a href="javascript:alert(1)"><text>a</text></a>'],
    ['script URL with character references', '<a href="&#106;avascript:alert(1)"><text>a</text></a>'],
    ['animated URL', '<a><set attributeName="xlink:href" to="#x"/></a>'],
    ['picture elsewhere', '<image xlink:href="https://a.example/a.png"/>'],
    ['picture next to it', '<image href="other.png"/>'],
    ['part of another drawing', '<use href="other.svg#a"/>'],
    ['HTML as data', '<image href="data:text/html;base64,AA"/>'],
    ['style elsewhere', '<style>@import "https://a.example/a.css";</style>'],
    ['style URL', '<rect style="fill: url(https://a.example/#a)"/>'],
    ['style with escapes', '<style>rect { fill: u\\72l(https://a.example) }</style>'],
    ['style with character references', '<rect style="fill: &#117;rl(https://a.example)"/>'],
  ])('with a %s', (_, inside) => {
    expect(drawingProblem(svg(inside))).not.toBeNull();
  });

  test('with entities, a style sheet, or another encoding', () => {
    expect(drawingProblem(Buffer.from(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`))).not.toBeNull();
    expect(drawingProblem(Buffer.from(`<?xml-stylesheet href="#"?>${svg('')}`))).not.toBeNull();
    expect(drawingProblem(Buffer.from(svg('<script/>').toString(), 'utf16le'))).not.toBeNull();
  });
});

test('a harmless drawing is fine', () => {
  const drawing = svg(
    '<title>One on two</title><defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><style>.a { fill: url(#g); }</style><rect class="a" style="stroke:#000"/><use href="#b" xlink:href="#b"/><image href="data:image/png;base64,AAAA"/><text>The button is on = 3</text><animate attributeName="x" to="3"/>',
    ' xmlns:xlink="http://www.w3.org/1999/xlink" onion="1"'.replace(' onion="1"', ''),
  );
  expect(drawingProblem(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${drawing}`))).toBeNull();
});

describe('a picture', () => {
  let top: string;
  const problem = (url: string): string | null =>
    pictureProblem(pathToFileURL(join(top, 'site/content/a.md')), url, pathToFileURL(join(top, 'site/')));

  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'hindcast-pictures-'));
    mkdirSync(join(top, 'site/content/pictures'), { recursive: true });
    mkdirSync(join(top, 'site-two'));
    writeFileSync(join(top, 'site/content/pictures/a b.png'), '');
    writeFileSync(join(top, 'site/top.png'), '');
    writeFileSync(join(top, 'site-two/a.png'), '');
    writeFileSync(join(top, 'site/content/bad.SVG'), svg('<script/>'));
    symlinkSync(join(top, 'site-two/a.png'), join(top, 'site/content/link.png'));
    symlinkSync(join(top, 'site-two'), join(top, 'site/content/folder'));
    symlinkSync(join(top, 'site/content/bad.SVG'), join(top, 'site/content/link.svg'));
  });
  afterAll(() => rmSync(top, { recursive: true }));

  test.each([
    './pictures/a%20b.png',
    'pictures/a b.png',
    '../top.png',
    'https://a.example/a.png',
    '/top.png',
  ])('%s is fine', (url) => expect(problem(url)).toBeNull());

  test.each([
    ['./missing.png', "doesn't exist"],
    ['./pictures', "isn't a file"],
    ['../../site-two/a.png', 'is outside the site'],
    ['%2e%2e/%2e%2e/site-two/a.png', 'is outside the site'],
    ['./link.png', 'is outside the site'],
    ['./folder/a.png', 'is outside the site'],
    ['./bad.SVG', 'has a `<script>` element'],
    ['./link.svg', 'has a `<script>` element'],
  ])('%s is refused', (url, why) => expect(problem(url)).toBe(why));
});

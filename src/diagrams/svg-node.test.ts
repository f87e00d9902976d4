import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { dropUndrawn, mergeTspans, renameIds, roundGeometry, roundPath, unwrapGroups } from './shrink.ts';
import { readPicture, type SvgNode, writeNode } from './svg-node.ts';
import { BREAK_RECT, keepLegible, present, sentinel } from './theme.ts';

const { document } = parseHTML('<body></body>');

function read(markup: string): SvgNode {
  document.body.innerHTML = `<svg>${markup}</svg>`;
  return readPicture(document.querySelector('svg')!).root;
}

/** Applies passes to an SVG picture and returns the content of its `svg` element. */
function written(markup: string, ...passes: ((root: SvgNode) => void)[]): string {
  const root = read(markup);
  for (const pass of passes) pass(root);
  return writeNode(root)
    .replace(/^<svg[^>]*?\/?>/, '')
    .replace('</svg>', '');
}

describe('reading', () => {
  test.each([
    ['<script>x()</script><g onclick="x()"><path d="M0 0" onload="x()"/></g>', '<g><path d="M0 0"/></g>'],
    ['<a href="javascript:x()"><text>t</text></a>', '<g><text>t</text></g>'],
    ['<a href=" java\nscript:x()"><text>t</text></a>', '<g><text>t</text></g>'],
    ['<a href="//evil.example"><text>t</text></a>', '<g><text>t</text></g>'],
    ['<a href="data:text/html,x"><text>t</text></a>', '<g><text>t</text></g>'],
    [
      '<a xlink:href="https://a.example/?x=1&amp;y" target="_blank"><text>t</text></a>',
      '<a href="https://a.example/?x=1&amp;y"><text>t</text></a>',
    ],
    [
      '<path fill="url(https://evil.example/x)" stroke="var(--x)" style="fill:url(#ok)"/>',
      '<path fill="url(#ok)"/>',
    ],
    ['<path style="fill:expression(x());stroke:image-set(x)"/>', '<path/>'],
    ['<iframe src="x"></iframe><animate attributeName="href"/><set/><use href="#a"/>', '<use href="#a"/>'],
    ['<path class="node" data-id="x" name="y" aria-label="z" filter="url(#f)"/>', '<path/>'],
  ])('%s', (markup, expected) => {
    expect(written(markup)).toBe(expected);
  });

  test('reports images and HTML with text', () => {
    document.body.innerHTML =
      '<svg><image href="x"/><foreignObject></foreignObject><foreignObject><p>t</p></foreignObject></svg>';
    expect(readPicture(document.querySelector('svg')!).refused).toEqual(['image', 'foreignobject']);
  });
});

describe('styles', () => {
  test('turns theme colors into classes and keeps author colors', () => {
    const css = `<style>.a{fill:${sentinel('surface')};stroke:${sentinel('line').toUpperCase()}}</style>`;
    expect(written(`${css}<rect class="a"/><rect fill="pink"/><rect fill="${BREAK_RECT}"/>`, present)).toBe(
      '<rect class="mmd-fill-surface mmd-stroke-line"/><rect fill="pink"/><rect class="mmd-fill-break"/>',
    );
  });

  test('drops redundant declarations', () => {
    const text = `<text style="fill:${sentinel('fg')};font-size:16px;font-weight:normal;text-anchor:start">t</text>`;
    expect(written(text, present)).toBe('<text>t</text>');
    expect(written(`<g stroke-width="2px"><g style="stroke-width:2"><text>t</text></g></g>`, present)).toBe(
      '<g stroke-width="2"><g><text>t</text></g></g>',
    );
    expect(written('<path stroke="none" stroke-width="3" font-size="9" fill="none"/>', present)).toBe(
      '<path fill="none"/>',
    );
  });

  test('keeps a default value that overrides an inherited one', () => {
    expect(written('<g font-size="20"><text font-size="16px">t</text></g>', present)).toBe(
      '<g font-size="20"><text font-size="16">t</text></g>',
    );
    expect(written('<g font-size="20"><text font-size="150%">t</text></g>', present)).toContain(
      'font-size="30"',
    );
  });

  test('resolves currentColor', () => {
    expect(written(`<g color="${sentinel('line')}"><path stroke="currentColor"/></g>`, present)).toBe(
      '<g><path class="mmd-stroke-line"/></g>',
    );
  });

  test('tints author colors under text in the page color', () => {
    const node = (color: string) =>
      `<g class="node"><path fill="#f96" stroke="#333"/><text fill="${color}">t</text></g>`;
    expect(written(node(sentinel('fg')), keepLegible)).toContain(
      'fill="#f96" stroke="#333" fill-opacity="0.25"',
    );
    expect(written(node('#000'), keepLegible)).not.toContain('fill-opacity');
    expect(written('<rect class="rect" fill="lightblue"/>', keepLegible)).toContain('fill-opacity="0.25"');
    expect(written('<rect class="rect" fill="rgba(1,2,3,.2)"/>', keepLegible)).not.toContain('fill-opacity');
    expect(written(`<rect class="rect" fill="${BREAK_RECT}"/>`, keepLegible)).not.toContain('fill-opacity');
  });
});

describe('shrinking', () => {
  test('drops invisible elements', () => {
    const hidden = '<g display="none"><path d="M0 0"/></g><g><g></g></g><text></text><rect/><path d=""/>';
    expect(written(`${hidden}<path d="M0 0"/>`, dropUndrawn)).toBe('<path d="M0 0"/>');
  });

  test('merges a text with its only tspan', () => {
    expect(
      written('<text x="1" y="2" dy="1em"><tspan x="3" dy="0">a<tspan>b</tspan></tspan></text>', mergeTspans),
    ).toBe('<text x="3" y="2">a<tspan>b</tspan></text>');
  });

  test('unwraps groups without attributes and joins adjacent text', () => {
    expect(written('<g><g><text>a <tspan>b</tspan> c</text></g></g>', unwrapGroups)).toBe(
      '<text>a b c</text>',
    );
  });

  test('keeps only referenced ids and renames them', () => {
    const defs = '<defs><marker id="m1"><path d="M0 0"/></marker><marker id="m2"/></defs>';
    const rename = (root: SvgNode) => renameIds(root, 'fig');
    expect(
      written(`${defs}<path id="p" marker-end="url(#m1)" marker-start="url(#gone)"/>`, rename, unwrapGroups),
    ).toBe('<marker id="fig.1"><path d="M0 0"/></marker><path marker-end="url(#fig.1)"/>');
  });

  test('rounds numbers only in geometry', () => {
    expect(
      written('<text x="1.23456" transform="translate(1e-9,-2.005)">3.14159</text>', roundGeometry),
    ).toBe('<text x="1.23" transform="translate(0,-2)">3.14159</text>');
    expect(written('<g transform="scale(0.0123)"/>', roundGeometry)).toBe('<g transform="scale(0.0123)"/>');
  });

  test.each([
    ['M0.333.444-0.001-5.5', 'M0.33 0.44L0 -5.5'],
    ['a1,1 0 01.5.5', 'a1 1 0 0 1 0.5 0.5'],
    ['M1,2 L3,4 Z', 'M1 2L3 4Z'],
    ['M0 0L0 10L0 9.99', 'M0 0L0 10'],
  ])('rounds the path %s to %s', (d, expected) => {
    expect(roundPath(d)).toBe(expected);
  });
});

test('escapes text for HTML and XML', () => {
  expect(written('<text>&lt;/text&gt;&lt;script&gt; "a" &amp;amp; \u0007</text>')).toBe(
    '<text>&lt;/text&gt;&lt;script&gt; &quot;a&quot; &amp;amp; \ufffd</text>',
  );
});

import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { matchesSelector, parseDeclarations, parseSelector, parseStyleSheet } from './css.ts';

const { document } = parseHTML('<body><svg id="d"></svg></body>');

function element(markup: string): Element {
  document.body.innerHTML = `<svg id="d"><g class="outer"><g class="inner">${markup}</g></g></svg>`;
  return document.querySelector('.inner')!.firstElementChild!;
}

describe('selectors', () => {
  const target = '<path id="d-arrow" class="edge thick" data-look="classic"/>';

  test.each([
    'path',
    '*',
    '.edge',
    '.edge.thick',
    '#d-arrow',
    '#d path',
    '#d .outer .edge',
    '.inner>path',
    '.outer > .inner > .edge',
    '[data-look]',
    '[data-look="classic"]',
    '[id$="-arrow"]',
    '[id^="d-"]',
    '[class*="thi"]',
    '[class~="thick"]',
    "#d .inner path[data-look='classic'].thick",
  ])('%s matches the element', (text) => {
    expect(matchesSelector(element(target), parseSelector(text)!)).toBe(true);
  });

  test.each([
    'rect',
    '.thin',
    '.outer > path',
    '.inner .inner path',
    '[data-look="neo"]',
    '[id$="-x"]',
    '#other path',
  ])('%s does not match', (text) => {
    expect(matchesSelector(element(target), parseSelector(text)!)).toBe(false);
  });

  test.each([':root', 'path:hover', 'a + b', 'a ~ b', '', '>', 'path >', '[x=', '..a'])(
    '%s is not supported',
    (text) => {
      expect(parseSelector(text)).toBeNull();
    },
  );
});

describe('the cascade', () => {
  const properties = new Set(['fill', 'stroke', 'opacity']);

  function fillOf(css: string, markup: string): string | undefined {
    return parseStyleSheet(css, properties).declared(element(markup)).get('fill');
  }

  test.each([
    ['a presentation attribute', '', '<path fill="a"/>', 'a'],
    ['a rule over the attribute', 'path{fill:b}', '<path fill="a"/>', 'b'],
    ['the later rule', 'path{fill:b}path{fill:c}', '<path/>', 'c'],
    ['the more specific rule', '.e{fill:b}path{fill:c}', '<path class="e"/>', 'b'],
    ['an id over classes', '#d path{fill:b}.outer .inner path.e{fill:c}', '<path class="e"/>', 'b'],
    ['the style attribute over rules', '#d path{fill:b}', '<path style="fill:s"/>', 's'],
    ['!important over the style attribute', 'path{fill:b !important}', '<path style="fill:s"/>', 'b'],
    [
      'the style attribute if both are !important',
      'path{fill:b!important}',
      '<path style="fill:s!important"/>',
      's',
    ],
    ['a rule with a selector list', 'rect,path{fill:b}', '<path/>', 'b'],
    ['no rule inside an at-rule', '@media print{path{fill:b}}@import "x";', '<path fill="a"/>', 'a'],
    ['no rule in a comment', '/* path{fill:b} */', '<path fill="a"/>', 'a'],
    ['a rule after an at-rule', '@keyframes x{from{fill:b}to{fill:c}}path{fill:d}', '<path/>', 'd'],
  ])('applies %s', (_what, css, markup, expected) => {
    expect(fillOf(css, markup)).toBe(expected);
  });

  test('ignores properties that were not requested', () => {
    const sheet = parseStyleSheet('path{cursor:pointer;stroke:b}', properties);
    expect([...sheet.declared(element('<path style="filter:none;opacity:1"/>'))]).toEqual([
      ['stroke', 'b'],
      ['opacity', '1'],
    ]);
  });
});

test('declarations may contain semicolons in brackets and quotes', () => {
  expect(parseDeclarations('fill:url(data:a;b); ; content:"x;y" ;stroke : red! important;bad')).toEqual([
    { property: 'fill', value: 'url(data:a;b)', important: false },
    { property: 'content', value: '"x;y"', important: false },
    { property: 'stroke', value: 'red', important: true },
  ]);
});

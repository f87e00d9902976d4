import { describe, expect, it } from 'vitest';
import { cursorAt } from './cursor.ts';

/** `|` marks the cursor. */
function at(text: string): string {
  const offset = text.indexOf('|');
  const { path, at: what, prefix } = cursorAt(text.replace('|', ''), offset);
  return `${what} ${path.join('.')} ${prefix}`.trim();
}

describe('the cursor', () => {
  it.each([
    ['sc|', 'key  sc'],
    ['title: a\nun|', 'key  un'],
    ['title: ab|', 'value title ab'],
    ['processes:\n  p:\n    st|', 'key processes.p st'],
    ['processes:\n  p:\n    steps:\n      - |', 'key processes.p.steps.0'],
    ['processes:\n  p:\n    steps:\n      - id: a\n        wh|', 'key processes.p.steps.0 wh'],
    [
      'processes:\n  p:\n    steps:\n      - id: a\n      - id: b\n        then: a|',
      'value processes.p.steps.1.then a',
    ],
    ['steps:\n- id: a\n- id: b\n  when: x|', 'value steps.1.when x'],
    ['steps:\n  - { id: a, wh|', 'key steps.0 wh'],
    ['steps:\n  - { id: a, when: x.y|', 'value steps.0.when x.y'],
    ['steps:\n  - { id: a, set: { |', 'key steps.0.set'],
    ['steps:\n  - { id: a, set: { x: 1, self.y: 2 }, then: s| }', 'value steps.0.then s'],
    ['a: [x, y|', 'value a.1 y'],
    ['a: { b: [1, { c: "}", d: |', 'value a.b.1.d'],
    ['a:\n  b: {\n    c: 1,\n    d|', 'key a.b d'],
    ['a:\n  b: 1\n\n# note\n  c|', 'key a c'],
    ['a:\n  b:\n    c: 1\n  d|', 'key a d'],
    ["when: '!warm && n|", 'value when n'],
    ['a: x[0] + b|', 'value a b'],
    ['marks:\n  m: "a: b"\n  n|', 'key marks n'],
  ])('is located in %j', (text, found) => {
    expect(at(text)).toBe(found.trim());
  });
});

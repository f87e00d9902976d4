import { beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_DIAGRAMS } from '../tests/support/hostile-diagrams.ts';
import { createRenderer, type DiagramRenderer } from './render.ts';

let renderer: DiagramRenderer;
beforeAll(async () => {
  renderer = await createRenderer();
});

describe('hostile text', () => {
  test.each(HOSTILE_DIAGRAMS)('%s', async (text) => {
    const result = await renderer.render('fig', text);
    if (!result.ok) {
      expect(result.message).not.toMatch(/^\s*at |\n/);
      return;
    }
    const allowed =
      /^<(?:\/?(?:svg|title|desc|g|a|marker|path|rect|circle|ellipse|line|polygon|polyline|text|tspan|defs|symbol|use)\b|$)/;
    const tags = result.svg.match(/<[^>]*>?/g)!;
    for (const found of tags) expect(found).toMatch(allowed);
    for (const found of tags) expect(found).not.toMatch(/\son\w+=|style=|javascript:|evil\.example|xlink/i);
  });

  test('long labels are drawn and long sources rejected', async () => {
    const wide = await renderer.render('fig', `sequenceDiagram\n  A->>B: ${'wide '.repeat(2_000)}`);
    expect(Number(/ width="(\d+)/.exec(wide.ok ? wide.svg : '')![1])).toBeGreaterThan(50_000);
    const long = await renderer.render('fig', `sequenceDiagram\n${'  A->>B: x\n'.repeat(6_000)}`);
    expect(long).toEqual({ ok: false, line: null, message: 'the diagram is longer than 50,000 characters' });
  });

  test('an id that could break out of its attribute throws', async () => {
    await expect(renderer.render('a" onload="x', 'flowchart LR\n a --> b')).rejects.toThrow(TypeError);
    await expect(renderer.render('', 'flowchart LR\n a --> b')).rejects.toThrow(TypeError);
  });
});

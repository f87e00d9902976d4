import { beforeAll, describe, expect, test } from 'vitest';
import { createRenderer, type DiagramRenderer } from './render.ts';

let renderer: DiagramRenderer;
beforeAll(async () => {
  renderer = await createRenderer();
});

describe('hostile text', () => {
  const tag = '<script>alert(1)</script>';
  const image = '<img src=x onerror=alert(1)>';
  const vectors = [
    `sequenceDiagram\n  participant A as ${tag}\n  participant B as ${image}\n  A->>B: ${tag}\n  Note over A,B: ${image}`,
    `sequenceDiagram\n  A->>B: </text></svg>${tag}<svg><text>\n  loop </style>${tag}\n  A->>B: x\n  end`,
    `sequenceDiagram\n  accTitle: </title>${tag}\n  accDescr: </desc>${image}\n  A->>B: x`,
    'sequenceDiagram\n  A->>B: #lt;script#gt;alert(1)#lt;/script#gt; &lt;img src=x onerror=alert(1)&gt;',
    'sequenceDiagram\n  participant A\n  A->>A: x\n  link A: go @ javascript:alert(1)\n  links A: {"x": "javascript:alert(1)"}',
    'sequenceDiagram\n  rect rgb(1,2,3);fill:url(https://evil.example/x)\n  A->>B: x\n  end',
    `flowchart LR\n  a["${tag}"] -->|"${image}"| b["<a href='javascript:alert(1)'>x</a>"]\n  click a "javascript:alert(1)"`,
    'flowchart LR\n  a --> b\n  click a call alert(1)\n  click b href "JaVaScRiPt:alert(1)"',
    'flowchart LR\n  a --> b\n  style a fill:url(https://evil.example/x),stroke:#f00',
    'flowchart LR\n  a --> b\n  classDef x fill:#fff,x:expression(alert(1))\n  class a x',
    `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "*{fill:url(https://evil.example)}"}}%%\nflowchart LR\n  a["${image}"] --> b`,
    `---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n  flowchart:\n    htmlLabels: true\n  dompurifyConfig: { ADD_TAGS: [script] }\n---\nflowchart LR\n  a["${tag}x"] --> b`,
    `stateDiagram-v2\n  a --> b : ${tag}\n  state "${image}" as b`,
    `classDiagram\n  class A["${tag}"]\n  A : +x() ${image}\n  click A href "javascript:alert(1)"`,
    `erDiagram\n  A ||--o{ B : "${image}"`,
  ];

  test.each(vectors)('%s', async (text) => {
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

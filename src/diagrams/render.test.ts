import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { SAMPLES } from '../tests/support/diagram-samples.ts';
import { createRenderer, type DiagramRenderer } from './render.ts';
import { BREAK_RECT, sentinel, THEME_COLORS } from './theme.ts';

let renderer: DiagramRenderer;
beforeAll(async () => {
  renderer = await createRenderer();
});

async function svgOf(text: string, id = 'fig'): Promise<string> {
  const result = await renderer.render(id, text);
  if (!result.ok) throw new Error(result.message);
  return result.svg;
}

/** The drawing, parsed the way a browser would parse it in a page. */
async function pictureOf(text: string): Promise<Element> {
  const { document } = parseHTML(`<body>${await svgOf(text)}</body>`);
  return document.querySelector('svg')!;
}

const SAMPLE_NAMES = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];

describe.each(SAMPLE_NAMES)('%s', (name) => {
  test('has the same size as in a browser', async () => {
    const svg = await pictureOf(SAMPLES[name].text);
    const box = svg.getAttribute('viewBox')!.split(' ').map(Number);
    box.forEach((value, index) => {
      expect(Math.abs(value - SAMPLES[name].viewBox[index]!)).toBeLessThan(0.05);
    });
    expect([svg.getAttribute('width'), svg.getAttribute('height')]).toEqual([String(box[2]), String(box[3])]);
  });

  test('has no inline styles and only theme colors', async () => {
    const svg = await svgOf(SAMPLES[name].text);
    expect(svg).not.toMatch(
      /<style|style=|<script|<foreignObject|\son\w+=|javascript:|aria-roledescription|data-/i,
    );
    expect(svg).not.toMatch(/(?:fill|stroke)="(?!none")/);
    for (const color of THEME_COLORS) expect(svg.toLowerCase()).not.toContain(sentinel(color));
    expect(svg).not.toContain(BREAK_RECT);
  });

  test('has unique, referenced ids that start with its own', async () => {
    const svg = await svgOf(SAMPLES[name].text, 'my-fig');
    const ids = [...svg.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]!);
    expect(ids.filter((id) => id !== 'my-fig' && !id.startsWith('my-fig.'))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const referred = [...svg.matchAll(/url\(#([^)]*)\)|aria-\w+="([^"]*)"/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(new Set([...referred, 'my-fig'])).toEqual(new Set(ids));
  });
});

describe('drawings', () => {
  test('draws a message as an arrow with text', async () => {
    const svg = await pictureOf(SAMPLES.smallSequence.text);
    const texts = Array.from(svg.querySelectorAll('text'), (text) => text.textContent);
    expect(texts.filter((text) => text === 'Enactor 1')).toHaveLength(2);
    expect(texts).toContain('points the endpoint at plan 3');
    const lines = Array.from(svg.querySelectorAll('[marker-end]'));
    expect(lines).toHaveLength(3);
    expect(lines.map((line) => line.getAttribute('stroke-dasharray'))).toEqual([null, '3 3', null]);
    for (const line of lines) expect(line.getAttribute('class')).toBe('mmd-stroke-line');
    expect(svg.querySelectorAll('marker')).toHaveLength(2);
  });

  test('draws twenty messages as twenty numbered arrows', async () => {
    const svg = await pictureOf(SAMPLES.twentyMessages.text);
    expect(svg.querySelectorAll('[marker-end]')).toHaveLength(20);
    const texts = Array.from(svg.querySelectorAll('text'), (text) => text.textContent);
    for (let number = 1; number <= 20; number++) expect(texts).toContain(String(number));
  });

  test('gives notes, activations, loops and violations their classes', async () => {
    const svg = await pictureOf(SAMPLES.marksAndBlocks.text);
    expect(svg.querySelectorAll('rect.mmd-fill-note.mmd-stroke-note-border')).toHaveLength(2);
    expect(svg.querySelectorAll('rect.mmd-fill-active')).toHaveLength(2);
    expect(svg.querySelectorAll('rect.mmd-fill-break')).toHaveLength(1);
    expect(svg.querySelectorAll('polygon.mmd-fill-surface')).toHaveLength(2);
  });

  test('keeps text of any script as written', async () => {
    const svg = await svgOf(SAMPLES.unicodeSequence.text);
    for (const text of [
      '解析サーバ',
      'Сервер имён Ωμέγα',
      '🚨 нет ответа 👩‍🚒',
      'Größe ½ → ∞, naïve façade, Việt Nam',
    ]) {
      expect(svg).toContain(`>${text}<`);
    }
  });

  test('does not round numbers in labels', async () => {
    expect(await svgOf('sequenceDiagram\n  A->>B: 3.14159 s, #35;f1f2f4')).toContain('3.14159 s, #f1f2f4');
  });

  test('draws flowchart edges with arrowheads, and clusters with a background', async () => {
    const svg = await pictureOf(SAMPLES.flowchart.text);
    expect(svg.querySelectorAll('path[marker-end]')).toHaveLength(6);
    const texts = Array.from(svg.querySelectorAll('text'), (text) => text.textContent);
    expect(texts).toContain('no, its state is inconsistent');
    expect(svg.querySelector('rect.mmd-fill-cluster')).not.toBeNull();
  });

  test('keeps author classes and colors', async () => {
    const svg = await svgOf(
      'flowchart LR\n A --> B\n classDef hot fill:#f96,stroke:#933,stroke-width:3px\n class B hot',
    );
    expect(svg).toMatch(/fill="#f96" stroke="#933" stroke-width="3" fill-opacity="0.25"/);
  });

  test('draws class and entity relationship diagrams', async () => {
    expect(await svgOf('classDiagram\n  Plan <|-- OldPlan\n  Plan : +int number')).toContain('>+int number<');
    expect(await svgOf('erDiagram\n  PLAN ||--o{ RECORD : holds\n  PLAN { int number }')).toContain(
      '>RECORD<',
    );
  });
});

describe('text alternatives', () => {
  test('come from accTitle and accDescr', async () => {
    const svg = await svgOf(SAMPLES.smallSequence.text);
    expect(svg).toMatch(
      /^<svg class="diagram" id="fig" xmlns="[^"]*" viewBox="[^"]*" width="536" height="321" role="img" aria-labelledby="fig.title" aria-describedby="fig.desc"><title id="fig.title">A plan is applied<\/title><desc id="fig.desc">The enactor points the endpoint at a plan.<\/desc>/,
    );
  });

  test('default to the diagram type', async () => {
    const svg = await svgOf('stateDiagram-v2\n  a --> b');
    expect(svg).toContain(
      'role="img" aria-labelledby="fig.title"><title id="fig.title">State diagram</title>',
    );
    expect(svg).not.toContain('aria-describedby');
  });

  test('use a document role for drawings with links, which are not accessible in an image', async () => {
    const svg = await svgOf('flowchart LR\n A --> B\n click A "https://example.com/a?b=1&c=2" "tip" _blank');
    expect(svg).toContain('role="graphics-document document"');
    expect(svg).toContain('<a href="https://example.com/a?b=1&amp;c=2" ');
    expect(svg).not.toContain('target=');
  });
});

describe('failures', () => {
  test.each([
    [
      'sequenceDiagram\n  A->>B: hi\n  A->>\n  B->>A: x',
      3,
      /^unexpected end of the line; expected .*`ACTOR`$/,
    ],
    ['sequenceDiagram\n  A->>B: x\n\n  end\n', 4, 'unexpected `end`'],
    ['sequenceDiagram\n\n\nA->>B: ok\nloop x\nA->>B: y\n\n\n', 6, 'unexpected end of the diagram'],
    ['sequenceDiagram\r\n  A->>B: x\r\n%% aside\r\n  foo bar\r\n  A->>B: y', 4, 'unexpected end of the line'],
    ['sequenceDiagram\n  A->>B: x\n  participant\n', 3, 'unexpected character'],
    ['sequenceDiagram\n  deactivate A', null, 'Trying to inactivate an inactive participant (A)'],
    ['flowchart TD\n  A[x (y)] --> B', 2, 'unexpected `(`'],
    [
      '---\ntitle: x\n---\n%% aside\nflowchart TD\n  A --> B\n  %% more\n  A -->\n',
      8,
      'unexpected end of the diagram',
    ],
    [
      '%%{init: {"theme": "dark"}}%%\n%%{init: {\n"flowchart": {}}}%%\n\nflowchart TD\n  A -->\n',
      6,
      'unexpected end of the diagram',
    ],
    ['stateDiagram-v2\n  a --> \n', 2, 'unexpected end of the line; expected `ID` or `EDGE_STATE`'],
    ['---\ntitle: [x\n---\nflowchart TD\n A --> B', 3, /^front matter: unexpected end of the stream/],
    ['\n\nflowchart LR\n a --> b', undefined, ''],
    ['%% aside\n---\ntitle: x\n---\nflowchart LR\n a --> b', 2, /^front matter must come first/],
    ['', 1, 'the diagram is empty'],
    ['\n\nsequenzDiagram\n  A->>B: x', 3, "`sequenzDiagram` isn't a Mermaid diagram type"],
    ['pie\n  "a" : 1', 1, /^`pie` diagrams aren't supported; use one of: class diagram,/],
    ['sequenceDiagram', null, 'the diagram has no content'],
    ['flowchart TD', null, 'the diagram has no content'],
    [
      'flowchart TD\n A@{ img: "https://evil.example/x.png" }',
      null,
      /^the diagram uses a feature that isn't available at build time/,
    ],
  ] as const)('%j', async (text, line, message) => {
    const result = await renderer.render('fig', text);
    if (line === undefined) expect(result.ok).toBe(true);
    else if (typeof message === 'string') expect(result).toEqual({ ok: false, line, message });
    else expect(result).toEqual({ ok: false, line, message: expect.stringMatching(message) });
  });

  test('do not affect the next diagram', async () => {
    const before = await svgOf(SAMPLES.flowchart.text);
    await renderer.render('fig', 'flowchart TD\n  A -->');
    await renderer.render('fig', '%%{init: {"flowchart": {"curve": "basis"}}}%%\nflowchart TD\n  A -->');
    expect(await svgOf(SAMPLES.flowchart.text)).toBe(before);
  });
});

describe('the same source gives the same bytes', () => {
  async function digests(
    of: DiagramRenderer,
    names: readonly (keyof typeof SAMPLES)[],
  ): Promise<Map<string, string>> {
    const results = await Promise.all(names.map((name) => of.render(name, SAMPLES[name].text)));
    return new Map(
      results.map((result, index) => [names[index]!, digest(result.ok ? result.svg : result.message)]),
    );
  }

  function digest(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }

  test('from two renderers at the same time, in a different order', async () => {
    const second = await createRenderer();
    const reversed = [...SAMPLE_NAMES].reverse();
    const [forwards, backwards] = await Promise.all([
      digests(renderer, SAMPLE_NAMES),
      digests(second, reversed),
    ]);
    expect([...backwards].reverse()).toEqual([...forwards]);
  });

  test('from a new process', async () => {
    const script = `
      const { createRenderer } = await import(${JSON.stringify(new URL('./render.ts', import.meta.url).href)});
      const { SAMPLES } = await import(${JSON.stringify(new URL('../tests/support/diagram-samples.ts', import.meta.url).href)});
      const renderer = await createRenderer();
      const { svg } = await renderer.render('twentyMessages', SAMPLES.twentyMessages.text);
      const flowchart = await renderer.render('flowchart', SAMPLES.flowchart.text);
      process.stdout.write(svg + flowchart.svg);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const here = await svgOf(SAMPLES.twentyMessages.text, 'twentyMessages');
    expect(stdout).toBe(here + (await svgOf(SAMPLES.flowchart.text, 'flowchart')));
  });

  test('without leaving browser globals', async () => {
    await svgOf(SAMPLES.smallSequence.text);
    const names = ['window', 'document', 'Element', 'HTMLElement', 'SVGElement', 'CSS', 'CSSStyleSheet'];
    expect([...names, 'getComputedStyle'].filter((name) => name in globalThis)).toEqual([]);
  });
});

test('the style sheet defines every class and a default for every color', async () => {
  const css = await readFile(new URL('./diagram.css', import.meta.url), 'utf8');
  for (const color of THEME_COLORS) {
    expect(css).toMatch(new RegExp(`--mmd-${color}: light-dark\\(#[\\da-f]{6}, #[\\da-f]{6}\\);`));
    for (const property of ['fill', 'stroke']) {
      expect(css).toContain(`.mmd-${property}-${color} {\n  ${property}: var(--mmd-${color});\n}`);
    }
  }
});

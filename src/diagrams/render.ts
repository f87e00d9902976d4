import type { Mermaid } from 'mermaid';
import { createDom, type DiagramDom } from './dom.ts';
import { describeFailure, unsupportedKind } from './failure.ts';
import { createLayout } from './layout.ts';
import { loadMermaid } from './mermaid.ts';
import { dropUndrawn, mergeTspans, renameIds, roundGeometry, unwrapGroups, visit } from './shrink.ts';
import { escapeText, type Picture, readPicture, type SvgNode, writeNode } from './svg-node.ts';
import { loadFontMetrics } from './text-style.ts';
import { keepLegible, MAX_TEXT, mermaidConfig, present } from './theme.ts';

/** A picture, or why there is none; `line` counts from 1 in the mermaid text, null where mermaid does not say. */
export type DiagramSvg = { ok: true; svg: string } | { ok: false; line: number | null; message: string };

export interface DiagramRenderer {
  /**
   * Draws a mermaid text as one `svg` element to stand in a page that includes `diagram.css` and Inter 400 and 600.
   * It has no style, script or link that runs; its colours are custom properties (`--mmd-...`), its size is in its
   * attributes, and it is named by `accTitle` and `accDescr`. Same id and text, same bytes. Calls are drawn one by
   * one, in order. What is wrong with the text comes back as data.
   *
   * @param id unique in the page; a letter, then letters, digits, `-` and `_`. All ids inside start with it.
   * @throws TypeError if the id is none
   */
  render(id: string, text: string): Promise<DiagramSvg>;
}

const ID = /^[A-Za-z][\w-]*$/;

const DRAWN = new Set(['circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'rect', 'text']);

/**
 * The kinds of diagram that are drawn, by mermaid's names, with a name for readers who cannot see the picture and whose
 * author gave none. Other kinds depend on the day or on chance, have colours that do not follow the page, or need more
 * of a browser than its layout.
 */
const KINDS: Readonly<Record<string, string>> = {
  class: 'Class diagram',
  classDiagram: 'Class diagram',
  er: 'Entity relationship diagram',
  flowchart: 'Flowchart',
  'flowchart-elk': 'Flowchart',
  'flowchart-v2': 'Flowchart',
  sequence: 'Sequence diagram',
  state: 'State diagram',
  stateDiagram: 'State diagram',
};

/**
 * Loads mermaid with a document to draw in. Takes a second or two; keep the renderer.
 *
 * @throws Error if the sanitizer has no DOM to work on, in which case nothing may be drawn
 */
export async function createRenderer(): Promise<DiagramRenderer> {
  const dom = await createDom(createLayout(loadFontMetrics()));
  const mermaid = await dom.run(async () => {
    const loaded = await loadMermaid();
    loaded.initialize(mermaidConfig());
    return loaded;
  });
  return {
    render: async (id, text) => {
      if (!ID.test(id)) throw new TypeError(`not an id for a diagram: ${JSON.stringify(id)}`);
      if (text.length > MAX_TEXT) {
        return { ok: false, line: null, message: `the diagram is longer than ${MAX_TEXT} characters` };
      }
      return dom.run(() => draw(mermaid, dom, id, text));
    },
  };
}

async function draw(mermaid: Mermaid, dom: DiagramDom, id: string, text: string): Promise<DiagramSvg> {
  const { body } = dom.document;
  try {
    const type = mermaid.detectType(text);
    const kind = KINDS[type];
    if (kind === undefined) {
      const supported = [...new Set(Object.values(KINDS))].map((name) => name.toLowerCase());
      return { ok: false, ...unsupportedKind(type, supported, text) };
    }
    const { svg } = await mermaid.render(id, text);
    body.innerHTML = svg;
    const element = body.querySelector('svg');
    if (element === null) return { ok: false, line: null, message: 'mermaid drew nothing' };
    return finish(readPicture(element), id, kind);
  } catch (error) {
    return { ok: false, ...describeFailure(error, text) };
  } finally {
    body.innerHTML = '';
  }
}

/** From what mermaid drew to what a page gets, or why it gets nothing. */
function finish({ root, title, description, refused }: Picture, id: string, kind: string): DiagramSvg {
  dropUndrawn(root);
  const problem = refusal(root, refused);
  if (problem !== null) return { ok: false, line: null, message: problem };
  mergeTspans(root);
  keepLegible(root);
  present(root);
  renameIds(root, id);
  unwrapGroups(root);
  roundGeometry(root);
  const name = `<title id="${id}.title">${escapeText(title ?? kind)}</title>`;
  const details = description === null ? '' : `<desc id="${id}.desc">${escapeText(description)}</desc>`;
  const viewBox = root.attributes.get('viewBox')!;
  const [, , width, height] = viewBox.split(/[\s,]+/);
  root.attributes = new Map([
    ['id', id],
    ['xmlns', 'http://www.w3.org/2000/svg'],
    ['viewBox', viewBox],
    ['width', width!],
    ['height', height!],
    // In an `img` nothing can be reached, so a picture with links is a document of graphics.
    ['role', holds(root, 'a') ? 'graphics-document document' : 'img'],
    ['aria-labelledby', `${id}.title`],
    ...(description === null ? [] : [['aria-describedby', `${id}.desc`] as const]),
  ]);
  root.themeClasses.unshift('diagram');
  return { ok: true, svg: writeNode(root, name + details) };
}

/** Says why a picture must not be shown: nothing drawn, drawn at no place, or something in it that was left out. */
function refusal(root: SvgNode, refused: readonly string[]): string | null {
  if (refused.includes('image')) return 'images in diagrams are not supported';
  if (refused.length > 0) return 'labels of this kind (HTML inside the picture) are not supported';
  if (![...DRAWN].some((name) => holds(root, name)))
    return 'mermaid drew nothing: the diagram has no content';
  let lost = !/^(?:-?[\d.]+(?:e-?\d+)?[\s,]*){4}$/.test(root.attributes.get('viewBox') ?? '');
  visit(root, ({ attributes, style }) => {
    for (const value of [...attributes.values(), style.get('transform') ?? '']) {
      if (/\b(?:NaN|Infinity|undefined)\b/.test(value)) lost = true;
    }
  });
  return lost ? 'mermaid found no place for a part of the diagram' : null;
}

/** True if something of that name is drawn in the picture, not only defined. */
function holds(node: SvgNode, name: string): boolean {
  return node.children.some(
    (child) =>
      typeof child !== 'string' &&
      !['defs', 'marker', 'symbol', 'clipPath'].includes(child.name) &&
      (child.name === name || holds(child, name)),
  );
}

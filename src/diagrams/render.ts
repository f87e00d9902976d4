import type { Mermaid } from 'mermaid';
import { createDom, type DiagramDom } from './dom.ts';
import { describeFailure, unsupportedKind } from './failure.ts';
import { createLayout } from './layout.ts';
import { loadMermaid } from './mermaid.ts';
import { dropUndrawn, mergeTspans, renameIds, roundGeometry, unwrapGroups, visit } from './shrink.ts';
import { escapeText, type Picture, readPicture, type SvgNode, writeNode } from './svg-node.ts';
import { loadFontMetrics } from './text-style.ts';
import { keepLegible, MAX_TEXT, mermaidConfig, present } from './theme.ts';

/** A drawing, or why there isn't one. `line` counts from 1 in the mermaid source; null if unknown. */
export type DiagramSvg = { ok: true; svg: string } | { ok: false; line: number | null; message: string };

export interface DiagramRenderer {
  /**
   * Renders mermaid source as an `svg` element for pages that include `diagram.css` and Inter 400 and 600. The SVG
   * contains no styles, scripts or unsafe links. Colors are custom properties (`--mmd-...`), the size is in attributes,
   * and `accTitle` and `accDescr` become the accessible name and description. The same id and source always give the
   * same bytes. Calls run one at a time, in order. Errors in the source are returned as data.
   *
   * @param id unique in the page: a letter, then letters, digits, `-` and `_`. All ids inside start with it.
   * @throws TypeError if the id is invalid
   */
  render(id: string, text: string): Promise<DiagramSvg>;
}

const ID = /^[A-Za-z][\w-]*$/;

const DRAWN = new Set(['circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'rect', 'text']);

/**
 * Supported diagram types by mermaid's names, with the accessible name to use if there's no `accTitle`. Unsupported
 * types depend on the date or on randomness, use colors that can't follow the page, or need more from a browser than
 * layout.
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
 * Loads mermaid with a document to draw in. This takes a second or two, so reuse the renderer.
 *
 * @throws Error if the sanitizer doesn't work, in which case nothing may be drawn
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
      if (!ID.test(id)) throw new TypeError(`invalid diagram id: ${JSON.stringify(id)}`);
      if (text.length > MAX_TEXT) {
        return {
          ok: false,
          line: null,
          message: `the diagram is longer than ${MAX_TEXT.toLocaleString('en-US')} characters`,
        };
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
    if (element === null) return { ok: false, line: null, message: 'Mermaid returned no drawing' };
    return finish(readPicture(element), id, kind);
  } catch (error) {
    return { ok: false, ...describeFailure(error, text) };
  } finally {
    body.innerHTML = '';
  }
}

/** Converts mermaid's drawing to the final SVG, or reports why it can't be used. */
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
    // Links inside role `img` aren't accessible, so a drawing with links is a graphics document.
    ['role', holds(root, 'a') ? 'graphics-document document' : 'img'],
    ['aria-labelledby', `${id}.title`],
    ...(description === null ? [] : [['aria-describedby', `${id}.desc`] as const]),
  ]);
  root.themeClasses.unshift('diagram');
  return { ok: true, svg: writeNode(root, name + details) };
}

/**
 * Why a drawing can't be used, or null. It may be empty, have invalid positions, or contain something that isn't
 * allowed.
 */
function refusal(root: SvgNode, refused: readonly string[]): string | null {
  if (refused.includes('image')) return "images in diagrams aren't supported";
  if (refused.length > 0) return "HTML labels aren't supported";
  if (![...DRAWN].some((name) => holds(root, name))) return 'the diagram has no content';
  let lost = !/^(?:-?[\d.]+(?:e-?\d+)?[\s,]*){4}$/.test(root.attributes.get('viewBox') ?? '');
  visit(root, ({ attributes, style }) => {
    for (const value of [...attributes.values(), style.get('transform') ?? '']) {
      if (/\b(?:NaN|Infinity|undefined)\b/.test(value)) lost = true;
    }
  });
  return lost ? "Mermaid couldn't position part of the diagram" : null;
}

/** True if an element with this name is drawn, not just defined. */
function holds(node: SvgNode, name: string): boolean {
  return node.children.some(
    (child) =>
      typeof child !== 'string' &&
      !['defs', 'marker', 'symbol', 'clipPath'].includes(child.name) &&
      (child.name === name || holds(child, name)),
  );
}

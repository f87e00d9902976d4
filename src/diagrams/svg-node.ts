import { classesOf, parseStyleSheet, type StyleSheet } from './css.ts';

/** An element of the output, limited to the elements, attributes and properties listed below. */
export interface SvgNode {
  name: string;
  /** Geometry and references. */
  attributes: Map<string, string>;
  /** Declared properties, from style sheets, `style` and attributes. */
  style: Map<string, string>;
  /** Mermaid's class names. These aren't written. */
  classes: readonly string[];
  /** Classes defined in `diagram.css`. */
  themeClasses: string[];
  children: (SvgNode | string)[];
}

/** Allowed elements by their lowercase names, as an HTML parser may report them. */
const ELEMENTS = new Map(
  [
    ...[
      'a',
      'circle',
      'clipPath',
      'defs',
      'ellipse',
      'g',
      'line',
      'linearGradient',
      'marker',
      'path',
      'polygon',
    ],
    ...['polyline', 'radialGradient', 'rect', 'stop', 'svg', 'symbol', 'text', 'tspan', 'use'],
  ].map((name) => [name.toLowerCase(), name]),
);

/** Allowed attributes. None of them can run, load or style anything. */
const ATTRIBUTES = new Map(
  [
    ...[
      'clipPathUnits',
      'cx',
      'cy',
      'd',
      'dx',
      'dy',
      'fx',
      'fy',
      'gradientTransform',
      'gradientUnits',
      'height',
    ],
    ...[
      'href',
      'id',
      'markerHeight',
      'markerUnits',
      'markerWidth',
      'offset',
      'orient',
      'points',
      'r',
      'refX',
      'refY',
    ],
    ...['spreadMethod', 'viewBox', 'width', 'x', 'x1', 'x2', 'y', 'y1', 'y2', 'xlink:href'],
  ].map((name) => [name.toLowerCase(), name]),
);

/** Allowed properties: CSS properties that are also SVG attributes. */
const PROPERTIES: ReadonlySet<string> = new Set([
  ...[
    'alignment-baseline',
    'baseline-shift',
    'clip-path',
    'clip-rule',
    'color',
    'display',
    'dominant-baseline',
  ],
  ...[
    'fill',
    'fill-opacity',
    'fill-rule',
    'font-size',
    'font-style',
    'font-weight',
    'letter-spacing',
    'marker-end',
  ],
  ...[
    'marker-mid',
    'marker-start',
    'opacity',
    'overflow',
    'paint-order',
    'rx',
    'ry',
    'shape-rendering',
    'stop-color',
  ],
  ...['stop-opacity', 'stroke', 'stroke-dasharray', 'stroke-dashoffset', 'stroke-linecap', 'stroke-linejoin'],
  ...['stroke-miterlimit', 'stroke-opacity', 'stroke-width', 'text-anchor', 'text-decoration', 'transform'],
  ...['transform-origin', 'vector-effect', 'visibility'],
]);

const ELEMENT = 1;
const TEXT = 3;
const REFERENCE = /^url\(["']?#[\w:.-]+["']?\)$/;
const FUNCTION = /\b(?:rgba?|hsla?|translate[XY]?|rotate|scale[XY]?|skew[XY]|matrix)\([\w\s.,%/+-]*\)/gi;
const PLAIN = /^[\w\s.,%#+-]*$/;
const SAFE_LINK = /^(?:https?:\/\/|#|\/(?!\/)|\.{1,2}\/)/i;

/** Mermaid's drawing, reduced to allowed content. */
export interface Picture {
  root: SvgNode;
  /** Text of `accTitle` and `accDescr`, or null. */
  title: string | null;
  description: string | null;
  /** Names of disallowed elements that contained text or images. Example: `foreignobject`. */
  refused: string[];
}

/** Reads an `svg` element with its style sheet. */
export function readPicture(svg: Element): Picture {
  const children = Array.from(svg.children);
  const textOf = (name: string) =>
    children.find((child) => child.localName === name)?.textContent?.trim() || null;
  const css = children
    .filter((child) => child.localName === 'style')
    .map((child) => unescapeText(child.textContent ?? ''))
    .join('\n');
  const refused: string[] = [];
  const root = readElement(svg, 'svg', parseStyleSheet(css, PROPERTIES), refused);
  return { root, title: textOf('title'), description: textOf('desc'), refused };
}

/** The sanitizer serializes a style sheet as XML text, but the parser reads it as HTML raw text. */
function unescapeText(text: string): string {
  return text
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function readElement(element: Element, name: string, sheet: StyleSheet, refused: string[]): SvgNode {
  const children: SvgNode['children'] = [];
  for (const child of Array.from(element.childNodes)) {
    if (child.nodeType === TEXT && (name === 'text' || name === 'tspan'))
      children.push(child.nodeValue ?? '');
    if (child.nodeType !== ELEMENT) continue;
    const inner = child as Element;
    const innerName = inner.localName.toLowerCase();
    const allowed = ELEMENTS.get(innerName);
    if (allowed !== undefined) children.push(readElement(inner, allowed, sheet, refused));
    else if (innerName === 'image' || (innerName === 'foreignobject' && inner.textContent?.trim() !== '')) {
      refused.push(innerName);
    }
  }
  const attributes = readAttributes(element);
  return {
    // A link without an address would still be focusable.
    name: name === 'a' && !attributes.has('href') ? 'g' : name,
    attributes,
    style: readStyle(element, sheet),
    classes: classesOf(element),
    themeClasses: [],
    children,
  };
}

function readAttributes(element: Element): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const { name, value } of Array.from(element.attributes)) {
    const allowed = ATTRIBUTES.get(name.toLowerCase());
    if (allowed === undefined) continue;
    if (!allowed.endsWith('href')) attributes.set(allowed, value.trim());
    else if (SAFE_LINK.test(value.trim())) attributes.set('href', value.trim());
  }
  return attributes;
}

function readStyle(element: Element, sheet: StyleSheet): Map<string, string> {
  const style = new Map<string, string>();
  for (const [property, value] of sheet.declared(element)) {
    if (value !== '' && isSafe(value) && !/^(?:revert|unset|initial|inherit)$/.test(value)) {
      style.set(property, value);
    }
  }
  return style;
}

/** True for words, numbers, colors, transforms and references within the document. */
function isSafe(value: string): boolean {
  return REFERENCE.test(value) || PLAIN.test(value.replace(FUNCTION, ''));
}

const BREAKS_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for HTML and XML, as content and inside double quotes. */
export function escapeText(text: string): string {
  return text.replace(BREAKS_XML, '\ufffd').replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** Writes an element and its content. `before` is markup to insert before its children. */
export function writeNode(node: SvgNode, before = ''): string {
  let tag = node.name;
  if (node.themeClasses.length > 0) tag += ` class="${escapeText(node.themeClasses.join(' '))}"`;
  for (const [name, value] of [...node.attributes, ...node.style]) tag += ` ${name}="${escapeText(value)}"`;
  const inside =
    before +
    node.children.map((child) => (typeof child === 'string' ? escapeText(child) : writeNode(child))).join('');
  return inside === '' ? `<${tag}/>` : `<${tag}>${inside}</${node.name}>`;
}

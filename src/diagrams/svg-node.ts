import { classesOf, parseStyleSheet, type StyleSheet } from './css.ts';

/** An element of a picture on its way out: only what is listed below ever gets this far. */
export interface SvgNode {
  name: string;
  /** Geometry and references. */
  attributes: Map<string, string>;
  /** Declared properties, wherever mermaid declared them. */
  style: Map<string, string>;
  /** Mermaid's class names; not written out. */
  classes: readonly string[];
  /** Classes of `diagram.css`. */
  themeClasses: string[];
  children: (SvgNode | string)[];
}

/** Elements that are let through, by the name in lower case that an HTML parser may give them. */
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

/** Attributes that are let through. Nothing that runs, loads or styles is among them. */
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

/** Properties that are let through: those of CSS that SVG also has as attributes. */
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

/** What mermaid drew, read into the shape above. */
export interface Picture {
  root: SvgNode;
  /** Text of `accTitle` and `accDescr`, or null. */
  title: string | null;
  description: string | null;
  /** Names of elements with text or pictures in them that were not let through, such as `foreignobject`. */
  refused: string[];
}

/** Reads an `svg` element with the style sheet inside it. */
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

/** The sanitizer writes a style sheet as text of XML, the parser reads it as raw text of HTML. */
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
    // A link that leads nowhere is no link: it would still take the focus.
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

/** True for words, numbers, colours and transforms, and for a reference to something in the same document. */
function isSafe(value: string): boolean {
  return REFERENCE.test(value) || PLAIN.test(value.replace(FUNCTION, ''));
}

const BREAKS_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that reads the same in HTML and in XML, as content and inside double quotes. */
export function escapeText(text: string): string {
  return text.replace(BREAKS_XML, '\ufffd').replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** Writes an element and all in it. `before` is markup that goes in front of its children. */
export function writeNode(node: SvgNode, before = ''): string {
  let tag = node.name;
  if (node.themeClasses.length > 0) tag += ` class="${escapeText(node.themeClasses.join(' '))}"`;
  for (const [name, value] of [...node.attributes, ...node.style]) tag += ` ${name}="${escapeText(value)}"`;
  const inside =
    before +
    node.children.map((child) => (typeof child === 'string' ? escapeText(child) : writeNode(child))).join('');
  return inside === '' ? `<${tag}/>` : `<${tag}>${inside}</${node.name}>`;
}

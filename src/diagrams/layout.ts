import {
  Bounds,
  flattenPath,
  type Point,
  parseTransform,
  pathLength,
  pointAtLength,
  type Rect,
} from './geometry.ts';
import { type FontMetrics, type SheetCache, TextStyles } from './text-style.ts';

/** A browser's layout queries for SVG elements. Lengths are in the element's user units. */
export interface Layout {
  /** Implements `getBBox` and the size in `getBoundingClientRect`. */
  box(element: Element): Rect;
  textLength(element: Element): number;
  pathLength(element: Element): number;
  pointAtLength(element: Element, length: number): { x: number; y: number };
  textAnchor(element: Element): string;
}

export function createLayout(metrics: FontMetrics): Layout {
  const sheets: SheetCache = new WeakMap();
  const styles = () => new TextStyles(metrics, sheets);
  return {
    box: (element) => boundsOf(element, styles(), metrics).rect(),
    textLength: (element) => textWidth(element, styles(), metrics),
    pathLength: (element) => pathLength(linesOf(element)),
    pointAtLength: (element, length) => {
      const [x, y] = pointAtLength(linesOf(element), length);
      return { x, y };
    },
    textAnchor: (element) => styles().inherited(element, 'text-anchor') ?? 'start',
  };
}

/** Containers. The box of a container is the union of its children's boxes. */
const CONTAINERS = new Set(['a', 'g', 'svg', 'switch']);

/** Elements with a box. All others aren't rendered directly. */
const DRAWN = new Set([
  ...CONTAINERS,
  'circle',
  'ellipse',
  'foreignobject',
  'image',
  'line',
  'path',
  'polygon',
  'polyline',
  'rect',
  'text',
  'use',
]);

function boundsOf(element: Element, styles: TextStyles, metrics: FontMetrics): Bounds {
  const name = element.localName.toLowerCase();
  if (CONTAINERS.has(name)) return boundsOfChildren(element, styles, metrics);
  if (name === 'text') return textBounds(element, styles, metrics);
  if (name === 'tspan') {
    const { ascent, descent } = metrics.line(styles.fontSize(element), styles.fontWeight(element));
    return new Bounds().addRect(0, -ascent, textWidth(element, styles, metrics), ascent + descent);
  }
  return boundsOfShape(element, name);
}

function boundsOfChildren(element: Element, styles: TextStyles, metrics: FontMetrics): Bounds {
  const bounds = new Bounds();
  for (const child of Array.from(element.children)) {
    const name = child.localName.toLowerCase();
    if (!DRAWN.has(name) || styles.own(child, 'display') === 'none') continue;
    const offset = name === 'svg' ? `translate(${number(child, 'x')},${number(child, 'y')})` : null;
    const transform = offset ?? styles.own(child, 'transform') ?? '';
    bounds.addBounds(boundsOf(child, styles, metrics), parseTransform(transform));
  }
  return bounds;
}

function boundsOfShape(element: Element, name: string): Bounds {
  const bounds = new Bounds();
  const value = (attribute: string) => number(element, attribute);
  switch (name) {
    case 'rect':
    case 'image':
    case 'foreignobject':
      if (value('width') > 0 && value('height') > 0) {
        bounds.addRect(value('x'), value('y'), value('width'), value('height'));
      }
      break;
    case 'circle':
      addEllipse(bounds, value('cx'), value('cy'), value('r'), value('r'));
      break;
    case 'ellipse':
      addEllipse(bounds, value('cx'), value('cy'), value('rx'), value('ry'));
      break;
    case 'line':
      bounds.addPoint(value('x1'), value('y1')).addPoint(value('x2'), value('y2'));
      break;
    case 'polygon':
    case 'polyline':
      for (const [x, y] of pointList(element.getAttribute('points') ?? '')) bounds.addPoint(x, y);
      break;
    case 'path':
      for (const [x, y] of linesOf(element).flat()) bounds.addPoint(x, y);
      break;
    default:
  }
  return bounds;
}

function linesOf(path: Element): Point[][] {
  return flattenPath(path.getAttribute('d') ?? '');
}

function addEllipse(bounds: Bounds, x: number, y: number, rx: number, ry: number): void {
  if (rx > 0 && ry > 0) bounds.addRect(x - rx, y - ry, 2 * rx, 2 * ry);
}

function* pointList(text: string): Generator<Point> {
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(Number.parseFloat);
  for (let i = 0; i + 1 < numbers.length; i += 2) yield [numbers[i]!, numbers[i + 1]!];
}

function number(element: Element, attribute: string): number {
  const value = Number.parseFloat(element.getAttribute(attribute) ?? '');
  return Number.isNaN(value) ? 0 : value;
}

const ELEMENT = 1;

const TEXT = 3;

/** Collapses white space as SVG does by default: each sequence becomes one space. */
function collapseSpace(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ');
}

/** Width of an element's text in its font, on one line. */
function textWidth(element: Element, styles: TextStyles, metrics: FontMetrics): number {
  const text = collapseSpace(element.textContent ?? '').trim();
  return metrics.width(text, styles.fontSize(element), styles.fontWeight(element));
}

/** Bounds of a `text` element in its coordinates; the origin if it's empty, as in Chromium. */
function textBounds(element: Element, styles: TextStyles, metrics: FontMetrics): Bounds {
  const composer = new Composer(element, styles, metrics);
  composer.compose(element);
  return composer.bounds();
}

/** Text in one font on one baseline. */
interface Run {
  y: number;
  width: number;
  ascent: number;
  descent: number;
}

/** Runs anchored together: from one absolute position to the next. */
interface Chunk {
  x: number;
  anchor: string;
  runs: Run[];
}

/** Position of the next character: absolute and relative. */
interface Position {
  x?: number;
  y?: number;
  dx?: number;
  dy?: number;
}

/** Walks through a `text` and its `tspan`s, and positions runs as described in chapter 11 of SVG 2. */
class Composer {
  readonly #text: Element;
  readonly #styles: TextStyles;
  readonly #metrics: FontMetrics;
  readonly #bounds = new Bounds();
  #x = 0;
  #y = 0;
  #next: Position = {};
  #chunk: Chunk | null = null;
  #afterSpace = true;

  constructor(text: Element, styles: TextStyles, metrics: FontMetrics) {
    this.#text = text;
    this.#styles = styles;
    this.#metrics = metrics;
  }

  bounds(): Bounds {
    this.#endChunk();
    return this.#bounds.empty ? this.#bounds.addPoint(0, 0) : this.#bounds;
  }

  compose(element: Element): void {
    this.#position(element);
    for (const child of Array.from(element.childNodes)) {
      if (child.nodeType === TEXT) this.#addRun(element, child.nodeValue ?? '');
      else if (child.nodeType === ELEMENT) this.compose(child as Element);
    }
  }

  /** Records the position that the element sets for its first character. Inner elements override outer ones. */
  #position(element: Element): void {
    const size = this.#styles.fontSize(element);
    for (const name of ['x', 'y', 'dx', 'dy'] as const) {
      const length = this.#styles.length(element.getAttribute(name), size);
      if (length !== null) this.#next[name] = length;
    }
  }

  #move(): void {
    const { x, y, dx = 0, dy = 0 } = this.#next;
    this.#next = {};
    if (x !== undefined || y !== undefined || dx !== 0) this.#endChunk();
    if (x !== undefined || y !== undefined) this.#afterSpace = true;
    this.#x = (x ?? this.#x) + dx;
    this.#y = (y ?? this.#y) + dy;
  }

  #addRun(element: Element, content: string): void {
    let text = collapseSpace(content);
    if (text === '') return;
    this.#move();
    if (this.#afterSpace) text = text.trimStart();
    if (text === '') return;
    this.#afterSpace = text.endsWith(' ');
    const size = this.#styles.fontSize(element);
    const weight = this.#styles.fontWeight(element);
    const line = this.#metrics.line(size, weight);
    this.#chunk ??= {
      x: this.#x,
      anchor: this.#styles.inherited(element, 'text-anchor') ?? 'start',
      runs: [],
    };
    this.#chunk.runs.push({
      y: this.#y + this.#baselineShift(element, line),
      width: this.#metrics.width(text, size, weight),
      ascent: line.ascent,
      descent: line.descent,
    });
  }

  /** Distance from the alphabetic baseline up to the baseline given by `dominant-baseline`. */
  #baselineShift(element: Element, line: { ascent: number; descent: number; xHeight: number }): number {
    switch (
      this.#styles.own(element, 'dominant-baseline') ??
      this.#styles.own(this.#text, 'dominant-baseline')
    ) {
      case 'middle':
        return line.xHeight / 2;
      case 'central':
        return (line.ascent - line.descent) / 2;
      case 'hanging':
      case 'text-before-edge':
        return line.ascent;
      default:
        return 0;
    }
  }

  #endChunk(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    const width = chunk.runs.reduce((sum, run) => sum + run.width, 0);
    const share = chunk.anchor === 'middle' ? 0.5 : chunk.anchor === 'end' ? 1 : 0;
    this.#x = chunk.x - width * share;
    for (const run of chunk.runs) {
      this.#bounds.addRect(this.#x, run.y - run.ascent, run.width, run.ascent + run.descent);
      this.#x += run.width;
    }
    this.#chunk = null;
  }
}

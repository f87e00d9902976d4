import { Bounds, parseTransform, type Rect } from './bounds.ts';
import type { FontMetrics } from './font-metrics.ts';
import { flattenPath, type Point, pathLength, pointAtLength } from './path-geometry.ts';
import { textBounds, textWidth } from './text-layout.ts';
import { type SheetCache, TextStyles } from './text-style.ts';

/** What a browser's layout answers about SVG elements. Lengths are in user units of the element itself. */
export interface Layout {
  /** `getBBox` and the size part of `getBoundingClientRect`. */
  box(element: Element): Rect;
  textLength(element: Element): number;
  pathLength(element: Element): number;
  pointAtLength(element: Element, length: number): { x: number; y: number };
  textAnchor(element: Element): string;
}

/** Containers, whose box is that of what is in them. */
const CONTAINERS = new Set(['a', 'g', 'svg', 'switch']);
/** Elements that have a box of their own. All others are never drawn where they stand. */
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

function linesOf(path: Element): Point[][] {
  return flattenPath(path.getAttribute('d') ?? '');
}

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

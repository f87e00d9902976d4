import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Text alternative for a chart. */
export interface ChartName {
  /** Accessible name: what the chart shows, in a few words. */
  label: string;
  /** Id of the element with a one-sentence summary of the chart. Absent if the text next to it says the same. */
  describedBy?: string;
}

/** A plot as SVG text. Colors, dashes and fonts come from CSS classes, so one SVG works in light and dark mode. */
export function plotSvg(options: PlotOptions, name: ChartName): string {
  const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>').window;
  const drawn = plot({ ...options, document, className: 'hc-ch' });
  const attributes: readonly (readonly [string, string])[] = [
    ['xmlns', 'http://www.w3.org/2000/svg'],
    ['role', 'img'],
    ['aria-label', name.label],
    ...(name.describedBy === undefined ? [] : [['aria-describedby', name.describedBy] as const]),
  ];
  return writeSvg(drawn, attributes.map(([key, value]) => ` ${key}="${escapeText(value)}"`).join(''));
}

/*
 * The writer only outputs these elements and attributes. Since no style, script, or URL from a plot can get into a page, every chart works under a strict content security policy.
 */

const ELEMENTS = new Set(['svg', 'g', 'path', 'rect', 'line', 'circle', 'text', 'tspan']);

const ATTRIBUTES = new Set([
  'class',
  'cx',
  'cy',
  'd',
  'dx',
  'dy',
  'fill',
  'fill-opacity',
  'fill-rule',
  'font-size',
  'height',
  'r',
  'rx',
  'ry',
  'stroke',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-width',
  'text-anchor',
  'transform',
  'viewBox',
  'width',
  'x',
  'x1',
  'x2',
  'y',
  'y1',
  'y2',
]);

/** Attributes to round to one decimal place. More digits would be invisible and only make pages larger. */
const ROUNDED = new Set([
  'cx',
  'cy',
  'd',
  'height',
  'r',
  'transform',
  'width',
  'x',
  'x1',
  'x2',
  'y',
  'y1',
  'y2',
]);

/** The parts of a DOM element that the writer reads. Pure modules are compiled without DOM types. */
export interface DrawnElement {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<object>;
}

/** Writes an element and its content. `rootAttributes` is markup to add to the element's start tag. */
export function writeSvg(element: DrawnElement, rootAttributes = ''): string {
  const name = element.localName;
  if (!ELEMENTS.has(name)) return '';
  const attributes = [...element.attributes]
    .filter((one) => ATTRIBUTES.has(one.name) && one.value !== '')
    .map((one) => ` ${one.name}="${escapeText(written(one))}"`)
    .sort();
  const inside = rulesOf(element) ?? [...element.childNodes].map((child) => writeChild(child)).join('');
  const tag = `${name}${rootAttributes}${attributes.join('')}`;
  return inside === '' ? `<${tag}/>` : `<${tag}>${inside}</${name}>`;
}

/**
 * The lines in a group as one path; null if the group has other content. A grid has a line per tick, and a page can have
 * dozens of charts.
 */
function rulesOf({ childNodes }: DrawnElement): string | null {
  const lines = [...childNodes].map((child) => ('localName' in child ? (child as DrawnElement) : null));
  if (lines.length < 2) return null;
  let path = '';
  for (const line of lines) {
    const attributes = [...(line?.attributes ?? [])].map(({ name, value }) => [name, value] as const);
    if (line?.localName !== 'line' || attributes.length !== 4) return null;
    const { x1, x2, y1, y2 } = Object.fromEntries(attributes);
    if (x1 === undefined || x2 === undefined || y1 === undefined || y2 === undefined) return null;
    path += rounded(`M${x1} ${y1}${y1 === y2 ? `H${x2}` : x1 === x2 ? `V${y2}` : `L${x2} ${y2}`}`);
  }
  return `<path d="${path}"/>`;
}

const ELEMENT = 1;

const TEXT = 3;

function writeChild(node: object): string {
  const type = 'nodeType' in node ? node.nodeType : null;
  if (type === ELEMENT) return writeSvg(node as DrawnElement);
  return type === TEXT && 'data' in node ? escapeText(String(node.data)) : '';
}

/** Plot accepts only one class name per mark, so multiple names are joined with `__`. */
function written({ name, value }: { name: string; value: string }): string {
  if (name === 'class') return value.replaceAll('__', ' ');
  if (name === 'd') return simplified(rounded(value));
  return ROUNDED.has(name) ? rounded(value) : value;
}

/** Maximum distance between the line and a point that is left out, in pixels. */
const TOLERANCE = 0.3;

/**
 * Removes points that make no visible difference from a path of straight lines. Any other path is returned unchanged.
 */
function simplified(path: string): string {
  if (!/^(?:M[^A-Za-z]+(?:L[^A-Za-z]+)*Z?)+$/.test(path)) return path;
  return path.replace(/M([^MZ]+)/g, (_, points: string) => {
    const all = points.split('L').map((point) => point.split(',').map(Number) as [number, number]);
    return `M${visible(all)
      .map((point) => point.join(','))
      .join('L')}`;
  });
}

/**
 * The Ramer–Douglas–Peucker algorithm: keeps the point farthest from the line between the ends, then repeats on both
 * sides.
 */
function visible(points: readonly [number, number][]): [number, number][] {
  const kept = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [from, to] = range;
    let farthest = from;
    let most = TOLERANCE;
    for (let i = from + 1; i < to; i++) {
      const distance = distanceTo(points[i]!, points[from]!, points[to]!);
      if (distance > most) [farthest, most] = [i, distance];
    }
    if (farthest === from) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => kept.has(i));
}

function distanceTo(
  [x, y]: [number, number],
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
): number {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length === 0) return Math.hypot(x - x0, y - y0);
  return Math.abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length;
}

function rounded(value: string): string {
  return value.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
}

const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for content and for double-quoted attributes. */
function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, '\uFFFD').replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}

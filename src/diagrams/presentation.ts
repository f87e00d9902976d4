import type { SvgNode } from './svg-node.ts';
import { ROOT_FONT_SIZE } from './text-style.ts';
import { themeColour } from './theme.ts';

/** Values of inherited properties, as the parent hands them down. */
type Inherited = ReadonlyMap<string, string>;

/** Inherited properties with the values that `.diagram` in `diagram.css` starts from. */
const START: Inherited = new Map([
  ['clip-rule', 'nonzero'],
  ['color', '#000'],
  ['dominant-baseline', 'auto'],
  ['fill', 'theme:fg'],
  ['fill-opacity', '1'],
  ['fill-rule', 'nonzero'],
  ['font-size', String(ROOT_FONT_SIZE)],
  ['font-style', 'normal'],
  ['font-weight', '400'],
  ['letter-spacing', 'normal'],
  ['marker-end', 'none'],
  ['marker-mid', 'none'],
  ['marker-start', 'none'],
  ['paint-order', 'normal'],
  ['shape-rendering', 'auto'],
  ['stroke', 'none'],
  ['stroke-dasharray', 'none'],
  ['stroke-dashoffset', '0'],
  ['stroke-linecap', 'butt'],
  ['stroke-linejoin', 'miter'],
  ['stroke-miterlimit', '4'],
  ['stroke-opacity', '1'],
  ['stroke-width', '1'],
  ['text-anchor', 'start'],
  ['visibility', 'visible'],
]);

/** The other properties, with the values they have where nothing is declared. */
const INITIAL: Inherited = new Map([
  ['alignment-baseline', 'auto'],
  ['baseline-shift', '0'],
  ['clip-path', 'none'],
  ['opacity', '1'],
  ['rx', '0'],
  ['ry', '0'],
  ['stop-opacity', '1'],
  ['text-decoration', 'none'],
  ['transform', 'none'],
  ['vector-effect', 'none'],
]);

const SHAPES = new Set(['circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'rect']);
const TEXT_PROPERTIES = /^(?:font|text|letter|dominant|alignment|baseline)-/;
const SYNONYMS: Readonly<Record<string, string>> = { bold: '700', bolder: '700', normal: '400' };

/**
 * Turns declared styles into what is written: colours of the theme become classes of `diagram.css`, everything else
 * attributes, and what an element would have anyway goes.
 */
export function present(root: SvgNode): void {
  presentNode(root, START);
}

function presentNode(node: SvgNode, inherited: Inherited): void {
  const handedDown = new Map(inherited);
  const written = new Map<string, string>();
  for (const [property, declared] of node.style) {
    const value = plainValue(property, declared, inherited);
    if (property === 'display' || !matters(property, value, node, inherited)) continue;
    if (START.has(property)) {
      if (inherited.get(property) !== value) written.set(property, value);
      handedDown.set(property, value);
    } else if (INITIAL.get(property) !== value) written.set(property, value);
  }
  written.delete('color');
  node.style = written;
  for (const property of ['fill', 'stroke']) {
    const value = written.get(property);
    if (!value?.startsWith('theme:')) continue;
    node.themeClasses.push(`mmd-${property}-${value.slice('theme:'.length)}`);
    written.delete(property);
  }
  // What a symbol inherits depends on where it is used, so nothing in it can be left to inheritance.
  const below = node.name === 'symbol' ? new Map<string, string>() : handedDown;
  for (const child of node.children) if (typeof child !== 'string') presentNode(child, below);
}

/** One spelling for each value, so that equal values are seen to be equal. */
function plainValue(property: string, declared: string, inherited: Inherited): string {
  let value = /^-?[\d.]+px$/.test(declared) ? declared.slice(0, -2) : declared;
  if (property === 'fill' || property === 'stroke') {
    if (/^currentcolor$/i.test(value)) value = inherited.get('color') ?? value;
    const colour = themeColour(value);
    return colour === null ? value : `theme:${colour}`;
  }
  if (property === 'font-weight') return SYNONYMS[value] ?? value;
  if (property === 'font-size') return fontSize(value, inherited);
  if (property === 'stroke-dasharray') {
    value = value.split(/[\s,]+/).join(' ');
    return /^(?:[0 ]+|[\d.]+ 0)$/.test(value) ? 'none' : value;
  }
  return property === 'transform' ? value.replace(/(?<=\d)(?:deg|px)/g, '') : value;
}

function fontSize(value: string, inherited: Inherited): string {
  const number = Number.parseFloat(value);
  const parent = Number(inherited.get('font-size') ?? ROOT_FONT_SIZE);
  if (value.endsWith('rem')) return String(number * ROOT_FONT_SIZE);
  if (value.endsWith('em')) return String(number * parent);
  return value.endsWith('%') ? String((number * parent) / 100) : value;
}

/** False for a property that changes nothing about the element or anything in it. */
function matters(property: string, value: string, node: SvgNode, inherited: Inherited): boolean {
  if (property === 'overflow') return ['marker', 'svg', 'symbol'].includes(node.name);
  if (property === 'alignment-baseline' && node.name !== 'tspan') return false;
  if (!SHAPES.has(node.name)) return true;
  const used = (name: string) =>
    plainValue(name, node.style.get(name) ?? inherited.get(name) ?? '', inherited);
  if (TEXT_PROPERTIES.test(property)) return false;
  if (property.startsWith('stroke-')) return used('stroke') !== 'none';
  if (property.startsWith('fill-')) return used('fill') !== 'none';
  return property !== 'fill' || node.name !== 'line' || value === '';
}

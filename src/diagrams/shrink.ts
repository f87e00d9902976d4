import { readPath } from './geometry.ts';
import type { SvgNode } from './svg-node.ts';

/** Elements drawn only when referenced. */
const REFERRED = new Set(['clipPath', 'linearGradient', 'marker', 'radialGradient', 'symbol']);

const REFERENCE = /url\(["']?#([^"')]+)["']?\)/;

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

const DECIMALS = 100;

const SHORTEST_LINE = 0.02;

/** Removes invisible content: hidden elements, shapes without a size, empty text elements and empty groups. */
export function dropUndrawn(node: SvgNode): void {
  node.children = node.children.filter((child) => {
    if (typeof child === 'string') return true;
    dropUndrawn(child);
    return isDrawn(child);
  });
}

function isDrawn(node: SvgNode): boolean {
  if (node.style.get('display') === 'none') return false;
  switch (node.name) {
    case 'a':
    case 'defs':
    case 'g':
    case 'svg':
    case 'text':
    case 'tspan':
      return node.children.some((child) => child !== '');
    case 'rect':
      return sized(node, 'width') && sized(node, 'height');
    case 'circle':
      return sized(node, 'r');
    case 'path':
      return (node.attributes.get('d') ?? '') !== '';
    default:
      return true;
  }
}

function sized(node: SvgNode, attribute: string): boolean {
  const value = node.attributes.get(attribute);
  return value !== undefined && Number.parseFloat(value) !== 0;
}

/** Merges a text with its `tspan` if it has only one, because the `tspan` overrides the text's position and style. */
export function mergeTspans(node: SvgNode): void {
  for (const child of node.children) if (typeof child !== 'string') mergeTspans(child);
  if (node.name !== 'text' && node.name !== 'tspan') return;
  const [only] = node.children;
  if (node.children.length !== 1 || typeof only !== 'object' || only.name !== 'tspan') return;
  const changesSize =
    only.style.has('font-size') && only.style.get('font-size') !== node.style.get('font-size');
  if (changesSize || only.style.has('opacity') || only.style.has('baseline-shift')) return;
  for (const [name, value] of only.attributes) node.attributes.set(name, value);
  for (const [property, value] of only.style) node.style.set(property, value);
  for (const move of ['dx', 'dy']) if (node.attributes.get(move) === '0') node.attributes.delete(move);
  node.children = only.children;
}

/**
 * Removes unreferenced ids and definitions, and renames the others `PREFIX.1`, `PREFIX.2`, ... in order. Mermaid's ids
 * contain counters that depend on earlier diagrams.
 */
export function renameIds(root: SvgNode, prefix: string): void {
  let names = referredNames(root);
  for (let before = Number.POSITIVE_INFINITY; names.size < before; ) {
    before = names.size;
    dropUnreferred(root, names);
    names = referredNames(root);
  }
  const fresh = new Map<string, string>();
  visit(root, ({ attributes }) => {
    const id = attributes.get('id');
    if (id === undefined) return;
    if (names.has(id) && !fresh.has(id)) fresh.set(id, `${prefix}.${fresh.size + 1}`);
    attributes.delete('id');
    const name = fresh.get(id);
    if (name !== undefined) attributes.set('id', name);
  });
  visit(root, (node) => redirect(node, fresh));
}

function redirect(node: SvgNode, fresh: ReadonlyMap<string, string>): void {
  for (const map of [node.attributes, node.style]) {
    for (const [name, value] of map) {
      const id = REFERENCE.exec(value)?.[1];
      if (id === undefined) continue;
      const target = fresh.get(id);
      if (target === undefined) map.delete(name);
      else map.set(name, `url(#${target})`);
    }
  }
  const target = node.name === 'use' ? fresh.get(node.attributes.get('href')?.slice(1) ?? '') : undefined;
  if (target !== undefined) node.attributes.set('href', `#${target}`);
}

function referredNames(root: SvgNode): Set<string> {
  const names = new Set<string>();
  visit(root, (node) => {
    for (const value of [...node.attributes.values(), ...node.style.values()]) {
      const id = REFERENCE.exec(value)?.[1];
      if (id !== undefined) names.add(id);
    }
    if (node.name === 'use') names.add(node.attributes.get('href')?.slice(1) ?? '');
  });
  return names;
}

function dropUnreferred(node: SvgNode, names: ReadonlySet<string>): void {
  node.children = node.children.filter(
    (child) =>
      typeof child === 'string' || !REFERRED.has(child.name) || names.has(child.attributes.get('id') ?? ''),
  );
  for (const child of node.children) if (typeof child !== 'string') dropUnreferred(child, names);
}

/** Replaces groups, links and `tspan`s that have no attributes with their content. Must run last. */
export function unwrapGroups(node: SvgNode): void {
  const children: SvgNode['children'] = [];
  for (const child of node.children) {
    if (typeof child !== 'string') unwrapGroups(child);
    const inner = typeof child !== 'string' && isTransparent(child) ? child.children : [child];
    for (const piece of inner) {
      const before = children.at(-1);
      if (typeof piece === 'string' && typeof before === 'string')
        children[children.length - 1] = before + piece;
      else children.push(piece);
    }
  }
  node.children = children;
}

function isTransparent(node: SvgNode): boolean {
  if (node.attributes.size > 0 || node.style.size > 0 || node.themeClasses.length > 0) return false;
  const onlyReferred = node.children.every((child) => typeof child !== 'string' && REFERRED.has(child.name));
  return ['a', 'g', 'tspan'].includes(node.name) || (node.name === 'defs' && onlyReferred);
}

/** Rounds geometry to two decimals, except scale factors. Text content stays unchanged. */
export function roundGeometry(root: SvgNode): void {
  visit(root, ({ attributes, style }) => {
    for (const [name, value] of attributes) {
      if (name === 'd') attributes.set(name, roundPath(value));
      else if (name !== 'id' && name !== 'href') attributes.set(name, roundNumbers(value));
    }
    for (const [property, value] of style) {
      if (!/#|scale|matrix/.test(value)) style.set(property, roundNumbers(value));
    }
  });
}

/**
 * Rounds the numbers in a path and writes its commands compactly. Drops lines within rounding error: at the end of an
 * edge, they would turn the arrowhead around.
 */
export function roundPath(d: string): string {
  let text = '';
  let at: readonly number[] | null = null;
  for (const { letter, numbers } of readPath(d)) {
    const [x = 0, y = 0] = numbers;
    if (letter === 'L' && at !== null && Math.hypot(x - at[0]!, y - at[1]!) < SHORTEST_LINE) continue;
    at = letter === 'L' || letter === 'M' ? numbers : null;
    text += letter + numbers.map(round).join(' ');
  }
  return text;
}

function roundNumbers(text: string): string {
  return text.replace(NUMBER, (written) => round(Number(written)));
}

/** Adding zero turns −0 into 0. */
function round(number: number): string {
  return String(Math.round(number * DECIMALS) / DECIMALS + 0);
}

/** Visits an element and its descendants, parents first. */
export function visit(node: SvgNode, callback: (node: SvgNode) => void): void {
  callback(node);
  for (const child of node.children) if (typeof child !== 'string') visit(child, callback);
}

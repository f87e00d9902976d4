import type { SvgNode } from './svg-node.ts';
import { sentinel, themeColour } from './theme.ts';

/** How strongly an author's colour shows behind text that takes the page's colour. */
const TINT = '0.25';
const CLEAR = /^(?:none|transparent)$/i;
const HAS_ALPHA = /^(?:rgba|hsla|#[\da-f]{4}$|#[\da-f]{8}$)|[/]|(?:[^,]*,){3}/i;

/**
 * Mends what would be hard to read by day or by night. Colours of the author's own do not change with the page, but
 * text does: where the text upon them is the page's, they become a tint. Labels of edges get a solid ground, and what
 * mermaid draws in white takes the ground's colour.
 */
export function keepLegible(node: SvgNode): void {
  const classes = new Set(node.classes);
  if (node.name === 'rect' && classes.has('rect')) tint(node);
  if (classes.has('node') && !hasOwnTextColour(node)) forEachNode(node, tint);
  if (classes.has('edgeLabel')) {
    forEachNode(node, (inner) => {
      if (inner.name === 'rect') inner.style.delete('opacity');
    });
  }
  if (node.name === 'marker') {
    forEachNode(node, ({ style }) => {
      if (style.get('fill') === 'white') style.set('fill', sentinel('bg'));
    });
  }
  for (const child of node.children) if (typeof child !== 'string') keepLegible(child);
}

function tint({ name, style }: SvgNode): void {
  const fill = style.get('fill');
  if (fill === undefined || name === 'text' || name === 'tspan' || style.has('fill-opacity')) return;
  if (themeColour(fill) === null && !CLEAR.test(fill) && !HAS_ALPHA.test(fill))
    style.set('fill-opacity', TINT);
}

function hasOwnTextColour(node: SvgNode): boolean {
  const fill = node.style.get('fill');
  const isText = node.name === 'text' || node.name === 'tspan';
  if (isText && fill !== undefined && themeColour(fill) === null) return true;
  return node.children.some((child) => typeof child !== 'string' && hasOwnTextColour(child));
}

function forEachNode(node: SvgNode, callback: (node: SvgNode) => void): void {
  callback(node);
  for (const child of node.children) if (typeof child !== 'string') forEachNode(child, callback);
}

import type { DependencyNode } from './dependency-graph.ts';
import type { DependencyLayout, LayoutSize, PlacedEdge, PlacedNode } from './dependency-layout.ts';
import { type Html, html } from './html.ts';
import { textWidth, truncate } from './text-fit.ts';
import { px } from './timeline-shapes.ts';

/** Second line of a node: texts from the most wanted to the shortest. */
export type NodeNote = (node: DependencyNode) => readonly string[];

/** Draws a graph of calls: shapes tell loads, processes and services apart, dashes calls that can fail without harm. */
export function drawDependencies(
  layout: DependencyLayout,
  size: LayoutSize,
  font: number,
  note: NodeNote,
  name: { label: string; describedBy: string },
): Html {
  const { width, height } = layout;
  const quiet = layout.edges.filter(({ edge }) => !edge.spread);
  const loud = layout.edges.filter(({ edge }) => edge.spread);
  return html`<svg class="hc-ch hc-dep" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${name.label}" aria-describedby="${name.describedBy}" font-size="${font}">
${[...quiet, ...loud].map((edge) => drawEdge(edge, size.across))}
${layout.nodes.map((placed) => drawNode(placed, size, font, note))}
</svg>`;
}

function drawEdge({ edge, points }: PlacedEdge, across: boolean): Html {
  const kind = `hc-dep-edge${edge.required ? '' : ' hc-dep-optional'}${edge.spread ? ' hc-dep-spread' : ''}`;
  const [x, y] = points.at(-1)!;
  const turn = edge.back ? -1 : 1;
  const d = 6 * turn;
  const head = across
    ? `M${px(x)} ${px(y)}l${-d * 1.4} ${-d * 0.7}v${d * 1.4}Z`
    : `M${px(x)} ${px(y)}l${-d * 0.7} ${-d * 1.4}h${d * 1.4}Z`;
  return html`<g class="${kind}"><title>${`${edge.from} asks ${edge.to}${edge.required ? '' : ', optional'}`}</title><path class="hc-dep-line" d="${curve(points, across)}"/><path class="hc-dep-head" d="${head}"/></g>`;
}

/** A smooth way through the points: it leaves and reaches each of them along the layers. */
function curve(points: PlacedEdge['points'], across: boolean): string {
  const [first, ...rest] = points;
  let path = `M${px(first![0])} ${px(first![1])}`;
  let [x, y] = first!;
  for (const [nx, ny] of rest) {
    path += across
      ? `C${px((x + nx) / 2)} ${px(y)} ${px((x + nx) / 2)} ${px(ny)} ${px(nx)} ${px(ny)}`
      : `C${px(x)} ${px((y + ny) / 2)} ${px(nx)} ${px((y + ny) / 2)} ${px(nx)} ${px(ny)}`;
    [x, y] = [nx, ny];
  }
  return path;
}

function drawNode({ node, x, y }: PlacedNode, { node: box }: LayoutSize, font: number, note: NodeNote): Html {
  const { width, height } = box;
  const middle = x + width / 2;
  const room = width - (node.kind === 'service' ? 12 : 24);
  const notes = note(node);
  const words = notes.find((text) => textWidth(text, font - 1) <= room) ?? notes.at(-1)!;
  const order =
    node.impact === null
      ? null
      : html`<circle class="hc-dep-order" cx="${px(x + 1)}" cy="${px(y + 1)}" r="9"/><text class="hc-dep-count" x="${px(x + 1)}" y="${px(y + 1 + font * 0.34)}" text-anchor="middle" font-size="${font - 1}">${node.impact.order}</text>`;
  return html`<g class="hc-dep-node${node.impact === null ? '' : ' hc-dep-hit'}">${nodeShape(node.kind, x, y, width, height)}<text class="hc-dep-name" x="${px(middle)}" y="${px(y + height / 2 - 3)}" text-anchor="middle" font-weight="600">${truncate(node.id, room, font * 1.08)}</text><text class="hc-dep-note" x="${px(middle)}" y="${px(y + height / 2 + font)}" text-anchor="middle" font-size="${font - 1}">${truncate(words, room, font - 1)}</text>${order}</g>`;
}

/** A pill for a load, a six-sided box for a process, a rectangle for a service. */
export function nodeShape(
  kind: DependencyNode['kind'],
  x: number,
  y: number,
  width: number,
  height: number,
): Html {
  if (kind === 'process') {
    const cut = Math.min(10, height / 3);
    return html`<path class="hc-dep-box" d="M${px(x + cut)} ${px(y)}H${px(x + width - cut)}L${px(x + width)} ${px(y + height / 2)}L${px(x + width - cut)} ${px(y + height)}H${px(x + cut)}L${px(x)} ${px(y + height / 2)}Z"/>`;
  }
  const round = kind === 'load' ? height / 2 : 3;
  return html`<rect class="hc-dep-box" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(round)}"/>`;
}

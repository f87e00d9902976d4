import type { Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { bothSizes, fontOf, type Size } from '../drawing/chart.ts';
import { px } from '../drawing/signs.ts';
import { textWidth, truncate } from '../drawing/text-fit.ts';
import {
  type Column,
  dataTable,
  disclosure,
  figure,
  note,
  origin,
  runName,
  sentence,
  type ViewOptions,
  viewId,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { countOf, listed } from '../words/number-format.ts';
import { callWords } from '../words/setup-words.ts';
import { labelPrecision, timeCell, timesOf } from '../words/time-format.ts';
import {
  blastRadius,
  type DependencyGraph,
  type DependencyLayout,
  type DependencyNode,
  dependencyGraph,
  type LayoutSize,
  layoutDependencies,
  type PlacedEdge,
  type PlacedNode,
} from './layout.ts';

/** Calls between services, whether each is required, and how impact spread in the run. */
export function dependencies(result: Result, run: Run, options: ViewOptions = {}): string {
  const graph = dependencyGraph(result.dependencies, run);
  const id = viewId('dependencies', result, run, options);
  const title = `${result.title}: dependencies`;
  const label = `${title}, ${runName(run)}`;
  const body = html`<p class="hc-panel-summary" id="${id}-summary" dir="auto">${summaryOf(graph, result)}</p>
${picture(graph, result, { label, describedBy: `${id}-summary` })}
${legend(graph)}
${disclosure('Calls as a table', table(graph, result, run))}
${note('A service fails when a service it requires is down. If an optional call fails, the caller continues.')}
${origin(result, run)}`;
  const caption = sentence(
    `Arrows point from caller to callee. Numbers give the order in which services were impacted in the ${runName(run)}.`,
  );
  return figure('dependencies', title, caption, body).toString();
}

/** A summary: the services that were impacted first, those that were impacted later, and how many in total. */
function summaryOf(graph: DependencyGraph, result: Result): string {
  const services = graph.nodes.filter(({ kind }) => kind === 'service');
  const hit = graph.nodes
    .filter(({ impact }) => impact !== null)
    // If services were impacted at the same time, name callees before their callers.
    .sort((a, b) => a.impact!.order - b.impact!.order || b.layer - a.layer);
  if (hit.length === 0) return 'No service is impacted.';
  const times = timesOf(result);
  const first = hit[0]!.impact!;
  const together = hit.filter(({ impact }) => impact!.order === 1).map(({ id }) => id);
  const later = hit.filter(({ impact }) => impact!.order > 1).map(({ id }) => id);
  const when = times.say(first.first, labelPrecision(result));
  const begin = `${shortList(together)} ${together.length === 1 ? 'is' : 'are'} impacted first, at ${when}`;
  const then = later.length === 0 ? '' : `, then ${shortList(later)}`;
  const callers = graph.nodes.filter(
    ({ id, kind }) => kind !== 'service' && graph.edges.some(({ from, spread }) => from === id && spread),
  );
  const affected =
    callers.length === 0 ? '' : ` Affected callers: ${shortList(callers.map(({ id }) => id))}.`;
  return `${begin}${then}. In all, ${hit.length} of ${countOf(services.length, 'service')} ${hit.length === 1 ? 'is' : 'are'} impacted.${affected}`;
}

/** Names for a sentence. Long lists are shortened to the first few names and a count of the rest. */
function shortList(names: readonly string[]): string {
  return names.length <= 6 ? listed(names) : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
}

const COLUMNS: readonly Column[] = [
  { head: 'Component' },
  { head: 'Calls' },
  { head: 'Blast radius' },
  { head: 'Impact from' },
  { head: 'Duration', numeric: true },
];

function table(graph: DependencyGraph, result: Result, run: Run): Html {
  const times = timesOf(result);
  const rows = graph.nodes.map((node) => {
    const calls = graph.edges
      .filter(({ from }) => from === node.id)
      .map(({ to, required }) => `${calledAs(result, run, node.id, to)}${required ? '' : ' (optional)'}`);
    const { fail, part } = blastRadius(graph, node.id);
    const radius = [...fail, ...part.map((id) => `${id} (partially)`)];
    const { impact } = node;
    const none = node.kind === 'service' ? 'no impact' : '–';
    return html`<tr><th scope="row" dir="auto">${node.id} <span class="hc-sub">${node.kind}</span></th><td dir="auto">${calls.length === 0 ? '–' : calls.join(', ')}</td><td dir="auto">${node.kind !== 'service' ? '–' : radius.length === 0 ? 'none' : radius.join(', ')}</td><td>${impact === null ? none : timeCell(times, impact.first, labelPrecision(result))}</td><td class="hc-num">${impact === null ? '–' : `${impact.open ? 'at least ' : ''}${humanDuration(impact.total)}`}</td></tr>
`;
  });
  return dataTable(`Calls: ${result.title}, ${runName(run)}`, COLUMNS, rows, 'dependencies');
}

/** A callee, with how it's called and how often. Multiple calls to the same service are listed separately. */
function calledAs({ setups = [] }: Result, { variant }: Run, service: string, to: string): string {
  const setup = setups.find((one) => one.variant === variant && one.service === service);
  const calls = (setup?.calls ?? []).filter((call) => call.to === to);
  return calls.length === 0 ? to : calls.map(callWords).join(', ');
}

function legend(graph: DependencyGraph): Html {
  const has = (kind: DependencyNode['kind']) => graph.nodes.some((node) => node.kind === kind);
  const line = (name: string) =>
    html`<g class="hc-dep-edge ${name}"><path class="hc-dep-line" d="M1 10H16"/><path class="hc-dep-head" d="M21 10l-8 -4v8Z"/></g>`;
  const items: (Html | false)[] = [
    has('load') &&
      item(html`<g class="hc-dep-node">${nodeShape('load', 1, 4, 20, 12)}</g>`, 'load (external callers)'),
    has('process') && item(html`<g class="hc-dep-node">${nodeShape('process', 1, 4, 20, 12)}</g>`, 'process'),
    item(html`<g class="hc-dep-node">${nodeShape('service', 1, 4, 20, 12)}</g>`, 'service'),
    graph.nodes.some(({ impact }) => impact !== null) &&
      item(
        html`<g class="hc-dep-node hc-dep-hit">${nodeShape('service', 1, 4, 20, 12)}</g>`,
        'impacted service, with duration',
      ),
    graph.edges.some(({ spread }) => spread) &&
      item(line('hc-dep-spread'), 'required call to an impacted service'),
    graph.edges.some(({ required }) => !required) && item(line('hc-dep-optional'), 'optional call'),
  ];
  return html`<ul class="hc-legend" aria-label="Graph legend">${items}</ul>`;
}

function item(sign: Html, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="24" height="20" viewBox="0 0 24 20" aria-hidden="true">${sign}</svg>${words}</li>`;
}

/**
 * If there are more layers than this, the wide drawing also goes from top to bottom, because the layers don't fit side
 * by side.
 */
const MOST_LAYERS = 4;

/** Maximum width of the drawing for narrow screens, in user units. */
const WIDEST_NARROW = 400;

const NARROW: LayoutSize = {
  across: false,
  node: { width: 104, height: 48 },
  gap: { layer: 34, node: 10 },
  margin: 12,
  most: 3,
};

/**
 * The graph for wide and for narrow screens. A graph that would be unreadable when scaled down is drawn once and
 * scrolls.
 */
function picture(graph: DependencyGraph, result: Result, name: { label: string; describedBy: string }): Html {
  if (layoutDependencies(graph, NARROW).width <= WIDEST_NARROW) {
    return bothSizes((size) => draw(graph, result, size, name).toString());
  }
  return html`<div class="hc-chart"><div class="hc-scroll" tabindex="0" role="group" aria-label="${name.label} (scrollable)">${draw(graph, result, 'wide', name)}</div></div>`;
}

function draw(
  graph: DependencyGraph,
  result: Result,
  size: Size,
  name: { label: string; describedBy: string },
): Html {
  const layers = 1 + Math.max(0, ...graph.nodes.map(({ layer }) => layer));
  const times = timesOf(result);
  const node = { width: 178, height: 52 };
  const across: LayoutSize = {
    across: true,
    node,
    gap: { layer: 46, node: 20 },
    margin: 12,
    most: Number.POSITIVE_INFINITY,
  };
  const down: LayoutSize = { across: false, node, gap: { layer: 40, node: 18 }, margin: 12, most: 4 };
  const chosen = size === 'narrow' ? NARROW : layers <= MOST_LAYERS ? across : down;
  const words = (one: DependencyNode): string[] => {
    if (one.impact === null) return [one.kind === 'service' ? 'no impact' : one.kind];
    const length = `${one.impact.open ? '≥ ' : ''}${humanDuration(one.impact.total)}`;
    return [`${length}, from ${times.label(one.impact.first, 'minute')}`, length];
  };
  return drawDependencies(layoutDependencies(graph, chosen), chosen, fontOf(size), words, name);
}

/** Candidates for the second line of a node, in order of preference. The last is the shortest. */
export type NodeNote = (node: DependencyNode) => readonly string[];

/** Draws the graph. Shapes distinguish loads, processes and services; optional calls are dashed. */
function drawDependencies(
  layout: DependencyLayout,
  size: LayoutSize,
  font: number,
  note: NodeNote,
  name: { label: string; describedBy: string },
): Html {
  const { width, height } = layout;
  const quiet = layout.edges.filter(({ edge }) => !edge.spread);
  const loud = layout.edges.filter(({ edge }) => edge.spread);
  return html`<svg class="hc-ch hc-dep" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${name.label}" aria-describedby="${name.describedBy}" font-size="${font}" text-anchor="middle">
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
    ? `M${px(x)} ${px(y)}l${px(-d * 1.4)} ${px(-d * 0.7)}v${px(d * 1.4)}Z`
    : `M${px(x)} ${px(y)}l${px(-d * 0.7)} ${px(-d * 1.4)}h${px(d * 1.4)}Z`;
  return html`<g class="${kind}"><title>${`${edge.from} calls ${edge.to}${edge.required ? '' : ' (optional)'}`}</title><path class="hc-dep-line" d="${curve(points, across)}"/><path class="hc-dep-head" d="${head}"/></g>`;
}

/** A smooth curve through the points. All tangents are in the direction of the layers. */
function curve(points: PlacedEdge['points'], across: boolean): string {
  const [first, ...rest] = points;
  let path = `M${px(first![0])} ${px(first![1])}`;
  // Edges are straight through most layers. One line for several layers keeps large graphs small.
  let straight = '';
  let [x, y] = first!;
  for (const [nx, ny] of rest) {
    if (across ? ny === y : nx === x) straight = across ? `H${px(nx)}` : `V${px(ny)}`;
    else {
      path += straight;
      straight = '';
      path += across
        ? `C${px((x + nx) / 2)} ${px(y)} ${px((x + nx) / 2)} ${px(ny)} ${px(nx)} ${px(ny)}`
        : `C${px(x)} ${px((y + ny) / 2)} ${px(nx)} ${px((y + ny) / 2)} ${px(nx)} ${px(ny)}`;
    }
    [x, y] = [nx, ny];
  }
  return `${path}${straight}`;
}

function drawNode({ node, x, y }: PlacedNode, { node: box }: LayoutSize, font: number, note: NodeNote): Html {
  const { width, height } = box;
  const middle = x + width / 2;
  const space = width - (node.kind === 'service' ? 12 : 24);
  const notes = note(node);
  const words = notes.find((text) => textWidth(text, font - 1) <= space) ?? notes.at(-1)!;
  const order =
    node.impact === null
      ? null
      : html`<circle class="hc-dep-order" cx="${px(x + 1)}" cy="${px(y + 1)}" r="9"/><text class="hc-dep-count" x="${px(x + 1)}" y="${px(y + 1 + font * 0.34)}" font-size="${font - 1}">${node.impact.order}</text>`;
  return html`<g class="hc-dep-node${node.impact === null ? '' : ' hc-dep-hit'}">${nodeShape(node.kind, x, y, width, height)}<text class="hc-dep-name" x="${px(middle)}" y="${px(y + height / 2 - 3)}" font-weight="600">${truncate(node.id, space, font * 1.08)}</text><text class="hc-dep-note" x="${px(middle)}" y="${px(y + height / 2 + font)}" font-size="${font - 1}">${truncate(words, space, font - 1)}</text>${order}</g>`;
}

/** A pill for a load, a hexagon for a process, a rectangle for a service. */
function nodeShape(kind: DependencyNode['kind'], x: number, y: number, width: number, height: number): Html {
  if (kind === 'process') {
    const cut = Math.min(10, height / 3);
    return html`<path class="hc-dep-box" d="M${px(x + cut)} ${px(y)}H${px(x + width - cut)}L${px(x + width)} ${px(y + height / 2)}L${px(x + width - cut)} ${px(y + height)}H${px(x + cut)}L${px(x)} ${px(y + height / 2)}Z"/>`;
  }
  const round = kind === 'load' ? height / 2 : 3;
  return html`<rect class="hc-dep-box" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(round)}"/>`;
}

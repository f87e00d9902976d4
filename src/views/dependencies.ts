import type { Result, Run } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { bothSizes, fontOf, type Size } from './chart-frame.ts';
import { drawDependencies, nodeShape } from './dependency-draw.ts';
import {
  blastRadius,
  type DependencyGraph,
  type DependencyNode,
  dependencyGraph,
} from './dependency-graph.ts';
import { type LayoutSize, layoutDependencies } from './dependency-layout.ts';
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
} from './figure.ts';
import { type Html, html } from './html.ts';
import { countOf } from './number-format.ts';
import { timeCell } from './time-cell.ts';
import { labelPrecision, timesOf } from './time-format.ts';

/** More layers than this don't fit beside each other: the wide picture goes from top to bottom as well. */
const MOST_LAYERS = 4;

/** A picture for narrow screens may be so wide in its own units. */
const WIDEST_NARROW = 400;

const NARROW: LayoutSize = {
  across: false,
  node: { width: 104, height: 48 },
  gap: { layer: 34, node: 10 },
  margin: 12,
  most: 3,
};

/** Who asks whom, who needs whom, and where in the run the failure began and how far it went. */
export function dependencies(result: Result, run: Run, options: ViewOptions = {}): string {
  const graph = dependencyGraph(result.dependencies, run);
  const id = viewId('dependencies', result, run, options);
  const title = `${result.title}: dependencies`;
  const label = `${title}, ${runName(run)}`;
  const body = html`<p class="hc-panel-news" id="${id}-news" dir="auto">${newsOf(graph, result, run)}</p>
${bothSizes((size) => draw(graph, result, size, { label, describedBy: `${id}-news` }).toString())}
${legend(graph)}
${disclosure('Who asks whom, as a table', table(graph, result, run))}
${note('A service fails when one that it needs is down. Calls that can fail without harm are optional.')}
${origin(result, run)}`;
  const caption = sentence(
    `Arrows go from who asks to who is asked. Numbers tell the order in which services came into impact in the ${runName(run)}.`,
  );
  return figure('dependencies', title, caption, body).toString();
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
  const small = layoutDependencies(graph, NARROW);
  // What would become too small to read keeps its size, and its box scrolls.
  const scrolls = size === 'narrow' && small.width > WIDEST_NARROW;
  const chosen = size === 'narrow' && !scrolls ? NARROW : layers <= MOST_LAYERS ? across : down;
  const words = (one: DependencyNode): string[] => {
    if (one.impact === null) return [one.kind === 'service' ? 'no impact' : one.kind];
    const length = `${one.impact.open ? '≥ ' : ''}${humanDuration(one.impact.total)}`;
    return [`${length}, from ${times.hours(one.impact.first, home(result), 'minute')}`, length];
  };
  const layout = chosen === NARROW ? small : layoutDependencies(graph, chosen);
  const picture = drawDependencies(layout, chosen, fontOf(size), words, name);
  if (!scrolls) return picture;
  return html`<div class="hc-scroll" tabindex="0" role="group" aria-label="${name.label}, scrolls">${picture}</div>`;
}

function home(result: Result): 'utc' | 'zone' {
  return timesOf(result).faces.includes('zone') ? 'zone' : 'utc';
}

/** Where it began, how far it went, and how much of the system that is. */
function newsOf(graph: DependencyGraph, result: Result, run: Run): string {
  const services = graph.nodes.filter(({ kind }) => kind === 'service');
  const hit = graph.nodes
    .filter(({ impact }) => impact !== null)
    // Of those that come together, the one that the others ask is named first.
    .sort((a, b) => a.impact!.order - b.impact!.order || b.layer - a.layer);
  if (hit.length === 0) return `None of ${countOf(services.length, 'service')} comes into impact.`;
  const times = timesOf(result);
  const first = hit[0]!.impact!;
  const together = hit.filter(({ impact }) => impact!.order === 1).map(({ id }) => id);
  const later = hit.filter(({ impact }) => impact!.order > 1).map(({ id }) => id);
  const when = times.say(first.first, labelPrecision(result));
  const begin = `${shortList(together)} ${together.length === 1 ? 'is' : 'are'} in impact first, from ${when} on`;
  const then = later.length === 0 ? '' : `, then ${shortList(later)}`;
  const asking = graph.nodes.filter(
    ({ id, kind }) => kind !== 'service' && graph.edges.some(({ from, spread }) => from === id && spread),
  );
  const reached = asking.length === 0 ? '' : ` It reaches ${shortList(asking.map(({ id }) => id))}.`;
  return `${begin}${then}: ${hit.length} of ${countOf(services.length, 'service')} of the ${runName(run)}.${reached}`;
}

/** Names in a sentence; of many the first few, and how many more. */
function shortList(names: readonly string[]): string {
  return names.length <= 6
    ? names.join(', ')
    : `${names.slice(0, 4).join(', ')} and ${names.length - 4} others`;
}

const COLUMNS: readonly Column[] = [
  { head: 'Who' },
  { head: 'Asks' },
  { head: 'If it is down, these fail' },
  { head: 'In impact from' },
  { head: 'For', numeric: true },
];

function table(graph: DependencyGraph, result: Result, run: Run): Html {
  const times = timesOf(result);
  const rows = graph.nodes.map((node) => {
    const asks = graph.edges
      .filter(({ from }) => from === node.id)
      .map(({ to, required }) => (required ? to : `${to} (optional)`));
    const { fail, part } = blastRadius(graph, node.id);
    const radius = [...fail, ...part.map((id) => `${id} (in part)`)];
    const { impact } = node;
    const none = node.kind === 'service' ? 'no impact' : '–';
    return html`<tr><th scope="row" dir="auto">${node.id}<span class="hc-sub">${node.kind}</span></th><td dir="auto">${asks.length === 0 ? 'nobody' : asks.join(', ')}</td><td dir="auto">${node.kind !== 'service' ? '–' : radius.length === 0 ? 'nobody else' : radius.join(', ')}</td><td>${impact === null ? none : timeCell(times, impact.first, labelPrecision(result))}</td><td class="hc-num">${impact === null ? '–' : `${impact.open ? 'at least ' : ''}${humanDuration(impact.total)}`}</td></tr>
`;
  });
  return dataTable(`Who asks whom: ${result.title}, ${runName(run)}`, COLUMNS, rows, 'dependencies');
}

function legend(graph: DependencyGraph): Html {
  const has = (kind: DependencyNode['kind']) => graph.nodes.some((node) => node.kind === kind);
  const line = (name: string) =>
    html`<g class="hc-dep-edge ${name}"><path class="hc-dep-line" d="M1 10H16"/><path class="hc-dep-head" d="M21 10l-8 -4v8Z"/></g>`;
  const items: (Html | false)[] = [
    has('load') &&
      item(
        html`<g class="hc-dep-node">${nodeShape('load', 1, 4, 20, 12)}</g>`,
        'load: who asks from outside',
      ),
    has('process') && item(html`<g class="hc-dep-node">${nodeShape('process', 1, 4, 20, 12)}</g>`, 'process'),
    item(html`<g class="hc-dep-node">${nodeShape('service', 1, 4, 20, 12)}</g>`, 'service'),
    graph.nodes.some(({ impact }) => impact !== null) &&
      item(
        html`<g class="hc-dep-node hc-dep-hit">${nodeShape('service', 1, 4, 20, 12)}</g>`,
        'service in impact, for how long',
      ),
    graph.edges.some(({ spread }) => spread) &&
      item(line('hc-dep-spread'), 'the failure went along this call'),
    graph.edges.some(({ required }) => !required) && item(line('hc-dep-optional'), 'optional call'),
  ];
  return html`<ul class="hc-legend" aria-label="Signs of the graph">${items}</ul>`;
}

function item(sign: Html, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="24" height="20" viewBox="0 0 24 20" aria-hidden="true">${sign}</svg>${words}</li>`;
}

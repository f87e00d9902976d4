import { z } from 'zod';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import type { NamedSeries } from '../../incident/series.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Result, Run } from '../../result.ts';
import { type Epoch, formatUtc, parseInstant } from '../../time/instant.ts';
import { type ObservedFigure, observedFigure } from '../../views/series/observed-figure.ts';
import { nodeAt, type YamlNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { nearest } from '../../yaml/suggest.ts';
import { validate } from '../../yaml/validate.ts';
import * as say from './diagnostics.ts';

/** A `series` block, which draws observed series. */
export const seriesBlockSchema = z.strictObject({
  show: z.union([z.string(), z.array(z.string()).min(1)]).meta({
    description:
      'Names of the series to draw: files in the page’s `series` folder, without `.csv`. Series with the same unit share a chart.',
    examples: ['error_ratio', ['error_ratio', 'latency_p99']],
  }),
  title: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'Title of the figure. By default, the titles of the series.',
      examples: ['Errors at the edge'],
    }),
  from: z
    .string()
    .optional()
    .meta({
      description:
        'Where the charts start: an RFC 3339 time, or the id of a timeline entry. By default, at the first point.',
      examples: ['2026-03-02T08:50:00Z', 'errors_rise'],
    }),
  to: z
    .string()
    .optional()
    .meta({
      description: 'Where the charts end, in the same form. By default, at the last point.',
      examples: ['2026-03-02T10:30:00Z', 'recovered'],
    }),
  moments: z
    .array(z.string())
    .optional()
    .meta({
      description:
        'Ids of timeline entries to mark. By default, the key moments: entries with `moment`. An empty list marks none.',
      examples: [['errors_rise', 'mitigated'], []],
    }),
  scenario: z
    .string()
    .optional()
    .meta({
      description: 'A scenario on the page whose faults are shaded.',
      examples: ['cold-cache'],
    }),
  visibility: z
    .enum(['internal', 'public'])
    .optional()
    .meta({
      description:
        'Who can see the series. By default, the page’s `public` decides. A series that no public block shows isn’t in the public edition at all.',
      default: 'internal',
      examples: ['public'],
    }),
});

/** A `series` block that has been read. */
export interface SeriesBlock extends Omit<z.output<typeof seriesBlockSchema>, 'show'> {
  /** Names without the optional `series.` prefix. */
  readonly show: readonly string[];
  readonly root: YamlNode;
  placeOf(...path: (string | number)[]): Span;
}

/** Reads a `series` block. `block` is null if and only if there is an error. */
export function readSeriesBlock(source: SourceText): {
  block: SeriesBlock | null;
  diagnostics: Diagnostic[];
} {
  const { root, diagnostics } = readYaml(source, 'the series block');
  if (root === null) return { block: null, diagnostics };
  const { value, diagnostics: misfits } = validate(seriesBlockSchema, source, root);
  const placeOf = (...path: (string | number)[]): Span => {
    const node = nodeAt(root, path);
    return source.spanAt(node.start, node.end);
  };
  const all = [...diagnostics, ...misfits];
  if (value === null) return { block: null, diagnostics: all };
  const show = [value.show].flat().map((name) => name.replace(/^series\./, ''));
  return { block: { ...value, show, root, placeOf }, diagnostics: all };
}

/** What a `series` block can refer to on its page. */
export interface SeriesPage {
  readonly id: string;
  readonly zone: string;
  readonly series: readonly NamedSeries[];
  readonly timeline: readonly TimelineEntry[];
  /** A scenario's result. Null if there is none, which is reported at the span. */
  resultOf(id: string, place: () => Span): Result | null;
}

/** The figure for a `series` block. The markup is null if and only if there is an error. */
export function seriesMarkup(
  block: SeriesBlock,
  page: SeriesPage,
): { markup: string | null; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const series = block.show.flatMap((name, i): NamedSeries[] => {
    const found = page.series.find((one) => one.name === name);
    if (found !== undefined) return [found];
    const names = page.series.map((one) => one.name);
    const place =
      nodeAt(block.root, ['show']).kind === 'list' ? block.placeOf('show', i) : block.placeOf('show');
    diagnostics.push(say.unknownSeries(place, name, nearest(name, names), names));
    return [];
  });
  const timeOf = (key: 'from' | 'to'): Epoch | null => {
    const written = block[key];
    if (written === undefined) return null;
    const own = parseInstant(written);
    if (own !== null) return own;
    const entry = page.timeline.find(({ id }) => id === written);
    if (entry !== undefined) return entry.epoch;
    const ids = page.timeline.map(({ id }) => id);
    diagnostics.push(say.seriesTime(block.placeOf(key), written, nearest(written, ids)));
    return null;
  };
  const [from, to] = [timeOf('from'), timeOf('to')];
  const moments = momentsOf(block, page, diagnostics);
  const run = faultsOf(block, page, diagnostics);
  const [first] = series;
  if (diagnostics.length > 0 || first === undefined) return { markup: null, diagnostics };
  const ends = series.flatMap(({ observed: { points } }) => [points[0]![0], points.at(-1)![0]]);
  const start = from ?? Math.min(...ends);
  const end = to ?? Math.max(...ends);
  if (
    end <= start ||
    !series.some(({ observed }) => observed.points.some(([at]) => at >= start && at <= end))
  ) {
    return { markup: null, diagnostics: [say.emptySeries(block.placeOf('show'))] };
  }
  const epoch = start;
  const relative = (at: Epoch): number => at - epoch;
  const shift = run === null ? 0 : run.epoch - epoch;
  const input: ObservedFigure = {
    id: page.id,
    title: block.title ?? series.map(({ title }) => title).join(', '),
    clock: { start: formatUtc(epoch), zone: page.zone, epoch },
    from: 0,
    to: relative(end),
    series,
    moments: moments.map(({ epoch: at, moment, text }) => ({ at: relative(at), text: moment ?? text })),
    impacts: page.timeline.flatMap(({ kind, epoch: at, to: until }) => {
      const last = until === null ? null : parseInstant(until);
      return kind === 'impact' && last !== null ? [{ from: relative(at), to: relative(last) }] : [];
    }),
    faults: (run?.faults ?? []).map((fault) => ({
      id: fault.id,
      from: fault.from + shift,
      to: fault.to === null ? null : fault.to + shift,
    })),
  };
  return { markup: observedFigure(input).toString(), diagnostics };
}

function momentsOf(block: SeriesBlock, { timeline }: SeriesPage, diagnostics: Diagnostic[]): TimelineEntry[] {
  if (block.moments === undefined) return timeline.filter(({ moment }) => moment !== null);
  return block.moments.flatMap((id, i) => {
    const found = timeline.find((one) => one.id === id);
    if (found !== undefined) return [found];
    const ids = timeline.map((one) => one.id);
    diagnostics.push(say.unknownMoment(block.placeOf('moments', i), id, nearest(id, ids)));
    return [];
  });
}

function faultsOf(
  block: SeriesBlock,
  page: SeriesPage,
  diagnostics: Diagnostic[],
): { epoch: Epoch; faults: Run['faults'] } | null {
  if (block.scenario === undefined) return null;
  const place = (): Span => block.placeOf('scenario');
  const result = page.resultOf(block.scenario, place);
  if (result === null) return null;
  const [base] = result.runs;
  if (result.clock === null || base === undefined) {
    diagnostics.push(say.noClock(place(), block.scenario));
    return null;
  }
  return { epoch: result.clock.epoch, faults: base.faults };
}

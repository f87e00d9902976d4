import { z } from 'zod';
import { refused, shape } from '../reading/diagnostics.ts';
import { type JsonDocument, placeOf } from '../reading/json.ts';
import { at, hasKeys, listOf, maybe, read, text } from '../record/shape.ts';
import { Points } from './points.ts';
import { keptLabels, numberOf, type Series, type SeriesSource, unitOfName } from './series.ts';

const series = z.object({
  metric: z.record(z.string(), z.string()),
  values: listOf(z.tuple([z.number(), z.string()])),
  histograms: listOf(z.unknown()),
});

const answer = z.object({
  status: text,
  error: maybe,
  data: z.object({ resultType: text, result: z.array(z.unknown()) }).nullish(),
});

const matrix = z.object({ data: z.object({ result: z.array(series) }) });

/** Prometheus: the response to a range query, and the JSON of `promtool query range`. */
export const prometheus: SeriesSource = {
  name: 'Prometheus',
  kindOf(value) {
    if (
      hasKeys(value, 'status') &&
      (at(value, 'data', 'resultType') !== undefined || hasKeys(value, 'errorType'))
    )
      return 'range';
    if (
      Array.isArray(value) &&
      hasKeys(value[0], 'metric') &&
      (hasKeys(value[0], 'values') || hasKeys(value[0], 'value'))
    )
      return 'promtool';
    return null;
  },
  read(documents) {
    return documents.flatMap((document) => {
      if (document.kind === 'range') {
        refuse(document);
        return read(matrix, document).data.result.map((one, i) =>
          seriesOf(document, one, ['data', 'result', i], 'Prometheus range query'),
        );
      }
      if (at(document.value, 0, 'value') !== undefined) throw instantQuery(document);
      return read(z.array(series), document).map((one, i) =>
        seriesOf(document, one, [i], 'promtool query range'),
      );
    });
  },
};

function refuse(document: JsonDocument): void {
  const { status, error, data } = read(answer, document);
  const place = placeOf(document, ['status']);
  if (status !== 'success') {
    throw refused(
      place,
      `Prometheus returned an error: ${error ?? status}`,
      'run the query again, with a coarser step if it had too many points',
    );
  }
  if (data?.resultType !== 'matrix') throw instantQuery(document);
}

function instantQuery(document: JsonDocument): Error {
  return refused(
    placeOf(document, ['data', 'resultType']),
    'this query result has only a single value for each series, not a curve',
    'use the range query /api/v1/query_range with start, end and step',
  );
}

function seriesOf(
  document: JsonDocument,
  { metric, values, histograms }: z.output<typeof series>,
  path: readonly (string | number)[],
  source: string,
): Series {
  if (values.length === 0 && histograms.length > 0) {
    throw refused(
      placeOf(document, path),
      'native histograms can’t be imported',
      'query a quantile: histogram_quantile(0.99, ...)',
    );
  }
  const points = new Points();
  let infinite = 0;
  values.forEach(([seconds, written], i) => {
    const value = numberOf(written);
    if (value === undefined) {
      throw shape(placeOf(document, [...path, 'values', i]), `values[${i}]`, `isn't a number`);
    }
    if (/inf/i.test(written)) infinite++;
    points.add(Math.floor(seconds * 1_000_000), value);
  });
  const own = metric['__name__'] ?? null;
  const name =
    own ??
    document.file.file
      .split('/')
      .at(-1)!
      .replace(/\.[^.]*$/, '');
  const window = /\[(\d+(?:ms|[smhdw]))\]/.exec(name)?.[1] ?? null;
  return {
    name,
    labels: keptLabels(metric),
    unit: unitOfName(own ?? ''),
    source,
    file: document.file.file,
    // A range function covers the time before the point, and a bare metric's value is the last sample before the point.
    stamp: 'end',
    window,
    isCounter: /_(?:total|count|sum|bucket)$/.test(own ?? ''),
    points,
    zone: null,
    notes: infinite === 0 ? [] : [`${infinite} infinite values are gaps`],
  };
}

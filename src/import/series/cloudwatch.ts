import { z } from 'zod';
import { missingPage, shape } from '../reading/diagnostics.ts';
import { type JsonDocument, placeOf } from '../reading/json.ts';
import { hasKeys, maybe, read, text } from '../record/shape.ts';
import { looksLikeTime, TimeColumn } from '../times/column.ts';
import { Points } from './points.ts';
import type { Series, SeriesSource } from './series.ts';

const when = z.union([z.string(), z.number()]);
const data = z.object({
  NextToken: maybe,
  MetricDataResults: z.array(
    z.object({
      Id: maybe,
      Label: maybe,
      Timestamps: z.array(when),
      Values: z.array(z.number()),
      StatusCode: maybe,
    }),
  ),
});
const statistics = z.object({
  Label: text,
  Datapoints: z.array(z.record(z.string(), z.unknown())),
});

/** CloudWatch: `get-metric-data` and `get-metric-statistics`. Points can be in any order. */
export const cloudWatch: SeriesSource = {
  name: 'CloudWatch',
  kindOf(value) {
    if (hasKeys(value, 'MetricDataResults')) return 'data';
    return hasKeys(value, 'Datapoints', 'Label') ? 'statistics' : null;
  },
  read(documents) {
    const tokens = documents.filter(
      ({ value }) => hasKeys(value, 'NextToken') && value['NextToken'] !== null && value['NextToken'] !== '',
    );
    if (tokens.length > 0 && tokens.length >= documents.length) {
      throw missingPage(
        tokens.at(-1)!.file.file,
        'it has a NextToken, but the next page isn’t in any of the files',
      );
    }
    const joined = new Map<string, Series>();
    for (const document of documents) {
      for (const { name, unit, points, note } of document.kind === 'data'
        ? results(document)
        : datapoints(document)) {
        const series: Series = joined.get(name) ?? {
          name,
          labels: {},
          unit,
          source: 'CloudWatch',
          file: document.file.file,
          stamp: 'start',
          window: null,
          isCounter: false,
          points: new Points(),
          zone: null,
          notes: note === null ? [] : [note],
        };
        joined.set(name, series);
        for (const [at, value] of points) series.points.add(at, value);
      }
    }
    return [...joined.values()];
  },
};

interface Found {
  readonly name: string;
  readonly unit: string | null;
  readonly points: readonly (readonly [number, number])[];
  readonly note: string | null;
}

function results(document: JsonDocument): Found[] {
  return read(data, document).MetricDataResults.map((one, i) => {
    if (one.Timestamps.length !== one.Values.length) {
      throw shape(
        placeOf(document, ['MetricDataResults', i, 'Values']),
        `MetricDataResults[${i}].Values`,
        'doesn’t have the same length as Timestamps',
      );
    }
    return {
      name: one.Label ?? one.Id ?? `series ${i + 1}`,
      unit: null,
      note: one.StatusCode === 'PartialData' ? 'CloudWatch returned only part of the data' : null,
      points: one.Timestamps.map(
        (time, row) =>
          [timeOf(document, time, ['MetricDataResults', i, 'Timestamps', row]), one.Values[row]!] as const,
      ),
    };
  });
}

function datapoints(document: JsonDocument): Found[] {
  const { Label, Datapoints } = read(statistics, document);
  const names = ['Average', 'Sum', 'Maximum', 'Minimum', 'SampleCount'].filter((name) =>
    Datapoints.some((point) => typeof point[name] === 'number'),
  );
  const unit = Datapoints[0]?.['Unit'];
  return names.map((name) => ({
    name: names.length === 1 ? Label : `${Label} ${name}`,
    unit: typeof unit === 'string' && unit !== 'None' ? unit : null,
    note: null,
    points: Datapoints.flatMap((point, i) => {
      const value = point[name];
      const time = point['Timestamp'];
      if (typeof value !== 'number' || (typeof time !== 'string' && typeof time !== 'number')) return [];
      return [[timeOf(document, time, ['Datapoints', i, 'Timestamp']), value] as const];
    }),
  }));
}

/** The command line prints ISO 8601. The API returns seconds. */
function timeOf(document: JsonDocument, time: string | number, path: readonly (string | number)[]): number {
  if (typeof time === 'number' && Number.isFinite(time)) return Math.floor(time * 1_000_000);
  const written = String(time);
  const place = placeOf(document, path);
  if (!looksLikeTime(written)) throw shape(place, 'Timestamps', `isn't a time`);
  return new TimeColumn([written], place, { zone: 'UTC', dateOrder: null }).read(written, place);
}

import { z } from 'zod';
import { refused } from '../reading/diagnostics.ts';
import { type JsonDocument, placeOf } from '../reading/json.ts';
import { at, hasKeys, listOf, maybe, maybeObject, read } from '../record/shape.ts';
import { Points } from './points.ts';
import { keptLabels, type Series, type SeriesSource } from './series.ts';

const indexes = listOf(z.number());
const frame = z.object({
  schema: z.object({
    refId: maybe,
    name: maybe,
    fields: z.array(
      z.object({
        name: maybe,
        type: maybe,
        labels: z.record(z.string(), z.string()).nullish(),
        config: maybeObject({ unit: maybe, displayName: maybe, displayNameFromDS: maybe }),
      }),
    ),
  }),
  data: z.object({
    values: z.array(z.array(z.unknown())),
    entities: listOf(maybeObject({ NaN: indexes, Inf: indexes, NegInf: indexes, Undef: indexes })),
  }),
});

type Frame = z.output<typeof frame>;

/** Grafana's unit ids that have a shorter name. */
const UNITS: Readonly<Record<string, string>> = {
  percent: '%',
  percentunit: 'ratio',
  reqps: '1/s',
  ops: '1/s',
  rps: '1/s',
  wps: '1/s',
  cps: '1/s',
};

/** Grafana data frames: a panel's JSON, or a response from `/api/ds/query`. */
export const grafanaFrames: SeriesSource = {
  name: 'Grafana',
  kindOf(value) {
    if (Array.isArray(value) && hasKeys(value[0], 'schema', 'data')) return 'frames';
    if (hasKeys(value, 'results') && typeof value['results'] === 'object') return 'results';
    if (hasKeys(value, 'schema', 'data')) return 'frame';
    return null;
  },
  read(documents) {
    return documents.flatMap((document) => framesOf(document).flatMap((one) => seriesOf(one, document)));
  },
};

function framesOf(document: JsonDocument & { readonly kind: string }): Frame[] {
  if (document.kind === 'frames') return read(z.array(frame), document);
  if (document.kind === 'frame') return [read(frame, document)];
  const results = z.object({
    results: z.record(z.string(), z.object({ frames: listOf(frame), error: maybe })),
  });
  const answers = Object.values(read(results, document).results);
  const failed = answers.find(({ error }) => error !== null);
  if (failed !== undefined) {
    throw refused(
      placeOf(document, ['results']),
      `Grafana returned an error: ${failed.error}`,
      'run the query again',
    );
  }
  return answers.flatMap(({ frames }) => frames);
}

function seriesOf({ schema, data }: Frame, document: JsonDocument): Series[] {
  const timeField = schema.fields.findIndex(({ type }) => type === 'time');
  const times = data.values[timeField];
  if (times === undefined) return [];
  return schema.fields.flatMap((field, i): Series[] => {
    const values = data.values[i];
    if (field.type !== 'number' || values === undefined) return [];
    const lost = data.entities[i];
    const infinite = new Set([...(lost?.Inf ?? []), ...(lost?.NegInf ?? [])]);
    const points = new Points();
    times.forEach((time, row) => {
      const value = at(values, row);
      if (typeof time !== 'number') return;
      points.add(Math.floor(time * 1000), typeof value === 'number' && Number.isFinite(value) ? value : null);
    });
    const unit = field.config?.unit ?? null;
    const shown = field.config?.displayName ?? field.config?.displayNameFromDS ?? null;
    const name = shown ?? (field.name === 'Value' ? schema.name : field.name) ?? schema.refId ?? 'value';
    return [
      {
        name,
        labels: keptLabels(field.labels ?? {}),
        unit: unit === null || unit === 'short' || unit === 'none' ? null : (UNITS[unit] ?? unit),
        source: 'Grafana data frame',
        file: document.file.file,
        stamp: 'unknown',
        window: null,
        isCounter: false,
        points,
        zone: null,
        notes: infinite.size === 0 ? [] : [`${infinite.size} infinite values are gaps`],
      },
    ];
  });
}

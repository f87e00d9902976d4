import { z } from 'zod';
import { refused } from '../reading/diagnostics.ts';
import { placeOf } from '../reading/json.ts';
import { at, count, hasKeys, listOf, maybe, maybeObject, read } from '../record/shape.ts';
import { Points } from './points.ts';
import { keptLabels, type Series, type SeriesSource } from './series.ts';

const unit = maybeObject({ name: maybe, short_name: maybe });
const answer = z.object({
  status: maybe,
  error: maybe,
  series: z.array(
    z.object({
      metric: maybe,
      display_name: maybe,
      scope: maybe,
      tag_set: listOf(z.string()),
      aggr: maybe,
      interval: count,
      unit: listOf(unit),
      pointlist: z.array(z.tuple([z.number(), z.number().nullable()])),
    }),
  ),
});

/** Datadog: the response of the metrics query API. */
export const datadog: SeriesSource = {
  name: 'Datadog',
  kindOf(value) {
    if (at(value, 'series', 0, 'pointlist') !== undefined) return 'series';
    return hasKeys(value, 'from_date', 'to_date', 'series') ? 'series' : null;
  },
  read(documents) {
    return documents.flatMap((document) => {
      const { status, error, series } = read(answer, document);
      if (status === 'error' || (error !== null && error !== '')) {
        throw refused(
          placeOf(document, ['error']),
          `Datadog returned an error: ${error ?? 'unknown'}`,
          'run the query again',
        );
      }
      return series.map((one): Series => {
        const points = new Points();
        for (const [millis, value] of one.pointlist) points.add(Math.floor(millis * 1000), value);
        // The documentation isn't clear on whether `interval` is in seconds or milliseconds, so the points determine
        // it.
        const step = stepOf(one.pointlist.map(([millis]) => millis));
        return {
          name: one.display_name ?? one.metric ?? 'series',
          labels: keptLabels(Object.fromEntries(one.tag_set.map(tagOf))),
          unit: unitText(one.unit),
          source: 'Datadog query',
          file: document.file.file,
          stamp: 'start',
          window: step === null ? null : `${step / 1000}s`,
          isCounter: false,
          points,
          zone: null,
          notes: [],
        };
      });
    });
  },
};

function tagOf(tag: string): [string, string] {
  const colon = tag.indexOf(':');
  return colon < 0 ? [tag, 'true'] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

/** The first unit divided by the second: `error per second`. */
function unitText([over, under]: readonly z.output<typeof unit>[]): string | null {
  if (over == null) return null;
  const name = over.short_name ?? over.name;
  if (name === null) return null;
  return under == null ? name : `${name}/${under.short_name ?? under.name ?? ''}`;
}

function stepOf(times: readonly number[]): number | null {
  const steps = times
    .slice(1)
    .map((time, i) => time - times[i]!)
    .filter((step) => step > 0);
  return steps.length === 0 ? null : Math.min(...steps.slice(0, 1000));
}

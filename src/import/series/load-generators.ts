import { shape, truncated } from '../reading/diagnostics.ts';
import { at } from '../record/shape.ts';
import { readInstant } from '../times/read-instant.ts';
import { Points } from './points.ts';
import type { LineReader, LineSource, Series, SeriesOptions } from './series.ts';

/** Parses a line of JSON. If a file is cut short, its last line isn't JSON. */
function jsonLine(file: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw truncated({ file, line }, 'the line isn’t complete JSON');
  }
}

function sampled(
  name: string,
  unit: string | null,
  source: string,
  file: string,
  options: SeriesOptions,
): Series {
  return {
    name,
    labels: {},
    unit,
    source,
    file,
    stamp: 'start',
    window: '1s',
    isCounter: false,
    points: new Points(options.period, true),
    zone: null,
    notes: ['each row summarizes the samples of its interval'],
  };
}

/** k6 metrics that are durations in milliseconds. */
const isDuration = (name: string): boolean =>
  /^(?:http_req_|iteration_duration|ws_|grpc_req_)/.test(name) && !/^http_req(?:s|_failed)$/.test(name);

/** Output of k6 with `--out json`: a line for each sample. Metrics that are counts are left out. */
export const k6Json: LineSource = {
  name: 'k6',
  fits: (first) => first.some((line) => /^\{.*"type"\s*:\s*"(?:Metric|Point)"/.test(line)),
  reader(file, options): LineReader {
    const found = new Map<string, Series>();
    return {
      line(text, number) {
        if (text.trim() === '') return;
        const value = jsonLine(file, text, number);
        const place = { file, line: number };
        const metric = at(value, 'metric');
        const kind = at(value, 'type');
        if (kind === 'Metric') return;
        const [time, sample] = [at(value, 'data', 'time'), at(value, 'data', 'value')];
        const epoch = typeof time === 'string' ? readInstant(time) : null;
        if (kind !== 'Point' || typeof metric !== 'string' || typeof sample !== 'number' || epoch === null) {
          throw shape(place, 'the line', 'isn’t a k6 point with a time and a value');
        }
        if (isCount(metric)) return;
        const series =
          found.get(metric) ?? sampled(metric, isDuration(metric) ? 'ms' : null, 'k6', file, options);
        found.set(metric, series);
        series.points.add(epoch, sample);
      },
      end: () => [...found.values()],
    };
  },
};

const isCount = (metric: string): boolean =>
  /^(?:http_reqs|iterations|data_sent|data_received|checks|vus_max)$/.test(metric);

/** Output of Vegeta's `encode`: a line for each request, with its latency in nanoseconds. */
export const vegetaJson: LineSource = {
  name: 'vegeta',
  fits: (first) => first.some((line) => /^\{.*"latency"\s*:\s*\d/.test(line) && /"timestamp"\s*:/.test(line)),
  reader(file, options): LineReader {
    const latency = sampled('latency', 's', 'vegeta', file, options);
    const failed = sampled('error ratio', 'ratio', 'vegeta', file, options);
    return {
      line(text, number) {
        if (text.trim() === '') return;
        const value = jsonLine(file, text, number);
        const [time, nanos, code] = [at(value, 'timestamp'), at(value, 'latency'), at(value, 'code')];
        const epoch = typeof time === 'string' ? readInstant(time) : null;
        if (epoch === null || typeof nanos !== 'number') {
          throw shape(
            { file, line: number },
            'the line',
            'isn’t a vegeta result with a timestamp and a latency',
          );
        }
        latency.points.add(epoch, nanos / 1e9);
        failed.points.add(epoch, typeof code === 'number' && code >= 200 && code < 400 ? 0 : 1);
      },
      end: () => (latency.points.count === 0 ? [] : [latency, failed]),
    };
  },
};

import { refused, shape, truncated } from '../reading/diagnostics.ts';
import { labelText, parseLabels } from './label-text.ts';
import { Points } from './points.ts';
import { keptLabels, type LineSource, numberOf, type Series, unitOfName } from './series.ts';

const SAMPLE =
  /^([A-Za-z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))?(?:\s+#.*)?$/i;

/** OpenMetrics text, as `promtool tsdb dump-openmetrics` writes it. Samples need a time. */
export const openMetrics: LineSource = {
  name: 'OpenMetrics',
  fits: (first) =>
    first.some((line) => /^# (?:TYPE|HELP|UNIT|EOF)\b/.test(line)) ||
    (first.length > 0 &&
      first.every((line) => line.trim() === '' || SAMPLE.test(line)) &&
      first.some((line) => SAMPLE.exec(line)?.[4] !== undefined)),
  reader(file, options) {
    const types = new Map<string, string>();
    const units = new Map<string, string>();
    const found = new Map<string, Series>();
    let ended = false;
    return {
      line(text, number) {
        const place = { file, line: number };
        if (text.trim() === '' || ended) return;
        if (text.startsWith('#')) {
          const [, what, name, value] = /^# (\w+) ?(\S*) ?(.*)$/.exec(text) ?? [];
          if (what === 'EOF') ended = true;
          if (what === 'TYPE') types.set(name!, value!);
          if (what === 'UNIT') units.set(name!, value!);
          return;
        }
        const sample = SAMPLE.exec(text);
        const value = numberOf(sample?.[3] ?? 'x');
        if (sample === null || value === undefined) throw shape(place, 'the line', `isn't a sample`);
        const [, name, labels = '', , time] = sample;
        if (time === undefined) {
          throw refused(
            place,
            'these samples have no times, so they are not a series',
            'use a range query, or `promtool tsdb dump-openmetrics`',
          );
        }
        const kept = keptLabels(parseLabels(labels));
        const key = `${name}${labelText(parseLabels(labels))}`;
        let series = found.get(key);
        if (series === undefined) {
          const base = name!.replace(/_(?:total|count|sum|bucket|created)$/, '');
          series = {
            name: name!,
            labels: kept,
            unit: units.get(base) ?? unitOfName(name!),
            source: 'OpenMetrics text',
            file,
            stamp: 'instant',
            window: null,
            isCounter:
              types.get(base) === 'counter' ||
              types.get(name!) === 'counter' ||
              /_(?:total|count|sum|bucket)$/.test(name!),
            points: new Points(options.period),
            zone: null,
            notes: [],
          };
          found.set(key, series);
        }
        // Prometheus' older text format uses milliseconds.
        const seconds = Number(time);
        series.points.add(
          Math.floor(Math.abs(seconds) >= 1e11 ? seconds * 1000 : seconds * 1_000_000),
          value,
        );
      },
      end() {
        if (!ended && types.size > 0) throw truncated({ file, line: null }, 'its last line isn’t `# EOF`');
        return [...found.values()];
      },
    };
  },
};

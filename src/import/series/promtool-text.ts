import { shape, truncated } from '../reading/diagnostics.ts';
import { parseLabels } from './label-text.ts';
import { Points } from './points.ts';
import { keptLabels, type LineSource, numberOf, type Series, unitOfName } from './series.ts';

/** The text output of `promtool query range`: `{labels} =>`, then lines `value @[seconds]`. */
export const promtoolText: LineSource = {
  name: 'promtool',
  fits: (first) => first.some((line) => / =>\s*$/.test(line)) && first.some((line) => / @\[\d/.test(line)),
  reader(file) {
    const found: Series[] = [];
    let points: Points | null = null;
    return {
      line(text, number) {
        if (text.trim() === '') return;
        const head = /^([^{]*)(?:\{(.*)\})? =>\s*$/.exec(text);
        if (head !== null) {
          const name = head[1]!.trim();
          points = new Points();
          found.push({
            name:
              name === ''
                ? file
                    .split('/')
                    .at(-1)!
                    .replace(/\.[^.]*$/, '')
                : name,
            labels: keptLabels(parseLabels(head[2] ?? '')),
            unit: unitOfName(name),
            source: 'promtool query range',
            file,
            stamp: 'end',
            window: null,
            isCounter: /_(?:total|count|sum|bucket)$/.test(name),
            points,
            zone: null,
            notes: [],
          });
          return;
        }
        const [, written, seconds] = /^(\S+) @\[(\d+(?:\.\d+)?)\]$/.exec(text.trim()) ?? [];
        const value = numberOf(written ?? 'x');
        if (value === undefined || seconds === undefined || points === null) {
          throw shape({ file, line: number }, 'the line', `isn't in promtool's format`);
        }
        points.add(Math.floor(Number(seconds) * 1_000_000), value);
      },
      end() {
        if (found.some((one) => one.points.count === 0))
          throw truncated({ file, line: null }, 'its last series has no points');
        return found;
      },
    };
  },
};

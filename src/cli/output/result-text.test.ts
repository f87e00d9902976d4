import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { resultOf } from '../../tests/support/evaluate-text.ts';
import { resultText } from './result-text.ts';

const SLOW = `scenario: slow
clock: { start: 2026-03-02T09:00:00Z }
until: 5m
observed:
  begun: { at: 2026-03-02T09:01:00Z }
  slow: { at: [2026-03-02T09:01:00Z, 2026-03-02T09:02:30Z], within: 1m }
services: { shop: { concurrency: 2, service_time: 500ms } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 2/s } }]
faults: [{ id: slow_disk, at: observed.begun, for: 1m, set: { shop.slowdown: 4 } }]
measure: { tail: { is: p99(shop.latency), window: 10s } }
outcomes: { longest: { is: 'has(tail) ? tail : 0s', at: max, says: The longest wait } }
marks: { slow: tail > 4s }
`;

test('a run in a terminal lists measures, ranges of observed times, inputs and outcomes in words', () => {
  const result = resultOf(SLOW);
  const place = fileSource('slow.yaml', SLOW).spanAt(0, 1);
  const lines = resultText(result, { place, paint: (_, text) => text, width: 120 }).split('\n');
  const line = (start: string): string =>
    (lines.find((one) => one.trimStart().startsWith(start)) ?? '').trim().replace(/ {2,}/g, ' | ');
  expect(line('slow ')).toMatch(
    /^slow \| UTC \| Mar 2 09:01:\d\d \| Mar 2 09:01 to Mar 2 09:02:30 \| 0 s \| /,
  );
  expect(line('tail ')).toMatch(
    /^tail \| [▁▂▃▄▅▆▇█·]+ \| at least 50\d(?:\.\d)? ms, at most [\d.]+ s, 50\d(?:\.\d)? ms at the end$/,
  );
  expect(line('begun ')).toBe('begun | UTC | Mar 2 09:01 | slow disk starts');
  expect(line('longest ')).toMatch(/^longest \| .* \| The longest wait: has\(tail\) \? tail : 0s$/);
});

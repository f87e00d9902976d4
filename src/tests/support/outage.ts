/**
 * A scenario with an observed series, to which its constants can be fitted: a repair after 15 minutes, and 3 jobs per
 * minute.
 */
export const OUTAGE = `scenario: outage
title: A queue grows until the workers are repaired
until: 40m
clock: { start: 2026-03-02T09:00:00Z }
observed:
  repaired: { at: 2026-03-02T09:20:00Z, text: The workers are repaired }
const:
  repair: { value: 10m, range: [5m, 25m] } # a guess
  growth:
    value: 5.0 # jobs a minute
    range: [1.0, 10.0]
state: { up: true, queued: 0.0 }
processes:
  operator:
    steps:
      - { id: fix, when: '!up', delay: repair, set: { up: true } }
  workers:
    loop: true
    steps:
      - { id: work, delay: 1m, set: { queued: 'max(0.0, queued + (up ? 0.0 - 4.0 : growth))' } }
faults:
  - { id: broken, at: 5m, set: { up: false } }
measure:
  queue: { is: queued, observed: series.queue }
`;

/** The model's queue with these values, plus or minus one job. */
const QUEUED = [
  ...[0, 0, 0, 0, 0, 4, 6, 8, 12, 15, 19, 21, 24, 26, 30, 33, 36, 40, 42, 44],
  ...[41, 37, 33, 30, 25, 21, 16, 13, 9, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0],
];

/** The observed series \`queue\`, for the file \`outage/series/queue.csv\`. */
export const OUTAGE_SERIES = [
  '# series: Queued jobs',
  '# unit: jobs',
  '# stamp: end',
  '# window: 60s',
  'time,value',
  ...QUEUED.map((value, i) => `2026-03-02T09:${String(i + 1).padStart(2, '0')}:00Z,${value}`),
  '',
].join('\n');

import { expect, test } from 'vitest';
import type { FileCache } from '../../cache/file-cache.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, type Validated } from '../../hindcast.ts';
import { scenarioText } from '../../scenario/cases.ts';
import { LEASE } from '../../tests/support/page.ts';
import { offsetSource } from './kept-results.ts';
import { LiveResults } from './live-results.ts';
import type { RunPool } from './run-pool.ts';

/** A pool whose jobs finish when the test releases them, with the real engine's result. */
function heldPool() {
  const jobs: { text: string; end(): void; fail(error: Error): void; signal: AbortSignal }[] = [];
  const pool: RunPool = {
    run: ({ text, options }, signal) =>
      new Promise((done, failed) => {
        signal!.addEventListener('abort', () => failed(new Error('aborted')));
        const end = () => done(JSON.stringify(evaluate(offsetSource(text), options)));
        jobs.push({ text, end, fail: failed, signal: signal! });
      }),
    close: async () => undefined,
  };
  return { pool, jobs };
}

function setting(engine = 'v1', entries = new Map<string, string>()) {
  const { pool, jobs } = heldPool();
  const cache: FileCache = {
    read: (key) => entries.get(key) ?? null,
    write: (key, payload) => entries.set(key, payload),
  };
  const runs: boolean[] = [];
  const all = {
    cache,
    engine,
    pool,
    now: () => performance.now(),
    report: (_: string, { run }: { run: boolean }) => runs.push(run),
  };
  return { all, live: new LiveResults(all), jobs, runs, entries };
}

const read = (live: LiveResults, text: string, ready = () => {}, left = 20) => {
  const visit = live.visit({ file: 'a.md', patience: { left }, ready });
  // The options that a page sets. They are part of a result's key.
  const options = { record: [], zone: 'Europe/Berlin', waits: true };
  return visit.evaluate(scenarioText(fileSource('a.md', text)), options).finally(() => visit.leave());
};
const [OLD, NEW, NEWER] = [LEASE, LEASE.replace('10m', '12m'), LEASE.replace('10m', '14m')];
const soon = () => new Promise((done) => setImmediate(done));

test('waits for a scenario that finishes soon, and caches its result', async () => {
  const { live, jobs, runs } = setting();
  const found = read(live, OLD);
  await soon();
  jobs[0]!.end();
  expect(await found).toEqual(evaluate(fileSource('a.md', OLD)));
  expect(await read(live, OLD)).toEqual(evaluate(fileSource('a.md', OLD)));
  expect(jobs).toHaveLength(1);
  expect(runs).toEqual([true, false]);
});

test('returns the last result of a slow scenario, and notifies when the new one is ready', async () => {
  const { live, jobs, runs } = setting();
  const first = read(live, OLD);
  jobs[0]!.end();
  await first;
  let ready = 0;
  const found = await read(live, NEW, () => ready++);
  expect(found).toMatchObject({ unfinished: true, last: { text: OLD, result: { scenario: 'lease' } } });
  expect(live.running).toBe(1);
  // After an edit of the prose, the job continues, and the page doesn't wait for it again.
  await read(live, NEW, () => ready++);
  expect(jobs).toHaveLength(2);
  jobs[1]!.end();
  await soon();
  expect([ready, live.running]).toEqual([1, 0]);
  expect(await read(live, NEW)).toEqual(evaluate(fileSource('a.md', NEW)));
  expect(runs).toEqual([true, true]);
});

test('adds what a result depends on when it is known', async () => {
  const labels = heldPool();
  const { all, jobs } = setting();
  const validated: Validated = {
    validation: { comparisons: [], numbers: [], fixes: [], probes: null, runs: 7, left: 0 },
    variants: {},
    diagnostics: [],
  };
  const labelPool: RunPool = {
    ...labels.pool,
    run: (job, signal) => labels.pool.run(job, signal).then(() => JSON.stringify(validated)),
  };
  const live = new LiveResults({ ...all, labelPool });
  let ready = 0;
  const first = read(live, OLD, () => ready++);
  jobs[0]!.end();
  expect(await first).toMatchObject({ result: { validation: null } });
  await read(live, OLD, () => ready++);
  expect(labels.jobs).toHaveLength(1);
  labels.jobs[0]!.end();
  await soon();
  expect(ready).toBe(1);
  expect(await read(live, OLD)).toMatchObject({ result: { validation: { runs: 7 } } });
  const edited = read(live, NEW);
  jobs[1]!.end();
  await edited;
  const again = read(live, NEWER);
  jobs[2]!.end();
  await again;
  expect(labels.jobs.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
});

test('finds the last result after a restart', async () => {
  const before = setting();
  const first = read(before.live, OLD);
  before.jobs[0]!.end();
  await first;
  const { live } = setting('v1', before.entries);
  expect(await read(live, NEW)).toMatchObject({ unfinished: true, last: { text: OLD } });
  expect(await read(setting('v2', before.entries).live, NEW)).toEqual({ unfinished: true, last: null });
});

test('uses the results of the previous engine after the engine was edited', async () => {
  const old = setting();
  const first = read(old.live, OLD);
  old.jobs[0]!.end();
  await first;
  const live = new LiveResults({ ...setting('v2', old.entries).all }, old.live);
  expect(await read(live, OLD)).toMatchObject({ unfinished: true, last: { text: OLD } });
});

test('a new text cancels the job of the old one without a notification', async () => {
  const { live, jobs } = setting();
  let ready = 0;
  await read(live, OLD, () => ready++);
  await read(live, NEW, () => ready++);
  expect(jobs.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await soon();
  expect(ready).toBe(0);
  const last = read(live, NEWER);
  jobs[2]!.end();
  expect(await last).toEqual(evaluate(fileSource('a.md', NEWER)));
  expect(jobs[1]!.signal.aborted).toBe(true);
});

test('cancels the job of a page that was deleted', async () => {
  const { live, jobs } = setting();
  await read(live, OLD);
  live.visit({ file: 'b.md', patience: { left: 0 }, ready: () => undefined }).leave();
  expect(jobs[0]!.signal.aborted).toBe(false);
  live.forget('a.md');
  expect(jobs[0]!.signal.aborted).toBe(true);
});

test('throws the failure of a job once, and starts over at the next save', async () => {
  const { live, jobs } = setting();
  await read(live, OLD);
  jobs[0]!.fail(new Error('out of memory'));
  await soon();
  await expect(read(live, OLD)).rejects.toThrow('out of memory');
  const again = read(live, OLD);
  jobs[1]!.end();
  expect(await again).toMatchObject({ result: { scenario: 'lease' } });
});

test('shows a single run while many are being made', async () => {
  const many = `${OLD}\nsimulate: { runs: 3 }\n`;
  const { live, jobs } = setting();
  let ready = 0;
  expect(await read(live, many, () => ready++)).toEqual({ unfinished: true, last: null });
  expect(jobs).toHaveLength(2);
  jobs[1]!.end();
  await soon();
  expect([ready, live.running]).toEqual([1, 1]);
  const found = await read(live, many, () => ready++);
  expect(found).toMatchObject({ unfinished: true, quick: { scenario: 'lease', sweeps: [] } });
  jobs[0]!.end();
  await soon();
  expect(ready).toBe(2);
  expect(await read(live, many)).toEqual(evaluate(fileSource('a.md', many)));
  expect(jobs).toHaveLength(2);
});

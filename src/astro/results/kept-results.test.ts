import { describe, expect, test } from 'vitest';
import type { FileCache } from '../../cache/file-cache.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { blockSource, fileSource, type SourceText } from '../../diagnostic/source.ts';
import { type EvaluateOptions, evaluate, type RecordEntry, type Validated } from '../../hindcast.ts';
import { scenarioText } from '../../scenario/cases.ts';
import { LEASE } from '../../tests/support/page.ts';
import {
  type EvaluateToJson,
  type EvaluationReport,
  keepResults,
  keepValidatedResults,
  offsetSource,
  offsetText,
  ResultStore,
} from './kept-results.ts';

function setting(engine = 'v1', entries = new Map<string, string>()) {
  const reports: EvaluationReport[] = [];
  const cache: FileCache = {
    read: (key) => entries.get(key) ?? null,
    write: (key, payload) => entries.set(key, payload),
  };
  const evaluateToJson: EvaluateToJson = async (text, options) =>
    JSON.stringify(evaluate(offsetText(text), options));
  const keep = keepResults(evaluateToJson, {
    cache,
    engine,
    now: () => 0,
    report: (what) => reports.push(what),
  });
  const kept = (source: SourceText, options: EvaluateOptions) => keep(scenarioText(source), options);
  return { kept, cache, entries, runs: () => reports.map((one) => one.run) };
}

const source = fileSource('a.md', LEASE);
const entry = (id: string, at: string): RecordEntry => ({ id, at, text: id, source: null });
const clocked = LEASE.replace('until: 1h', 'until: 1h\nclock: { start: 2025-10-20T06:00:00Z }');

const VALIDATED: Validated = {
  validation: { numbers: [], comparisons: [], fixes: [], probes: null, runs: 3, left: 0 },
  variants: {},
  diagnostics: [],
};

describe('results', () => {
  test('are computed once', async () => {
    const { kept, runs } = setting();
    const first = await kept(source, {});
    expect(await kept(source, {})).toEqual(first);
    expect(runs()).toEqual([true, false]);
  });

  test('have the same bytes whether computed or cached', async () => {
    const { kept } = setting();
    const bytes = JSON.stringify(await kept(source, {}));
    expect(JSON.stringify(await kept(source, {}))).toBe(bytes);
    expect(bytes).toBe(JSON.stringify(evaluate(source, {})));
  });

  test.each([
    ['the text', (text: string) => text.replace('10m', '11m'), {}],
    ['a comment in it', (text: string) => `${text} # new`, {}],
    ['the seed', (text: string) => text, { seed: 7 }],
    ['the zone', (text: string) => text, { zone: 'Asia/Tokyo' }],
  ])('are recomputed when %s changes', async (_what, change, options) => {
    const { kept, runs } = setting();
    await kept(source, {});
    await kept(fileSource('a.md', change(LEASE)), options);
    expect(runs()).toEqual([true, true]);
  });

  test('are recomputed when the engine changes', async () => {
    const old = setting('v1');
    await old.kept(source, {});
    const next = setting('v2', old.entries);
    await next.kept(source, {});
    expect(next.runs()).toEqual([true]);
  });

  test('are not recomputed for another position, file or prose', async () => {
    const { kept, runs } = setting();
    await kept(source, {});
    const file = `Prose.\n\n> ${LEASE.replaceAll('\n', '\n> ')}\n`;
    await kept(blockSource('b.md', file, LEASE, 3), {});
    expect(runs()).toEqual([true, false]);
  });

  test('depend only on the observed entries that the scenario names', async () => {
    const { kept, runs } = setting();
    const at = fileSource('a.md', clocked);
    const lost = entry('lost', '2025-10-20T06:10:00Z');
    await kept(at, { record: [lost, entry('other', '2025-10-20T06:30:00Z')] });
    await kept(at, { record: [entry('another', '2025-10-20T06:40:00Z'), lost] });
    expect(runs()).toEqual([true, false]);
    await kept(at, { record: [entry('lost', '2025-10-20T06:11:00Z')] });
    expect(runs()).toEqual([true, false, true]);
  });

  test('are the same for another timeline with the same relevant entries', async () => {
    const { kept } = setting();
    const at = fileSource('a.md', clocked);
    const lost = entry('lost', '2025-10-20T06:10:00Z');
    await kept(at, { record: [lost] });
    const record = [entry('unnamed', '2025-10-20T06:01:00Z'), lost];
    expect(await kept(at, { record })).toEqual(evaluate(at, { record }));
  });
});

test('a store returns what it keeps, and finds the same later', () => {
  const { cache } = setting();
  const evaluation = evaluate(offsetSource(LEASE));
  const store = new ResultStore(cache, 'v1');
  expect(store.find(LEASE, {})).toBeNull();
  expect(store.keep(LEASE, {}, JSON.stringify(evaluation))).toEqual(evaluation);
  expect(store.find(LEASE, {})).toEqual(evaluation);
  expect(new ResultStore(cache, 'v2').find(LEASE, {})).toBeNull();
});

test('shipped results are read after the cache, unless they could depend on time zones', () => {
  const shipped = { cache: setting().cache, engine: 'v1 elsewhere' };
  const evaluation = evaluate(offsetSource(LEASE));
  new ResultStore(shipped.cache, shipped.engine).keep(LEASE, {}, JSON.stringify(evaluation));
  new ResultStore(shipped.cache, shipped.engine).keepValidated(LEASE, {}, JSON.stringify(VALIDATED));
  const own = setting();
  const store = new ResultStore(own.cache, 'v1', shipped);
  expect(store.find(LEASE, {})).toEqual(evaluation);
  expect(store.findValidated(LEASE, {})).toEqual(VALIDATED);
  expect(new ResultStore(own.cache, 'v1').find(LEASE, {})).toBeNull();
  expect(store.find(LEASE, { zone: 'Europe/Berlin' })).toBeNull();
  const zoned = `${LEASE}\nclock: { start: 2025-10-20T08:00, zone: Europe/Berlin }`;
  new ResultStore(shipped.cache, shipped.engine).keep(zoned, {}, JSON.stringify(evaluation));
  expect(store.find(zoned, {})).toBeNull();
});

test('what results depend on is determined once, and placed like other findings', async () => {
  const { cache } = setting();
  const made: string[] = [];
  const span = offsetSource(LEASE).spanAt(10, 15);
  const finding: Diagnostic = { code: 'claim/false', severity: 'error', message: 'no', span };
  const keep = keepValidatedResults(
    async (text, options) => JSON.stringify(evaluate(offsetText(text), options)),
    async ({ source: { text } }) => {
      made.push(text);
      return JSON.stringify({ ...VALIDATED, diagnostics: [finding] });
    },
    { cache, engine: 'v1', now: () => 0, report: () => undefined },
  );
  const at = blockSource('b.md', `> ${LEASE.replaceAll('\n', '\n> ')}`, LEASE, 1);
  const first = await keep(scenarioText(at), {});
  expect(await keep(scenarioText(at), {})).toEqual(first);
  expect(first.result?.validation).toEqual(VALIDATED.validation);
  expect(first.diagnostics[0]).toMatchObject({ span: { file: 'b.md', start: { line: 1, column: 13 } } });
  await keep(scenarioText(fileSource('a.md', 'scenario: [')), {});
  expect(made).toEqual([LEASE]);
});

test('what results depend on is left out for a scenario whose run has errors, if asked to', async () => {
  const { cache } = setting();
  const false_ = LEASE.replace(/expect:[\s\S]*/, '').concat(
    '\nexpect: { base: { run: { finally: "1 > 2" } } }\n',
  );
  const labeled = async (stopAtErrors: boolean): Promise<boolean> => {
    let made = false;
    const keep = keepValidatedResults(
      async (text, options) => JSON.stringify(evaluate(offsetText(text), options)),
      async () => {
        made = true;
        return JSON.stringify(VALIDATED);
      },
      { cache, engine: String(stopAtErrors), now: () => 0, report: () => undefined, stopAtErrors },
    );
    const { diagnostics } = await keep(scenarioText(fileSource('a.md', false_)), {});
    expect(diagnostics.map(({ code }) => code)).toEqual(['expect/unmet']);
    return made;
  };
  expect([await labeled(true), await labeled(false)]).toEqual([false, true]);
});

describe('findings', () => {
  const wrong = LEASE.replace("'!up'", "'!upp'");

  test('get the position of the block at the time of reading', async () => {
    const { kept, runs } = setting();
    const here = (await kept(blockSource('a.md', `\n\n${wrong}`, wrong, 3), {})).diagnostics[0]!;
    const there = (await kept(blockSource('b.md', `> ${wrong.replaceAll('\n', '\n> ')}`, wrong, 1), {}))
      .diagnostics[0]!;
    expect(runs()).toEqual([true, false]);
    expect(here.span).toEqual(
      evaluate(blockSource('a.md', `\n\n${wrong}`, wrong, 3), {}).diagnostics[0]!.span,
    );
    expect(there.span.file).toBe('b.md');
    expect(there.span.start).toEqual({ line: here.span.start.line - 2, column: here.span.start.column + 2 });
  });

  test('depend on all observed entries, since a hint may suggest any of them', async () => {
    const { kept, runs } = setting();
    const text = clocked.replace('delay: 10m', 'at: observed.los');
    await kept(fileSource('a.md', text), { record: [entry('lost', '2025-10-20T06:10:00Z')] });
    const again = await kept(fileSource('a.md', text), { record: [entry('loss', '2025-10-20T06:10:00Z')] });
    expect(runs()).toEqual([true, true]);
    expect(again.diagnostics[0]?.hint).toContain('loss');
  });
});

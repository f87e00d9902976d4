import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { RESERVED_NAMES, serviceIds } from '../../import/traces/service-ids.ts';
import { RESERVED } from '../../scenario/ast/environment.ts';
import type { Bench } from '../support/command.ts';
import { importIn, inFolder, sample } from './importing.ts';
import { SECRETS } from './planted.ts';
import expected from './samples/expected.json' with { type: 'json' };
import { jaegerJson, type MadeSpan, otlpLines, SHOP, shopSpans } from './traced.ts';

/** A written scenario, as far as the tests read it. */
interface Written {
  readonly text: string;
  readonly scenario: {
    readonly until: string;
    readonly assumes: readonly string[];
    readonly services: Readonly<Record<string, Service>>;
    readonly load: readonly { id: string; to: string; arrivals: { rate: Value | string } }[];
  };
  readonly guessed: readonly string[];
  readonly notes: readonly string[];
  readonly left: readonly unknown[];
}

interface Value {
  readonly value: string | number;
  readonly source: string;
}

interface Service {
  readonly service_time?: (Value & { p50?: undefined }) | { readonly p50: Value; readonly p99: Value };
  readonly calls?: readonly { to: string; share: Value; count: Value; parallel?: boolean }[];
}

/** Writes a scenario from files, and checks it with `hindcast check`. */
async function scaffold(
  bench: Bench,
  files: Readonly<Record<string, string>>,
  title = 'traced',
): Promise<Written> {
  for (const [name, text] of Object.entries(files)) bench.write(name, text);
  const { code, report, text } = await importIn(bench, [...Object.keys(files), '--scaffold', '--new', title]);
  expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(code).toBe(0);
  const yaml = text('.yaml');
  const checked = await bench.call(['check', report.target!, '--format', 'json']);
  expect(JSON.parse(checked.out).diagnostics).toEqual([]);
  return { text: yaml, scenario: parse(yaml), ...report, guessed: report.guessed };
}

const one = (files: Readonly<Record<string, string>>): Promise<Written> =>
  inFolder((bench) => scaffold(bench, files));

/** Microseconds in a written duration. */
function micros({ value }: Value): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(String(value))!;
  return Number(number) * { us: 1, ms: 1000, s: 1_000_000 }[unit as 'us' | 'ms' | 's'];
}

/** A percentile by nearest rank of `low + k * step` for k from 0 to n - 1. */
const ranked = (n: number, share: number, { low, step }: { low: number; step: number }): number =>
  low + (Math.ceil(share * n) - 1) * step;

test('the sample gives the expected calls, and no p99 from too few spans', async () => {
  const wanted = expected['otlp/traces.jsonl'];
  await inFolder(async (bench) => {
    const { report, text } = await importIn(bench, [sample('otlp/traces.jsonl'), '--scaffold']);
    const { services } = parse(text('traces.yaml')) as Written['scenario'];
    expect(text('traces.yaml')).toContain(`From ${wanted.spans} spans in traces.jsonl`);
    const edges = Object.entries(services).flatMap(([from, { calls = [] }]) =>
      calls.map(({ to, count }) => [from, to.replace('_', '-'), Number.parseInt(count.source, 10)]),
    );
    expect(edges).toEqual(wanted.edges);
    expect(text('traces.yaml')).not.toContain('p99:');
    expect(text('traces.yaml')).toContain('a p99 needs at least 100 spans');
    expect(report.guessed.join('\n')).toContain('services.ledger.service_time: only the median');
    const run = await bench.call(['run', 'traces.yaml', '--json']);
    expect(run.code).toBe(0);
    expect((await bench.call(['check', 'traces.yaml'])).code).toBe(0);
  });
});

test.each([
  ['OpenTelemetry', (spans: MadeSpan[]) => ({ 'made.jsonl': otlpLines(spans, 7) })],
  ['Jaeger', (spans: MadeSpan[]) => ({ 'made.json': jaegerJson(spans) })],
  ['indented Jaeger', (spans: MadeSpan[]) => ({ 'made.json': jaegerJson(spans, 2) })],
])('%s traces give the shares, counts and percentiles that they were made with', async (_, files) => {
  const { scenario, text, notes } = await one(files(shopSpans(3)));
  const { services, load } = scenario;
  const { requests, own, database, stockShare, stockCount } = SHOP;
  expect(Object.keys(services)).toEqual(['shop', 'price_list', 'orders_db', 'stock']);
  expect(services['shop']!.calls?.map(({ to, share, count }) => [to, share.value, count.value])).toEqual([
    ['price_list', '100%', 1],
    ['stock', `${stockShare * 100}%`, stockCount],
  ]);
  expect(services['price_list']!.calls?.map(({ to }) => to)).toEqual(['orders_db']);
  const stockCalls = requests * stockShare * stockCount;
  for (const [id, n, times] of [
    ['shop', requests, own.shop],
    ['price_list', requests, own['price-list']],
    ['stock', stockCalls, own.stock],
    ['orders_db', requests, database],
  ] as const) {
    const time = services[id]!.service_time!;
    if (time.p50 === undefined) throw new Error(`${id} has no p50`);
    // Four significant digits are written.
    expect(micros(time.p50) / ranked(n, 0.5, times), id).toBeCloseTo(1, 3);
    expect(micros(time.p99) / ranked(n, 0.99, times), id).toBeCloseTo(1, 3);
    expect(time.p99.source).toContain(`${n.toLocaleString('en-US')} span`);
  }
  expect(load.map(({ to, arrivals }) => [to, (arrivals.rate as Value).value])).toEqual([['shop', '20/s']]);
  // Its clock is ahead, but its caller's times count.
  expect(notes.join('\n')).toMatch(/4,000 spans outside of their parents’ times/);
  expect(text).not.toMatch(/jane|token|orders\/|203\.0/);
});

test('the order of the spans and the number of files don’t matter', async () => {
  const spans = shopSpans(1).slice(0, 4000);
  await inFolder(async (bench) => {
    const first = await scaffold(bench, { 'made.jsonl': otlpLines(spans, 1) });
    const again = await importIn(bench, ['made.jsonl', '--scaffold', '--new', 'traced']);
    expect(again.report.written).toEqual([{ file: 'traced.yaml', change: 'unchanged' }]);
    bench.write('made.jsonl', otlpLines(spans, 2));
    const other = await importIn(bench, ['made.jsonl', '--scaffold', '--new', 'traced']);
    expect(other.report.written).toEqual([{ file: 'traced.yaml', change: 'unchanged' }]);
    const split = otlpLines(spans, 3).split(/(?<=\n)/);
    const parts = { 'a.jsonl': split.slice(0, 9).join(''), 'b.jsonl': split.slice(9).join('') };
    const two = await scaffold(bench, parts, 'two');
    expect(two.scenario.services['shop']).toEqual({
      ...first.scenario.services['shop'],
      ...JSON.parse(JSON.stringify(first.scenario.services['shop']).replaceAll('made.jsonl', '2 files')),
    });
    // A file that is given twice changes nothing but the note about it.
    const twice = await scaffold(
      bench,
      { 'a.jsonl': otlpLines(spans, 1), 'b.jsonl': otlpLines(spans, 1) },
      'x',
    );
    expect(twice.text.replace(/^title:.*|^scenario:.*/gm, '')).toBe(
      two.text.replace(/^title:.*|^scenario:.*/gm, ''),
    );
    expect(twice.notes.join()).toContain(
      `${spans.length.toLocaleString('en-US')} spans with the id of another span`,
    );
  });
});

/** A request of `web`, with more spans. */
function request(trace: number, ...more: readonly Omit<MadeSpan, 'trace'>[]): MadeSpan[] {
  const start = trace * 1_000_000;
  const root = { id: 1, parent: null, service: 'web', kind: 'server', start: 0, end: 100_000 } as const;
  return [root, ...more].map((span) => ({
    ...span,
    trace,
    start: start + span.start,
    end: start + span.end,
  }));
}

const many = (n: number, of: (trace: number) => MadeSpan[]): string =>
  otlpLines(Array.from({ length: n }, (_, i) => of(i)).flat(), 5);

test('an error isn’t part of the service time, and 99 spans give no p99', async () => {
  const made = (n: number) =>
    many(n + 10, (i) => {
      const [root] = request(i);
      return [{ ...root!, isError: i < 10, end: root!.end + (i < 10 ? 9_000_000 : 0) }];
    });
  const few = await one({ 'a.jsonl': made(99) });
  expect(few.scenario.services['web']!.service_time).toMatchObject({ value: '100ms' });
  expect(few.text).toContain('a p99 needs at least 100 spans');
  const enough = await one({ 'a.jsonl': made(100) });
  expect(enough.text).not.toContain('a p99 needs');
  expect(enough.notes).toContain(
    'web: 10 of 110 requests failed; left out of its service time, and not modeled',
  );
});

test('calls at the same time are parallel, and their common time counts once', async () => {
  const { scenario, guessed } = await one({
    'a.jsonl': many(120, (i) =>
      request(
        i,
        { id: 2, parent: 1, service: 'web', kind: 'client', start: 10_000, end: 70_000, peer: 'a' },
        { id: 3, parent: 1, service: 'web', kind: 'client', start: 20_000, end: 60_000, peer: 'b' },
        { id: 4, parent: 1, service: 'web', kind: 'client', start: 80_000, end: 90_000, peer: 'c' },
      ),
    ),
  });
  const { calls, service_time } = scenario.services['web']!;
  expect(calls?.map(({ to, parallel = false }) => [to, parallel])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ]);
  expect(service_time).toMatchObject({ value: '30ms' });
  expect(guessed).toContain('services.web.calls.a.parallel: usually overlaps with another call');
});

test('without client spans, a call is clipped to its caller, since clocks differ', async () => {
  const late = (start: number, end: number) =>
    one({
      'a.jsonl': many(120, (i) =>
        request(i, { id: 2, parent: 1, service: 'db', kind: 'server', start, end }),
      ),
    });
  const inside = await late(20_000, 60_000);
  expect(inside.scenario.services['web']!.service_time).toMatchObject({ value: '60ms' });
  const over = await late(80_000, 120_000);
  expect(over.scenario.services['web']!.service_time).toMatchObject({ value: '80ms' });
  expect(over.notes.join()).toContain('120 spans outside of their parents’ times');
  const beside = await late(-90_000, -50_000);
  expect(beside.scenario.services['web']!.service_time).toMatchObject({ value: '100ms' });
});

test('spans whose parents are missing are counted, and fragments are left out', async () => {
  const { scenario, notes } = await one({
    'a.jsonl': many(200, (i) => {
      const spans = request(
        i,
        { id: 2, parent: 1, service: 'web', kind: 'client', start: 10_000, end: 60_000 },
        { id: 3, parent: 2, service: 'db', kind: 'server', start: 20_000, end: 50_000 },
      );
      return i < 50 ? spans.slice(1) : i < 80 ? spans.slice(2) : spans;
    }),
  });
  // 120 requests are whole. The database served all 200.
  const { web, db } = scenario.services;
  expect(web!.calls).toMatchObject([
    { share: { source: '120 of 120 requests in a.jsonl' }, count: { value: 1 } },
  ]);
  expect(db!.service_time?.p50 === undefined ? db!.service_time?.source : '').toBe('200 spans in a.jsonl');
  expect(notes).toContain('80 spans with a parent that isn’t in the files');
  expect(notes.join()).toContain('50 spans left out');
});

test('messages aren’t calls, and arrive at their own rate', async () => {
  const { scenario, notes } = await one({
    'a.jsonl': many(120, (i) =>
      request(
        i,
        { id: 2, parent: 1, service: 'web', kind: 'producer', start: 10_000, end: 11_000 },
        { id: 3, parent: 2, service: 'mailer', kind: 'consumer', start: 500_000, end: 700_000 },
      ),
    ),
  });
  expect(scenario.services['web']!.calls).toBeUndefined();
  expect(scenario.services['web']!.service_time).toMatchObject({ value: '100ms' });
  expect(scenario.load.map(({ id }) => id)).toEqual(['messages_to_mailer', 'requests_to_web']);
  expect(notes).toContain('asynchronous, so not calls: 120 producer spans, 120 consumer spans');
  expect(scenario.assumes.join()).toContain('Messages are independent');
});

test('a retry inside of a client span counts once per attempt, and a wrapper doesn’t count', async () => {
  const { scenario, text } = await one({
    'a.jsonl': many(120, (i) =>
      request(
        i,
        { id: 2, parent: 1, service: 'web', kind: 'client', start: 10_000, end: 90_000, peer: 'sdk' },
        { id: 3, parent: 2, service: 'web', kind: 'client', start: 10_000, end: 40_000, peer: 'db' },
        ...(i % 2 === 0
          ? [
              {
                id: 4,
                parent: 2,
                service: 'web',
                kind: 'client' as const,
                start: 50_000,
                end: 90_000,
                peer: 'db',
              },
            ]
          : []),
      ),
    ),
  });
  expect(Object.keys(scenario.services)).toEqual(['web', 'db']);
  expect(text).toContain(
    "count: { value: 2, source: '180 calls by 120 requests in a.jsonl' } # TODO check: 1.5 on average",
  );
});

test('services that call each other in a circle lose the rarest call', async () => {
  const { text, scenario } = await one({
    'a.jsonl': many(120, (i) =>
      request(
        i,
        { id: 2, parent: 1, service: 'db', kind: 'server', start: 10_000, end: 90_000 },
        ...(i < 3
          ? [
              { id: 3, parent: 2, service: 'web', kind: 'server' as const, start: 20_000, end: 30_000 },
              { id: 4, parent: 1, service: 'web', kind: 'server' as const, start: 91_000, end: 92_000 },
            ]
          : []),
      ),
    ),
  });
  expect(scenario.services['db']!.calls).toBeUndefined();
  expect(text).toContain('# TODO check: 3 calls to web left out, since it calls this service');
});

test('spans that don’t name their service are one service, and the report says so', async () => {
  const made = many(120, (i) => request(i)).replaceAll('service.name', 'host.name');
  const { scenario, notes } = await one({ 'a.jsonl': made });
  expect(Object.keys(scenario.services)).toEqual(['unknown_service']);
  expect(notes).toContain('unknown_service: spans that don’t name their service are counted as one');
});

test('damaged links end: a span that is its own parent, and two that are each other’s', async () => {
  const { notes } = await one({
    'a.jsonl': many(120, (i) =>
      request(
        i,
        { id: 2, parent: 2, service: 'db', kind: 'server', start: 10_000, end: 90_000 },
        { id: 3, parent: 4, service: 'a', kind: 'internal', start: 10_000, end: 90_000 },
        { id: 4, parent: 3, service: 'a', kind: 'client', start: 10_000, end: 90_000 },
        { id: 5, parent: 1, service: 'web', kind: 'internal', start: 90_000, end: 10_000 },
      ),
    ),
  });
  expect(notes).toContain('240 spans among their own ancestors');
});

test('service names with secrets are scrubbed, and equal ids get a number', async () => {
  await inFolder(async (bench) => {
    for (let i = 0; i < SECRETS.length; i++) {
      const [text, secret] = SECRETS[i]!;
      const made = otlpLines(
        request(
          1,
          { id: 2, parent: 1, service: text, kind: 'server', start: 1000, end: 2000 },
          { id: 3, parent: 2, service: text, kind: 'client', start: 1000, end: 2000, peer: `db ${text}` },
        ),
        1,
      );
      const written = await scaffold(bench, { 'a.jsonl': made }, `planted-${i}`);
      expect(JSON.stringify(written), text).not.toContain(secret);
    }
  });
  expect(serviceIds(['orders-db', 'orders.db', '7up', 'end', '', '…', 'Zürich'])).toEqual([
    'orders_db',
    'orders_db_2',
    'service_7up',
    'service_end',
    'service',
    'service_2',
    'Zurich',
  ]);
  expect([...RESERVED_NAMES].sort()).toEqual([...RESERVED].sort());
}, 60_000);

const LINE = otlpLines(request(1), 1);

test.each([
  ['', 'import/unknown-format', /it is empty/],
  ['\n\n', 'import/unknown-format', /it is empty/],
  ['{"resourceSpans":[]}\n', 'import/unknown-format', /contains no spans/],
  ['{"resourceLogs":[{"x":1}]}\n', 'import/unknown-format', /contains logs/],
  ['{"resourceMetrics":[]}\n', 'import/unknown-format', /contains metrics/],
  ['[{"traceId":"1","id":"2"}]', 'import/unknown-format', /JSON list/],
  ['time,value\n1,2\n', 'import/unknown-format', /isn’t a JSON object/],
  ['{"incident":{"id":1}}', 'import/unknown-format', /without `resourceSpans`/],
  ['{"data":[{"parent":"a","child":"b","callCount":3}]}', 'import/unknown-format', /dependencies/],
  ['{"data":[{"id":"x"}]}', 'import/unknown-format', /aren’t traces/],
  ['{"data":[7]}', 'import/shape', /`data\[\]` should be an object/],
  [LINE.slice(0, 300), 'import/truncated', /ends in the middle of a value/],
  [`${LINE}${LINE.slice(0, 50)}`, 'import/truncated', /ends in the middle of a value/],
  [`${LINE}oops\n`, 'import/syntax', /unexpected character/],
  [LINE.replace('}]}]', '}]}}'), 'import/syntax', /unexpected character/],
  [LINE.replace('"kind":2,', '"kind":,'), 'import/syntax', /unexpected character/],
  [LINE.replace(/"traceId":"\w+",/, ''), 'import/shape', /spans\[\]\.traceId` is missing/],
  [LINE.replace(/"spanId":"\w+"/, '"spanId":7'), 'import/shape', /spanId` isn’t an id/],
  [
    LINE.replace(/"endTimeUnixNano":"\d+"/, '"endTimeUnixNano":"soon"'),
    'import/shape',
    /nanoseconds since 1970/,
  ],
  [LINE.replace(/"scopeSpans":\[/, '"scopeSpans":{"a":[').replace(/\]\}\]\}\n/, ']}]}}\n'), 'import/s', /./],
  [
    '{"data":[{"traceID":"1","spans":[{"spanID":"2","traceID":"1"}]}]}',
    'import/shape',
    /startTime` is missing/,
  ],
  [`{"a":${'['.repeat(2000)}`, 'import/syntax', /nested too deeply/],
  [`{"a":"${'x'.repeat(2_000_000)}"}`, 'import/unknown-format', /none of the lists/],
  [`{"data":[{"x":"${'x'.repeat(17_000_000)}"}]}`, 'import/too-large', /an item of `data`/],
  ['\u001f\u008b', 'import/', /./],
])('%#: a file that isn’t traces, or is cut, is an error that says so', async (text, code, message) => {
  await inFolder(async (bench) => {
    bench.write('bad.jsonl', text);
    const { report, code: status } = await importIn(bench, ['bad.jsonl', '--scaffold']);
    expect(status).toBe(1);
    expect(report.written).toEqual([]);
    expect(report.diagnostics[0]!.code).toContain(code);
    expect(report.diagnostics[0]!.message).toMatch(message);
  });
});

test('a line number says where a file is broken', async () => {
  await inFolder(async (bench) => {
    bench.write('bad.jsonl', `${LINE}${LINE.replace(/"traceId":"\w+",/, '')}`);
    const { report } = await importIn(bench, ['bad.jsonl', '--scaffold']);
    expect(report.diagnostics[0]!.span).toMatchObject({ file: 'bad.jsonl', start: { line: 2 } });
  });
});

test('traces need --scaffold, and --scaffold needs traces and a new file', async () => {
  await inFolder(async (bench) => {
    for (const [name, text] of [
      ['a.jsonl', LINE],
      ['b.json', jaegerJson(request(1), 2)],
    ] as const) {
      bench.write(name, text);
      const { report } = await importIn(bench, [name]);
      expect(report.diagnostics[0]).toMatchObject({ code: 'import/refused' });
      expect(report.diagnostics[0]!.hint).toContain('--scaffold');
    }
    bench.write('traces.yaml', 'scenario: mine\n');
    const { report } = await importIn(bench, ['a.jsonl', '--scaffold', '--new', 'traces']);
    expect(report.diagnostics[0]).toMatchObject({ code: 'import/target' });
    expect(readFileSync(join(bench.folder, 'traces.yaml'), 'utf8')).toBe('scenario: mine\n');
    const both = await bench.call(['import', 'a.jsonl', '--scaffold', '--into', 'x.md']);
    expect(both.code).toBe(2);
    expect(both.err).toContain('`--scaffold` and `--into` can’t be combined');
    const dry = await importIn(bench, ['a.jsonl', '--scaffold', '--dry-run']);
    expect(dry.report.written).toEqual([{ file: 'a.yaml', change: 'created' }]);
    expect(() => readFileSync(join(bench.folder, 'a.yaml'))).toThrow();
  });
});

/**
 * `node large-import.ts write csv FOLDER` writes a CSV file of 500 MB. With `slack`, it writes a Slack export, with
 * `traces`, OpenTelemetry's JSON lines. With `import` instead of `write`, it imports the data and prints its memory use as JSON. Data is written in a separate
 * process, so that the memory needed for writing doesn't count.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../cli/main.ts';

const BYTES = 500_000_000;
const START = 1_774_744_200;

const WRITE_UP = `---
title: Large
summary: For a test.
severity: SEV2
started_at: 2026-03-29T00:41:05Z
resolved_at: 2026-03-29T01:40:12Z
---
`;

/** A row every 10 ms, so that the incident is a small part of the file. */
function writeCsv(folder: string): void {
  const handle = openSync(join(folder, 'large.csv'), 'w');
  let written = writeSync(handle, 'time,errors,latency (ms)\n');
  for (let n = 0; written < BYTES; ) {
    const rows: string[] = [];
    for (let i = 0; i < 20_000; i++, n++) {
      rows.push(
        `${START - 3600 + Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')},${n % 7},${(n % 977) / 10}`,
      );
    }
    written += writeSync(handle, `${rows.join('\n')}\n`);
  }
  closeSync(handle);
}

/** Each day has 5 MB of messages, one of which is pinned. */
function writeExport(folder: string): void {
  const channel = join(folder, 'export', 'inc-417');
  mkdirSync(channel, { recursive: true });
  writeFileSync(join(folder, 'export', 'channels.json'), '[{"id":"C1","name":"inc-417"}]');
  writeFileSync(join(folder, 'export', 'users.json'), '[]');
  const text = 'x'.repeat(400);
  for (let day = 0; day * 5_000_000 < BYTES; day++) {
    const messages = Array.from({ length: 10_000 }, (_, i) => ({
      type: 'message',
      user: 'U0INES0001',
      text: `${text} ${i}`,
      ts: `${START + day * 86_400 + i}.${String(i).padStart(6, '0')}`,
      ...(i === 5000 ? { pinned_to: ['C1'] } : {}),
    }));
    writeFileSync(join(channel, `day-${String(day).padStart(4, '0')}.json`), JSON.stringify(messages));
  }
}

/** Batches of 512 requests with their calls, as a collector writes them. The calls are a batch later than the requests. */
function writeTraces(folder: string): void {
  const handle = openSync(join(folder, 'large.jsonl'), 'w');
  const span = (n: number, id: number, parent: number, kind: number, took: number) => ({
    traceId: n.toString(16).padStart(32, '0'),
    spanId: (n * 4 + id).toString(16).padStart(16, '0'),
    parentSpanId: parent === 0 ? '' : (n * 4 + parent).toString(16).padStart(16, '0'),
    name: 'GET /orders',
    kind,
    startTimeUnixNano: `${START + Math.floor(n / 1000)}${String(n % 1000).padStart(3, '0')}000000`,
    endTimeUnixNano: `${START + Math.floor(n / 1000)}${String((n % 1000) + took).padStart(3, '0')}000000`,
    attributes: [
      { key: 'http.request.method', value: { stringValue: 'GET' } },
      { key: 'http.route', value: { stringValue: '/orders/{id}' } },
      { key: 'http.response.status_code', value: { intValue: '200' } },
      { key: 'network.protocol.version', value: { stringValue: '1.1' } },
      { key: 'server.address', value: { stringValue: 'orders' } },
    ],
    status: {},
  });
  const resource = (name: string, spans: readonly unknown[]) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
    scopeSpans: [{ scope: { name: 'http' }, spans }],
  });
  let written = 0;
  for (let n = 0; written < BYTES; n += 512) {
    const some = Array.from({ length: 512 }, (_, i) => n + i);
    const before = some.map((one) => one - 512).filter((one) => one >= 0);
    const resourceSpans = [
      resource(
        'orders',
        before.map((one) => span(one, 3, 2, 2, 0)),
      ),
      resource(
        'shop',
        some.flatMap((one) => [span(one, 1, 0, 2, 0), span(one, 2, 1, 3, 0)]),
      ),
    ];
    written += writeSync(handle, `${JSON.stringify({ resourceSpans })}\n`);
  }
  closeSync(handle);
}

const [what, kind, folder] = process.argv.slice(2) as [string, 'csv' | 'slack' | 'traces', string];
if (what === 'write') {
  writeFileSync(join(folder, 'large.md'), WRITE_UP);
  if (kind === 'csv') writeCsv(folder);
  else if (kind === 'traces') writeTraces(folder);
  else writeExport(folder);
} else {
  const ARGUMENTS = {
    csv: ['large.csv', '--into', 'large.md'],
    slack: ['export', '--into', 'large.md'],
    traces: ['large.jsonl', '--scaffold'],
  };
  let out = '';
  const code = await main(['import', ...ARGUMENTS[kind], '--json'], {
    stdout: { write: (text) => (out += text) },
    stderr: process.stderr,
    stdin: process.stdin,
    cwd: folder,
    env: {},
  });
  const { added, series, notes, diagnostics } = JSON.parse(out);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ code, megabytes, added, series, notes, diagnostics })}\n`);
}

/**
 * `node large-import.ts write csv FOLDER` writes a CSV file of 500 MB. With `slack`, it writes a Slack export. With
 * `import` instead of `write`, it imports the data and prints its memory use as JSON. Data is written in a separate
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

const [what, kind, folder] = process.argv.slice(2) as [string, 'csv' | 'slack', string];
if (what === 'write') {
  writeFileSync(join(folder, 'large.md'), WRITE_UP);
  if (kind === 'csv') writeCsv(folder);
  else writeExport(folder);
} else {
  let out = '';
  const code = await main(
    ['import', kind === 'csv' ? 'large.csv' : 'export', '--into', 'large.md', '--json'],
    {
      stdout: { write: (text) => (out += text) },
      stderr: process.stderr,
      stdin: process.stdin,
      cwd: folder,
      env: {},
    },
  );
  const { added, series, diagnostics } = JSON.parse(out);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ code, megabytes, added, series, diagnostics })}\n`);
}

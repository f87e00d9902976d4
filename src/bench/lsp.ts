import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WRITE_UP } from '../tests/compare/write-up.ts';
import { Editor } from '../tests/lsp/editor.ts';

const LINES = 1000;
const EDITS = 40;

/**
 * Measures the time from an edit in a 1,000-line write-up to the language server's diagnostics, over the protocol and
 * including the debounce delay. Half of the edits break a scenario, and half fix it.
 */
export async function benchLsp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  const paragraph =
    '\nA sentence of prose with `code` and a [link](https://example.org/), to be read and passed over.\n';
  const missing = LINES - WRITE_UP.split('\n').length;
  const text = WRITE_UP + paragraph.repeat(Math.ceil(missing / 2));
  const file = join(folder, 'long.md');
  writeFileSync(file, text);
  const editor = new Editor(file);
  try {
    const first = editor.diagnostics();
    await editor.open(text);
    await first;
    const times: number[] = [];
    for (let i = 0; i < EDITS; i++) {
      const broken = i % 2 === 0;
      const [from, to] = broken ? ['{ warm: true }', '{ warm: tru }'] : ['{ warm: tru }', '{ warm: true }'];
      const found = editor.diagnostics((all) => all.length > 0 === broken);
      const start = performance.now();
      await editor.edit(`set: ${from}`, `set: ${to}`);
      await found;
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => `${Math.round(times[Math.floor(share * (EDITS - 1))]!)} ms`;
    process.stdout.write(
      `edit to findings, ${text.split('\n').length} lines, ${EDITS} edits: median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}\n`,
    );
  } finally {
    await editor.close();
    rmSync(folder, { recursive: true });
  }
}

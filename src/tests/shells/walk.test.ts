import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a condition passes through at most 33 files from a Markdown file to the page', async () => {
  const script = fileURLToPath(new URL('../walk.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toMatch(/\* hindcast\.ts\n/);
  expect(stdout).toMatch(/\n\d+ files, at most 33\n$/);
});

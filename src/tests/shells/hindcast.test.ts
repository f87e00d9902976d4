import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type Bench, COUNTERS, createBench, HUGE, LEASE } from '../support/command.ts';
import { PROGRAM, runProgram, runShell } from '../support/program.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
  bench.write('counters.yaml', COUNTERS);
  bench.write('huge.yaml', HUGE);
});

afterAll(() => bench.remove());

test('reads standard input', () => {
  const { status, stdout } = runProgram(bench.folder, ['run', '-'], { input: LEASE });
  expect([status, stdout.split('\n')[0]]).toEqual([0, 'lease: A lease is lost']);
  expect(runProgram(bench.folder, ['run', '-'], { input: '' })).toEqual({
    status: 2,
    stdout: '',
    stderr: 'error: standard input is empty\n',
  });
});

test('exits with 0 without errors and with 1 with errors', () => {
  expect(runProgram(bench.folder, ['check', 'lease.yaml']).status).toBe(0);
  expect(runProgram(bench.folder, ['run', '-'], { input: LEASE.replace('happens', 'never') }).status).toBe(1);
});

test('ignores a reader that stops early', () => {
  const { status, stdout, stderr } = runShell(
    bench.folder,
    '{ "$NODE" "$PROGRAM" run lease.yaml --json; echo "exit $?" >&2; } | head -n 1',
  );
  expect([status, stdout]).toEqual([0, '{\n']);
  expect(stderr).toMatch(/\nexit 0\n$/);
  expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
});

test('ignores a reader that stops early, after a search on a thread', () => {
  const { stdout, stderr } = runShell(
    bench.folder,
    '{ "$NODE" "$PROGRAM" explore counters.yaml --json; echo "exit $?" >&2; } | head -n 1',
  );
  expect([stdout, stderr]).toEqual(['{\n', 'exit 0\n']);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'ends a search at %s and prints what it has found',
  async (signal) => {
    // It shows progress and handles signals only when run in a terminal.
    const terminal = 'data:text/javascript,process.stderr.isTTY = true';
    const child = spawn(
      process.execPath,
      ['--import', terminal, PROGRAM, 'explore', 'huge.yaml', '--json', '--max-states', '2000000000'],
      { cwd: bench.folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.once('data', () => child.kill(signal));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'incomplete', bounds: { hit: 'stopped' } });
  },
);

test.runIf(process.platform === 'linux')('reports a full disk', () => {
  expect(runShell(bench.folder, '"$NODE" "$PROGRAM" --version > /dev/full')).toEqual({
    status: 2,
    stdout: '',
    stderr: "error: can't write the output (ENOSPC)\n",
  });
});

test('reports a crash as an internal error', () => {
  const crash = `data:text/javascript,process.cwd = () => { throw new Error('no folder'); }`;
  const { status, stdout, stderr } = runProgram(bench.folder, ['--version'], {
    env: { ...process.env, NODE_OPTIONS: `--import="${crash}"` },
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^internal error: no folder\n {2}hint: set HINDCAST_DEBUG=1 .* report this bug\n$/);
});

test('is found by npx in the project', () => {
  expect(() => accessSync(PROGRAM, constants.X_OK)).not.toThrow();
  const { status, stdout } = spawnSync('npx', ['--offline', 'hindcast', '--version'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` },
  });
  expect([status, stdout]).toEqual([0, `${manifest.version}\n`]);
});

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { Editor } from '../lsp/editor.ts';
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
    // The program shows progress and handles signals only in a terminal.
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

/** A scenario that takes far longer than the test but uses little memory. */
const LONG = `scenario: long
until: 100000h
state: { n: 0 }
processes: { p: { loop: 1s, steps: [{ id: add, set: { n: n + 1 } }] } }
`;

/** Runs the program, sends it a signal after a while, and returns how it ended. */
async function ended(args: readonly string[], signal: NodeJS.Signals, after: number) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: bench.folder, stdio: 'ignore' });
  await new Promise((later) => setTimeout(later, after));
  expect(child.exitCode).toBeNull();
  child.kill(signal);
  return new Promise<{ code: number | null; by: string | null }>((done) => {
    child.on('close', (code, by) => done({ code, by }));
  });
}

describe('a signal ends a command immediately', () => {
  beforeAll(() => bench.write('long.yaml', LONG));
  const commands = [
    ['run', 'long.yaml'],
    ['sweep', 'long.yaml', '--runs', '20'],
    ['check', 'long.yaml'],
  ];

  // At first, the scenario runs in the process that receives the signal. Later, it runs in another process.
  test.each(commands.flatMap((args) => [50, 4000].map((after) => [args.join(' '), after, args] as const)))(
    '%s, after %d ms',
    async (_name, after, args) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        const { code, by } = await ended(args, signal, after);
        expect(code === 130 || by === signal).toBe(true);
      }
    },
  );
});

describe('a scenario that fills the heap', () => {
  const FULL = `scenario: heap
until: 10h
services: { shop: { latency: 100h } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 100/s } }]
`;
  /** Each state has one more message than the previous state. */
  const FLOOD = `scenario: flood
processes:
  sender: { loop: true, steps: [{ id: ping, send: { to: receiver } }] }
  receiver: { loop: true, steps: [{ id: take, receive: { as: m } }] }
`;
  beforeAll(() => {
    bench.write('heap/a.yaml', FULL);
    bench.write('heap/b.yaml', LEASE.replace('1h', 'soon'));
    bench.write('flood/flood.yaml', FLOOD);
  });
  const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=150' };

  test.each([
    ['run', 'a.yaml'],
    ['sweep', 'a.yaml', '--runs', '4'],
    ['check', '.'],
  ])('is a placed error: %s %s', (...args) => {
    const { status, stdout, stderr } = runProgram(`${bench.folder}/heap`, args, { env });
    expect(status).toBe(1);
    const all = `${stdout}${stderr}`;
    expect(all).toMatch(/^a\.yaml:1:1 error run\/out-of-memory: /m);
    // The other files are still checked.
    if (args[0] === 'check') expect(all).toMatch(/^b\.yaml:3:8 error scenario\/duration: /m);
    expect(all).not.toMatch(/Last few GCs|Native stack trace/);
  });

  test('is an error of a search with a location, which shows how far it got', () => {
    const { status, stdout, stderr } = runProgram(`${bench.folder}/flood`, ['explore', 'flood.yaml'], {
      env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=60' },
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/INCOMPLETE: out of memory at depth \d/);
    expect(stdout).toMatch(/size +[\d,]{4,} states/);
    expect(stderr).toMatch(/^flood\.yaml:1:1 error run\/out-of-memory: /m);
    expect(stderr).not.toMatch(/Last few GCs|Native stack trace/);
  });

  test('is an error with a location in an editor, which continues', async () => {
    const editor = new Editor(`${bench.folder}/heap/a.yaml`, env);
    const found = editor.diagnostics((all) => all.length > 0);
    await editor.open(FULL);
    expect(await found).toMatchObject([
      { code: 'run/out-of-memory', range: { start: { line: 0, character: 0 } } },
    ]);
    const fixed = editor.diagnostics((all) => all.length === 0);
    await editor.edit('until: 10h', 'until: 1s');
    await fixed;
    expect(await editor.close()).toBe(0);
  });
});

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

import { type ExecFileSyncOptionsWithStringEncoding, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type Bench, COUNTERS, createBench, HUGE, LEASE } from '../tests/support/command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = fileURLToPath(new URL('./hindcast.mjs', import.meta.url));

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
  bench.write('counters.yaml', COUNTERS);
  bench.write('huge.yaml', HUGE);
});

afterAll(() => bench.remove());

function hindcast(args: string[], options: Partial<ExecFileSyncOptionsWithStringEncoding> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: bench.folder,
    encoding: 'utf8',
    ...options,
  });
  return { status, stdout, stderr };
}

function shell(command: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: bench.folder,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, BIN },
  });
  return { status, stdout, stderr };
}

describe('the program', () => {
  test('runs a file and says nothing else', () => {
    const { status, stdout, stderr } = hindcast(['run', 'lease.yaml', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).scenario).toBe('lease');
    // Only the scenario's own warning: none of Node's.
    expect(stderr).toMatch(/^lease\.yaml:15:3 warning /);
    expect(stderr).not.toMatch(/ExperimentalWarning|DeprecationWarning/);
  });

  test('reads standard input', () => {
    const { status, stdout } = hindcast(['run', '-'], { input: LEASE });
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'lease: A lease is lost']);
    expect(hindcast(['run', '-'], { input: '' })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: standard input is empty\n',
    });
  });

  test('gives the exit codes', () => {
    expect(hindcast(['check', 'lease.yaml']).status).toBe(0);
    expect(hindcast(['run', '-'], { input: LEASE.replace('happens', 'never') }).status).toBe(1);
    expect(hindcast(['check', 'nowhere']).status).toBe(2);
  });

  test('says what to do on an old Node', () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`;
    const { status, stdout, stderr } = hindcast(['--version'], {
      env: { ...process.env, NODE_OPTIONS: `--import="${old}"` },
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: hindcast needs Node 22\.18 .* this is Node 20\.20\.2: install Node 24, .*npx.*\n$/,
    );
  });

  test('bears a reader that stops early', () => {
    const { status, stdout, stderr } = shell(
      '{ "$NODE" "$BIN" run lease.yaml --json; echo "exit $?" >&2; } | head -n 1',
    );
    expect([status, stdout]).toEqual([0, '{\n']);
    expect(stderr).toMatch(/\nexit 0\n$/);
    expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
  });

  test('bears such a reader behind a search too', () => {
    const { stdout, stderr } = shell(
      '{ "$NODE" "$BIN" explore counters.yaml --json; echo "exit $?" >&2; } | head -n 1',
    );
    expect([stdout, stderr]).toEqual(['{\n', 'exit 0\n']);
  });

  test('ends a search at Ctrl-C, and prints what it knows', async () => {
    // Told that it writes to a terminal, it draws progress: then it listens.
    const terminal = 'data:text/javascript,process.stderr.isTTY = true';
    const child = spawn(
      process.execPath,
      ['--import', terminal, BIN, 'explore', 'huge.yaml', '--json', '--max-states', '2000000000'],
      { cwd: bench.folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.once('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'incomplete', bounds: { hit: 'it was stopped' } });
  });

  test.runIf(process.platform === 'linux')('tells of a disk that is full', () => {
    expect(shell('"$NODE" "$BIN" --version > /dev/full')).toEqual({
      status: 2,
      stdout: '',
      stderr: "error: the output can't be written (ENOSPC)\n",
    });
  });

  test('is found by npx in the project', () => {
    expect(() => accessSync(BIN, constants.X_OK)).not.toThrow();
    const { status, stdout } = spawnSync('npx', ['--offline', 'hindcast', '--version'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` },
    });
    expect([status, stdout]).toEqual([0, `${manifest.version}\n`]);
  });
});

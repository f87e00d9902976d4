import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench, LEASE } from '../tests/support/command.ts';
import { runProgram } from '../tests/support/program.ts';

/* Starting the program is slow, so this file does it rarely. `tests/shells/hindcast.test.ts` has the other cases. */

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
});

afterAll(() => bench.remove());

describe('the program', () => {
  test('runs a file without warnings from Node', () => {
    const { status, stdout, stderr } = runProgram(bench.folder, ['run', 'lease.yaml', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).scenario).toBe('lease');
    expect(stderr).toMatch(/^lease\.yaml:15:3 warning /);
    expect(stderr).not.toMatch(/ExperimentalWarning|DeprecationWarning/);
  });

  test('exits with the status of the command', () => {
    const { status, stderr } = runProgram(bench.folder, ['check', 'nowhere']);
    expect([status, stderr]).toEqual([2, "error: `nowhere` doesn't exist\n"]);
  });

  test('says what to do on an old version of Node', () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`;
    const { status, stdout, stderr } = runProgram(bench.folder, ['--version'], {
      env: { ...process.env, NODE_OPTIONS: `--import="${old}"` },
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: hindcast requires Node 22\.18 .* this is Node 20\.20\.2\n {2}hint: install Node 24, .*npx.*\n$/,
    );
  });
});

import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { scenarioText } from '../../scenario/cases.ts';
import { LEASE } from '../../tests/support/page.ts';
import { JobFailure } from './job-failure.ts';
import { keepResults, offsetSource } from './kept-results.ts';
import { createRunPool, type RunPool } from './run-pool.ts';

const WORKER = new URL('../../tests/support/failing-worker.ts', import.meta.url);
const open: RunPool[] = [];
function poolOf(setting: Parameters<typeof createRunPool>[0]): RunPool {
  const pool = createRunPool({ processes: 1, ...setting });
  open.push(pool);
  return pool;
}
afterAll(async () => {
  for (const pool of open) await pool.close();
});

async function failureOf(pool: RunPool, text: string): Promise<string> {
  const failure = await pool.run({ text, options: {} }).catch((error: unknown) => error);
  if (!(failure instanceof JobFailure)) throw new Error(`no failure of the job: ${failure}`);
  return failure.diagnostic.code;
}

describe('a process that evaluates scenarios', () => {
  test('gives the same bytes as the calling thread', async () => {
    const pool = poolOf({});
    const expected = JSON.stringify(evaluate(offsetSource(LEASE)));
    expect(await pool.run({ text: LEASE, options: {} })).toBe(expected);
  });

  test('can be closed by a process that does nothing else', async () => {
    const pool = JSON.stringify(new URL('./run-pool.ts', import.meta.url).href);
    const script = `import { createRunPool } from ${pool};
      const pool = createRunPool({ processes: 1 });
      await pool.run({ text: 'until: 1s', options: {} });
      await pool.close();
      console.log('closed');`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: 'closed\n' });
  });

  test('may die in any way; the next scenario is evaluated', async () => {
    const pool = poolOf({ heap: 32, worker: WORKER });
    expect(await pool.run({ text: 'fine', options: {} })).toBe('"fine"');
    expect(await failureOf(pool, 'heap')).toBe('run/out-of-memory');
    expect(await failureOf(pool, 'growing map')).toBe('run/out-of-memory');
    expect(await failureOf(pool, 'growing list')).toBe('run/out-of-memory');
    expect(await failureOf(pool, 'typed arrays')).toBe('run/out-of-memory');
    expect(await failureOf(pool, 'huge result')).toBe('run/out-of-memory');
    expect(await failureOf(pool, 'exit')).toBe('run/internal-error');
    expect(await failureOf(pool, 'throw')).toBe('run/internal-error');
    expect(await failureOf(pool, 'stack')).toBe('run/internal-error');
    expect(await pool.run({ text: 'fine', options: {} })).toBe('"fine"');
  });

  test('that ends unexpectedly is reported with the last line that it printed', async () => {
    const pool = poolOf({ worker: WORKER });
    const failure = await pool
      .run({ text: 'exit with an error', options: {} })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message:
        'internal error while evaluating this scenario: the process ended: SyntaxError: Unexpected end of input (broken.ts:3)',
    });
  });

  test('is terminated after the time limit; the next scenario is evaluated', async () => {
    const pool = poolOf({ worker: WORKER, timeLimit: 1_000_000 });
    expect(await failureOf(pool, 'endless')).toBe('run/time-limit');
    expect(await pool.run({ text: 'fine', options: {} })).toBe('"fine"');
  });

  test('fails as an error at its scenario, which is never cached', async () => {
    const pool = poolOf({ worker: WORKER });
    const written: string[] = [];
    const cache = { read: () => null, write: (key: string) => written.push(key) };
    const keeping = { cache, engine: 'v1', now: () => 0, report: () => undefined };
    const kept = keepResults(({ source }) => pool.run({ text: source.text, options: {} }), keeping);
    const source = {
      ...fileSource('a.md', 'exit'),
      spanAt: () => fileSource('a.md', '\n\nexit').spanAt(2, 2),
    };
    const { result, diagnostics } = await kept(scenarioText(source), {});
    expect(result).toBeNull();
    expect(diagnostics).toMatchObject([
      { code: 'run/internal-error', span: { file: 'a.md', start: { line: 3, column: 1 } } },
    ]);
    expect(written).toEqual([]);
  });
});

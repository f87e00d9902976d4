import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutants.ts';
import type { Evaluated, Order, Reply } from './test-worker.ts';

const WORKER = fileURLToPath(new URL('test-worker.ts', import.meta.url));

/** CPU time in milliseconds that a mutant's tests may take besides several times their usual time. */
const PATIENCE = 60_000;
const TIMES = 10;
/** Worker threads of old mutants leak memory, so the process is replaced from time to time. */
const PER_PROCESS = 40;

export interface TestFile {
  readonly file: string;
  readonly milliseconds: number;
}

/** Runs the engine's tests for mutants, one at a time. */
export class TestRuns {
  #worker: ChildProcess | null = null;
  #asked = 0;

  /** Runs test files once without a mutant, and records which of the mutants' expressions each file evaluates. */
  async record(mutants: readonly Mutant[], files: readonly string[]): Promise<readonly Evaluated[]> {
    const reply = await this.#ask({ kind: 'record', mutants, files });
    await this.close();
    if (reply?.kind !== 'recorded') throw new Error("the tests can't be recorded without a mutant");
    return reply.files;
  }

  /** Returns what fails in the files, or null if everything passes. The quickest files run first. */
  async fails(mutant: Mutant | null, files: readonly TestFile[]): Promise<string | null> {
    if (files.length === 0) return null;
    if (this.#asked++ % PER_PROCESS === 0) await this.close();
    const quickest = files.toSorted((a, b) => a.milliseconds - b.milliseconds);
    const usual = files.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const reply = await this.#ask({
      kind: 'test',
      mutant,
      files: quickest.map(({ file }) => file),
      patience: PATIENCE + TIMES * usual,
    });
    if (reply === null) return 'their process ends early';
    return reply.kind === 'tested' ? reply.failed : null;
  }

  async #ask(order: Order): Promise<Reply | null> {
    // Its output would only repeat what a mutant breaks.
    this.#worker ??= fork(WORKER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const worker = this.#worker;
    const reply = await new Promise<Reply | null>((done) => {
      worker.once('exit', () => done(null));
      worker.once('message', (message) => done(message as Reply));
      worker.send(order);
    });
    worker.removeAllListeners();
    if (reply === null || worker.exitCode !== null) this.#worker = null;
    else
      worker.once('exit', () => {
        if (this.#worker === worker) this.#worker = null;
      });
    return reply;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null || worker.exitCode !== null) return;
    await new Promise((done) => {
      worker.once('exit', done);
      worker.kill();
    });
  }
}

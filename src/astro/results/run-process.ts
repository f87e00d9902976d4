import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type JobEnd, JobFailure } from './job-failure.ts';
import { lastLine } from './last-line.ts';
import type { RunAnswer, RunMessage } from './run-job.ts';

export interface RunProcessSetting<News> {
  /** Module that the process runs. */
  readonly worker: URL;
  /** Maximum heap, in MiB. */
  readonly heap: number;
  /** Time limit for one job, in microseconds. */
  readonly timeLimit?: number | undefined;
  /** Receives the messages that a job sends while it's running. */
  readonly news?: ((news: News) => void) | undefined;
}

/** Number of characters to keep from the end of the error output, where V8 or Node reports why the process ended. */
const TAIL = 8_000;

/**
 * A process that does one job at a time, such as evaluating a scenario. A thread isn't enough: when the heap of a
 * thread is full, V8 can end the whole process, for example while a large map grows.
 */
export class RunProcess<Job, News> {
  readonly #setting: RunProcessSetting<News>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #errors = '';
  #isEnding = false;
  #job: { began(): void; answered(answer: RunAnswer): void; failed(end: JobEnd | Error): void } | null = null;

  constructor(setting: RunProcessSetting<News>) {
    this.#setting = setting;
    const cache = getCompileCacheDir();
    this.#child = fork(fileURLToPath(setting.worker), [], {
      // Older Node versions print a warning about type stripping.
      execArgv: [`--max-old-space-size=${setting.heap}`, '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) },
      // The child ends when its standard input closes, no matter how this process ends.
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-TAIL);
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.on('message', (message: RunMessage<News>) => {
      if ('began' in message) this.#job?.began();
      else if ('answer' in message) this.#job?.answered(message.answer);
      else setting.news?.(message.news);
    });
    this.#ended = new Promise((ended) => {
      this.#child.on('error', () => ended());
      this.#child.on('close', () => ended());
    });
    void this.#ended.then(() => {
      this.#isEnding = true;
      this.#job?.failed(this.#end());
    });
    this.#hold(false);
  }

  /** True if the process can't take another job. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /**
   * Returns the result of a job as JSON.
   *
   * @param signal ends the process
   * @throws JobFailure, or the signal's reason
   */
  async run(job: Job, signal?: AbortSignal): Promise<string> {
    const { timeLimit, heap } = this.#setting;
    let timer: NodeJS.Timeout | undefined;
    let abort: (() => void) | undefined;
    this.#hold(true);
    try {
      const answer = await new Promise<RunAnswer>((answered, fail) => {
        const failed = (end: JobEnd | Error): void => {
          fail(end instanceof Error ? end : new JobFailure(end));
        };
        const late = (): void => {
          failed({ kind: 'time', micros: timeLimit! });
          void this.close();
        };
        const began = (): void => {
          if (timeLimit !== undefined) timer = setTimeout(late, timeLimit / 1000);
        };
        this.#job = { began, answered, failed };
        abort = () => {
          failed(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
          void this.close();
        };
        signal?.addEventListener('abort', abort);
        if (this.#isEnding) failed(this.#end());
        else this.#child.send(job as Serializable);
      });
      if ('json' in answer) return answer.json;
      throw new JobFailure(
        answer.memory ? { kind: 'memory', mebibytes: heap } : { kind: 'crash', message: answer.message },
      );
    } finally {
      clearTimeout(timer);
      if (abort !== undefined) signal?.removeEventListener('abort', abort);
      this.#job = null;
      this.#hold(false);
    }
  }

  /** Asks the current job to stop and return what it has so far. */
  requestStop(): void {
    if (!this.#isEnding) this.#child.stdin?.write('.');
  }

  /** Ends the process, even if it's busy. */
  async close(): Promise<void> {
    this.#isEnding = true;
    // Without a handle, this process could end before it's notified that the child has ended.
    this.#hold(true);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #end(): JobEnd {
    if (/heap out of memory|Allocation failed/i.test(this.#errors)) {
      return { kind: 'memory', mebibytes: this.#setting.heap };
    }
    const said = lastLine(this.#errors);
    return {
      kind: 'crash',
      message: said === '' ? 'the process ended unexpectedly' : `the process ended: ${said}`,
    };
  }

  /** Whether this process stays alive for the child: true during a job, false while the child is idle. */
  #hold(stays: boolean): void {
    const { channel, stdin, stderr } = this.#child;
    for (const handle of [this.#child, channel, stdin, stderr] as (Handle | null | undefined)[]) {
      if (stays) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

/** A resource that keeps a process alive, such as a timer or a pipe. */
interface Handle {
  ref?(): unknown;
  unref?(): unknown;
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { wellFormedFrames } from '../../lsp/frames.ts';
import { type CheckWhole, serve } from '../../lsp/server.ts';
import { EXIT } from '../terminal/io.ts';

/**
 * `hindcast lsp`: serves an editor through standard input and output until it disconnects.
 *
 * @returns exit status
 */
export async function lsp(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<number> {
  const whole = createWholeCheck();
  const frames = wellFormedFrames((bytes) =>
    connection.console.warn(`skipped ${bytes} bytes that aren't a message`),
  );
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(input.pipe(frames)),
    new StreamMessageWriter(output),
  );
  serve(connection, whole.check);
  const ended = new Promise<void>((resolve) => {
    connection.onExit(resolve);
    input.once('end', resolve);
    input.once('close', resolve);
  });
  connection.listen();
  await ended;
  await whole.close();
  return EXIT.ok;
}

/** A file to compile with all its runs. */
export interface WholeJob {
  readonly id: number;
  readonly file: string;
  readonly text: string;
  /** Names of the write-ups in the same folder. */
  readonly slugs: readonly string[];
}

/** The thread's memory limit, in MiB. */
const MEMORY = 2048;

/**
 * Checks entire files on one thread. If the thread is still busy with an older version of the text, a new call
 * terminates it, and the older call returns null.
 */
function createWholeCheck(): { check: CheckWhole; close(): Promise<void> } {
  let worker: Worker | null = null;
  let running: {
    id: number;
    settle(found: readonly Diagnostic[] | null): void;
    fail(error: unknown): void;
  } | null = null;
  let next = 0;

  const start = (): Worker => {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const fresh = new Worker(new URL(`./lsp-worker.${extension}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    });
    fresh.unref();
    fresh.on('message', ({ id, diagnostics }: { id: number; diagnostics: Diagnostic[] }) => {
      if (running?.id !== id) return;
      running.settle(diagnostics);
      running = null;
    });
    fresh.on('error', (error) => {
      if (worker !== fresh) return;
      worker = null;
      running?.fail(error);
      running = null;
    });
    return fresh;
  };
  const stop = async (): Promise<void> => {
    running?.settle(null);
    running = null;
    const old = worker;
    worker = null;
    await old?.terminate();
  };

  return {
    async check(file, text) {
      if (running !== null) await stop();
      worker ??= start();
      const id = next++;
      const found = new Promise<readonly Diagnostic[] | null>((settle, fail) => {
        running = { id, settle, fail };
      });
      worker.postMessage({ id, file, text, slugs: slugsBeside(file) } satisfies WholeJob);
      return found;
    },
    close: stop,
  };
}

function slugsBeside(file: string): string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => basename(name, '.md'))
    .sort();
}

import type { RunJob } from '../../astro/results/run-job.ts';
import { serveJobs } from '../../astro/results/serve-jobs.ts';

/* A process whose jobs fail in different ways. A job's text selects how it fails. */

const WAYS: Readonly<Record<string, () => unknown>> = {
  fine: () => 'fine',
  heap: () => {
    const all: unknown[] = [];
    for (;;) all.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
  },
  // In this case, V8 ends the whole process, even if the heap belongs to a thread.
  'growing map': () => {
    const all = new Map<number, unknown>();
    for (let i = 0; ; i++) all.set(i, { i });
  },
  'growing list': () => {
    const all: number[] = [];
    for (let i = 0.5; ; i++) all.push(i);
  },
  'huge result': () => 'x'.repeat(2 ** 27),
  'typed arrays': () => new Float64Array(2 ** 40),
  exit: () => process.exit(3),
  'exit with an error': () => {
    process.stderr.write(
      'file:///a/folder/broken.ts:3\n\nSyntaxError: Unexpected end of input\n    at load\n',
    );
    process.exit(3);
  },
  throw: () => {
    throw new Error('a bug');
  },
  stack: () => {
    const deeper = (n: number): number => deeper(n + 1) + 1;
    return deeper(0);
  },
  endless: () => {
    for (;;);
  },
};

serveJobs<RunJob, never>(({ text }) => JSON.stringify(WAYS[text]!()));

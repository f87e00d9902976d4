import { parentPort } from 'node:worker_threads';
import { isOutOfMemory } from '../../astro/results/job-failure.ts';
import type { NumberedJob, RunAnswer } from '../../astro/results/run-worker.ts';

/* A thread whose jobs end in the way that their text names. */

const WAYS: Readonly<Record<string, () => unknown>> = {
  fine: () => 'fine',
  heap: () => {
    const all: unknown[] = [];
    for (;;) all.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
  },
  'typed arrays': () => new Float64Array(2 ** 40),
  exit: () => process.exit(3),
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

export default async function fail({ text, number }: NumberedJob): Promise<RunAnswer> {
  parentPort?.postMessage({ began: number });
  try {
    return { json: JSON.stringify(WAYS[text]!()) };
  } catch (error) {
    return { memory: isOutOfMemory(error), message: String(error) };
  }
}

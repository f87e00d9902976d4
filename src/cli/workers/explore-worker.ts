import { parentPort, workerData } from 'node:worker_threads';
import { blockSource, type SourceText } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { type SearchJob, type SearchMessage, SharedSignals } from './search-job.ts';

/**
 * The thread that searches. A search takes the whole of a thread's time, so that the main one stays free to draw
 * progress and to hear Ctrl-C.
 */

const { job, memory }: { job: SearchJob; memory: SharedArrayBuffer } = workerData;
const signals = new SharedSignals(memory);
let began = 0;

const { result, diagnostics } = evaluate(sourceOf(job), {
  only: 'explore',
  variant: job.variant,
  record: job.record,
  explore: {
    ...job.explore,
    stop: (states, transitions, depth, bytes) => {
      signals.tell({ states, transitions, depth, bytes });
      return signals.stopRequested;
    },
  },
  watch: {
    began: (variant) => {
      signals.tell({ states: 0, transitions: 0, depth: 0, bytes: 0 });
      post({ kind: 'began', variant });
      began = performance.now();
    },
    ended: ({ exploration, bytes, claimed, claims }) => {
      const seconds = (performance.now() - began) / 1000;
      const undecided = claims.filter(({ decided }) => !decided).map(({ claim }) => claim);
      post({ kind: 'ended', search: { exploration, seconds, bytes, claimed, undecided } });
    },
  },
});
post({ kind: 'done', result, diagnostics });

function post(message: SearchMessage): void {
  parentPort?.postMessage(message);
}

function sourceOf({ source: { file, fileText, text, start } }: SearchJob): SourceText {
  // An empty block has no line of its own to point at.
  if (text === '') return { file, text, spanAt: () => start };
  return blockSource(file, fileText, text, start.start.line);
}

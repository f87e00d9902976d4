import { parentPort, workerData } from 'node:worker_threads';
import { executeSearch, type SearchJob, type SearchMessage, SharedSignals } from './search-job.ts';

/* Runs a search on a separate thread, so that the main thread can handle progress and Ctrl-C. */

const { job, memory }: { job: SearchJob; memory: SharedArrayBuffer } = workerData;
const signals = new SharedSignals(memory);

const { result, diagnostics } = executeSearch(job, {
  began(variant) {
    signals.report({ states: 0, transitions: 0, depth: 0, bytes: 0 });
    post({ kind: 'began', variant });
  },
  ended: (search) => post({ kind: 'ended', search }),
  progress(progress) {
    signals.report(progress);
    return signals.stopRequested;
  },
});
post({ kind: 'done', result, diagnostics });

function post(message: SearchMessage): void {
  parentPort?.postMessage(message);
}

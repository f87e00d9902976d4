import { serveJobs } from '../../astro/results/serve-jobs.ts';
import { executeSearch, type SearchJob, type SearchNews } from './search-job.ts';

/*
 * A process that searches. It ends with its parent, which handles signals. A terminal sends Ctrl-C to both.
 */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

/** Minimum time between reports, in milliseconds. */
const REPORT_AFTER = 100;

serveJobs<SearchJob, SearchNews>((job, { send, stopRequested }) => {
  let reported = Number.NEGATIVE_INFINITY;
  const evaluation = executeSearch(job, {
    began: (variant) => send({ kind: 'began', variant }),
    ended: (search) => send({ kind: 'ended', search }),
    ordered: (order) => send({ kind: 'ordered', order }),
    progress(progress) {
      const now = performance.now();
      if (now - reported >= REPORT_AFTER) {
        reported = now;
        send({ kind: 'progress', progress });
      }
      return stopRequested();
    },
  });
  return JSON.stringify(evaluation);
});

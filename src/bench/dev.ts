import { WITH_MODEL } from '../tests/site/support/generated-incidents.ts';
import { generatedSite } from '../tests/site/support/generated-site.ts';

const INCIDENTS = 100;
const SAVES = 12;
const MAX_WAIT = 30_000;

/**
 * Measures the time from saving a write-up until the development server's page shows the new result, on a site with 100
 * incidents. The page is requested repeatedly. Each save changes a delay, so the scenario runs again.
 */
export async function benchDev(): Promise<void> {
  const site = await generatedSite(INCIDENTS - 1, { model: true });
  try {
    const started = performance.now();
    const server = await site.dev();
    try {
      const page = `${server.origin}/incidents/lost-lease/`;
      await waitForText(page, '10:10');
      const first = performance.now() - started;
      const times: number[] = [];
      for (let n = 0; n < SAVES; n++) {
        const minutes = 10 + ((n + 1) % 3);
        const saved = performance.now();
        await site.write(
          'content/incidents/lost-lease.md',
          WITH_MODEL.replace('{ id: lose, delay: 10m', `{ id: lose, delay: ${minutes}m`),
        );
        await waitForText(page, `10:${minutes}`);
        times.push(performance.now() - saved);
      }
      times.sort((a, b) => a - b);
      const shown = (value: number): string => `${Math.round(value)} ms`;
      process.stdout.write(
        `dev: ${INCIDENTS} incidents, first page after ${shown(first)}; from saving to the new result: median ${shown(times[SAVES / 2]!)}, worst of ${SAVES} ${shown(times.at(-1)!)}\n`,
      );
    } finally {
      await server.stop();
    }
  } finally {
    await site.dispose();
  }
}

/** Requests a page until its cited result contains the given strings. */
async function waitForText(address: string, ...texts: readonly string[]): Promise<void> {
  const end = performance.now() + MAX_WAIT;
  let last = '';
  while (performance.now() < end) {
    const response = await fetch(address);
    const text = await response.text();
    last = String(response.status);
    const cited = [...text.matchAll(/lost after(?:(?!<\/p>)[\s\S])*/g)].map(([found]) => found);
    if (response.status === 200 && cited.some((found) => texts.every((one) => found.includes(one)))) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(
    `${address} did not show ${texts.join(' ')} within ${MAX_WAIT / 1000} s; the last status was ${last}`,
  );
}

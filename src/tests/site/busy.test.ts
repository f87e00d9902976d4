import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { LEASE, writeUp } from '../support/page.ts';
import { scratchSite } from './support/scratch-site.ts';

/** Number of threads that keep the processors busy while the site is built. */
const BUSY = 6;
/** The threads always stop after this many seconds. */
const MOST_BUSY = 600;

/** Long code keeps the highlighter busy, and a scenario with draws runs on threads. */
const CODE = Array.from(
  { length: 400 },
  (_, i) => `const value${i} = [${i}, 'text', /a+b/g, \`\${${i}}\`];`,
).join('\n');
const DRAWN = LEASE.replace('scenario: lease', 'scenario: drawn').replace(
  'until: 1h',
  'until: 1h\nsimulate: { runs: 30 }',
);
const DIAGRAM = 'flowchart LR\n  accTitle: A\n  accDescr: B\n  a --> b --> c';
const PAGE = writeUp(
  `\`\`\`js\n${CODE}\n\`\`\`\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n\`\`\`scenario\n${DRAWN}\n\`\`\`\n\n\`\`\`mermaid\n${DIAGRAM}\n\`\`\``,
);

/** Calls `run` while other threads are busy. */
async function whileBusy<T>(run: () => Promise<T>): Promise<T> {
  const code = `const end = Date.now() + ${MOST_BUSY * 1000}; while (Date.now() < end);`;
  const threads = Array.from({ length: BUSY }, () => new Worker(code, { eval: true }));
  try {
    return await run();
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

test('a site has the same bytes on a busy machine', async () => {
  const site = await scratchSite();
  try {
    await site.write('content/incidents/page.md', PAGE);
    const idle = await site.build();
    expect(idle.code, idle.output).toBe(0);
    const expected = site.built();
    await site.remove('dist');
    await site.remove('node_modules/.astro');
    await site.remove('.astro');
    const busy = await whileBusy(() => site.build());
    expect(busy.code, busy.output).toBe(0);
    expect(busy.output).toContain('2 scenarios: 2 run, 0 cached');
    expect(site.built()).toEqual(expected);
  } finally {
    await site.dispose();
  }
});

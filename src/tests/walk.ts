/**
 * Prints the files that a condition passes through on its way from a Markdown file to the page. These are the stages
 * listed in ARCHITECTURE.md (*), and files whose functions are called more often for a page with `when: '!warm'` than
 * for a page without it. Fails if there are more than MAX_FILES.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createPageCompiler, writeUp } from './support/page.ts';

const MAX_FILES = 33;
const SRC = pathToFileURL(fileURLToPath(new URL('../', import.meta.url))).href;

const page = (condition: string): string =>
  writeUp(`\`\`\`scenario
scenario: cold-cache
until: 1h
state: { warm: false }
processes:
  filler:
    steps: [{ id: fill${condition}, delay: 10m, set: { warm: true }, say: fills the cache }]
marks: { recovered: warm }
show: [timeline]
\`\`\``);

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const compile = await createPageCompiler();
const file = 'incidents/walk.md';

/** Number of calls to each of our functions while a page is compiled. */
async function callsFor(text: string): Promise<Map<string, number>> {
  await session.post('Profiler.takePreciseCoverage');
  await compile(file, text);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return new Map(
    result
      .filter(({ url }) => url.startsWith(SRC))
      .flatMap(({ url, functions }) =>
        functions.map(({ functionName, ranges }) => [
          `${url.slice(SRC.length).replace(/\?.*$/, '')} ${functionName}:${ranges[0]!.startOffset}`,
          ranges[0]!.count,
        ]),
      ),
  );
}

// Compile both pages once before counting calls, to fill the caches.
for (const text of [page(", when: '!warm'"), page('')]) await compile(file, text);
const without = await callsFor(page(''));
const withCondition = await callsFor(page(", when: '!warm'"));
const map = readFileSync(new URL('../ARCHITECTURE.md', SRC), 'utf8');
const stages = [...map.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path]) => path!);
const called = [...withCondition]
  .filter(([name, count]) => count > (without.get(name) ?? 0) && !name.startsWith('tests/'))
  .map(([name]) => name.split(' ')[0]!);
const walk = [...new Set([...stages, ...called])].sort();
for (const path of walk) process.stdout.write(`${stages.includes(path) ? '*' : ' '} ${path}\n`);
process.stdout.write(`${walk.length} files, at most ${MAX_FILES}\n`);
// Exit explicitly, since the diagram renderer keeps a thread running.
process.exit(walk.length <= MAX_FILES ? 0 : 1);

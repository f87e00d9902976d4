import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { failedEvaluation, placed } from '../../astro/results/kept-results.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { scenarioText } from '../../hindcast.ts';
import { guideKind, incidentKind } from '../../markdown/page-kind.ts';
import { openCompiler } from '../input/page-compiler.ts';
import type { Io } from '../terminal/io.ts';
import { createLeash } from './leash.ts';
import type { WholeJob } from './lsp.ts';

/*
 * Compiles files for an editor, including all runs. A separate thread keeps typing responsive and can be terminated if
 * a run takes too long. Large runs have their own processes, which end with the thread.
 */

const io: Io = {
  stdout: { write: () => undefined },
  stderr: { write: (text) => process.stderr.write(text) },
  stdin: (async function* () {})(),
  cwd: process.cwd(),
  env: process.env,
};

let open: ReturnType<typeof openCompiler> | null = null;
const leash = createLeash({}, io);

async function check({ file, text, slugs }: WholeJob): Promise<readonly Diagnostic[]> {
  if (/\.ya?ml$/i.test(file)) return checkScenario(file, text);
  open ??= openCompiler({ ...io, cwd: dirname(file) });
  const source = { file, text, url: pathToFileURL(file), slugs };
  const compiled =
    basename(dirname(file)) === 'guides'
      ? await open.compiler.compile(guideKind, source)
      : await open.compiler.compile(incidentKind, source);
  return compiled.diagnostics;
}

async function checkScenario(file: string, text: string): Promise<readonly Diagnostic[]> {
  const source = fileSource(file, text);
  try {
    const json = await leash.evaluate(scenarioText(source), { waits: true });
    return placed(JSON.parse(json), source).diagnostics;
  } catch (error) {
    return placed(failedEvaluation(error), source).diagnostics;
  }
}

parentPort?.on('message', async (job: WholeJob) => {
  parentPort?.postMessage({ id: job.id, diagnostics: await check(job) });
});

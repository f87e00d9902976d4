import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * The engine as one script for a worker. The package contains it; in a checkout of the repository, it's bundled on
 * first use.
 */
export async function engineScript(): Promise<string> {
  const packaged = await readFile(new URL('./engine.js', import.meta.url), 'utf8').catch(() => null);
  return packaged ?? bundleEngine(fileURLToPath(new URL('./worker.ts', import.meta.url)));
}

/** @param entry path of `worker.ts` */
export async function bundleEngine(entry: string): Promise<string> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ input: entry, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0 || chunk.imports.length > 0) throw new Error('the engine needs more than one file');
  return chunk.code;
}

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder for files shared by the suites in a run. */
    shared: string;
  }
}

/** Creates the folder before the suites run, and removes it afterward. */
export default async function sharedFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-shared-'));
  project.provide('shared', folder);
  return () => rm(folder, { recursive: true, force: true });
}

/**
 * Runs `make` once for all suites in a run: the first suite to call this function runs it, and the others wait. The
 * files are read-only.
 *
 * @param make fills the given empty folder
 * @returns the folder
 * @throws Error from `make`, in each suite
 */
export async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('shared'), name);
  const outcome = `${folder}.json`;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const failure = await make(folder).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    await writeFile(outcome, JSON.stringify({ failure }), { flush: true });
  } else {
    while (!existsSync(outcome)) await new Promise((done) => setTimeout(done, 200));
  }
  // Another process writes the file, so it may exist but still be empty.
  let text = await readFile(outcome, 'utf8');
  while (text === '') text = await readFile(outcome, 'utf8');
  const { failure } = JSON.parse(text) as { failure: string | null };
  if (failure !== null) throw new Error(failure);
  return folder;
}

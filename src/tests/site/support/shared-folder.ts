import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder for what suites of one run share. */
    shared: string;
  }
}

/** Makes the folder for a run of the suites, and removes it at the end. */
export default async function sharedFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-shared-'));
  project.provide('shared', folder);
  return () => rm(folder, { recursive: true, force: true });
}

/**
 * Runs `make` once for all suites of a run: the first suite that asks runs it, the others wait until it's done. What it
 * made is read-only.
 *
 * @param make fills the empty folder that it gets
 * @returns the folder
 * @throws Error of `make`, in each suite that asks
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
  // The file may exist and still be empty: it's written by another process.
  let text = await readFile(outcome, 'utf8');
  while (text === '') text = await readFile(outcome, 'utf8');
  const { failure } = JSON.parse(text) as { failure: string | null };
  if (failure !== null) throw new Error(failure);
  return folder;
}

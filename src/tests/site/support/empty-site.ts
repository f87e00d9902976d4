import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageReader, scratchSite } from './scratch-site.ts';
import { once } from './shared-folder.ts';

/** A built site. Read-only, because other suites use it too. */
export interface EmptySite {
  readonly dist: string;
  /** The build's output. */
  readonly log: string;
  /** A page's HTML. */
  page(path: string): string;
}

/**
 * Builds a site without write-ups, once for all suites in a run.
 *
 * @throws Error with the build's output if it fails
 */
export async function emptySite(): Promise<EmptySite> {
  const folder = await once('empty', async (place) => {
    const site = await scratchSite();
    try {
      const { code, output } = await site.build();
      if (code !== 0) throw new Error(output);
      await cp(join(site.folder, 'dist'), join(place, 'dist'), { recursive: true });
      await writeFile(join(place, 'log.txt'), output);
    } finally {
      await site.dispose();
    }
  });
  const dist = join(folder, 'dist');
  return { dist, log: await readFile(join(folder, 'log.txt'), 'utf8'), page: pageReader(dist) };
}

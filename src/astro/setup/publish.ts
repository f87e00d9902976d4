import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroIntegration } from 'astro';
import { finishSwap, fixedBecause, type PublishFolders, publishFolders, swapIn } from './publish-folder.ts';

const NAME = 'hindcast:publish';

/**
 * Builds the site next to the output folder and swaps it in once the build is done. It's added after all other
 * integrations, so that it sees the output folder as they leave it.
 */
export function publishLast(): AstroIntegration {
  let folders: PublishFolders | null = null;
  return {
    name: NAME,
    hooks: {
      'astro:config:setup': ({ command, config, updateConfig, logger }) => {
        const found = publishFolders(fileURLToPath(config.outDir));
        const shown = relative(fileURLToPath(config.root), found.target) || '.';
        if (finishSwap(found)) logger.info(`finished replacing ${shown}, which an earlier build had begun`);
        if (command !== 'build' || config.output !== 'static' || config.adapter !== undefined) return;
        const reason = fixedBecause(found) ?? laterIntegration(config.integrations);
        if (reason !== null) {
          logger.warn(`${shown} ${reason}, so it's emptied and rebuilt in place; it's incomplete until then`);
          return;
        }
        folders = found;
        updateConfig({ outDir: pathToFileURL(`${found.next}/`) });
      },
      'astro:build:done': ({ logger }) => {
        if (folders === null || !existsSync(folders.next)) return;
        try {
          swapIn(folders);
        } catch (error) {
          throw new Error(
            `can't replace ${folders.target}: ${error instanceof Error ? error.message : error}; the new site is in ${folders.next}`,
          );
        }
        logger.info(`published to ${folders.target}`);
      },
    },
  };
}

/** The end of a sentence about an integration that was added after this one, or null. */
function laterIntegration(integrations: readonly { readonly name: string }[]): string | null {
  const last = integrations.at(-1);
  return last === undefined || last.name === NAME ? null : `may be changed by the integration ${last.name}`;
}

import { GENERATED_OPTIONS, generatedIncident, WITH_MODEL } from './generated-incidents.ts';
import { type ScratchSite, scratchSite } from './scratch-site.ts';

/**
 * A scratch site with generated incidents that isn't built yet. The caller has to dispose of it.
 *
 * @param count number of incidents without a model
 * @param options `model` adds an incident with a model
 */
export async function generatedSite(count: number, options: { model?: boolean } = {}): Promise<ScratchSite> {
  const site = await scratchSite();
  await site.write(
    'astro.config.mjs',
    `import { defineConfig } from 'astro/config';\nimport hindcast from '../../../src/astro/hindcast.ts';\n\nexport default defineConfig({ integrations: [hindcast(${GENERATED_OPTIONS})] });\n`,
  );
  for (let n = 0; n < count; n++) {
    const { slug, text } = generatedIncident(n);
    await site.write(`content/incidents/${slug}.md`, text);
  }
  if (options.model === true) await site.write('content/incidents/lost-lease.md', WITH_MODEL);
  return site;
}

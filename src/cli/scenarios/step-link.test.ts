import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createBench } from '../../tests/support/command.ts';

const bench = createBench();
afterAll(() => bench.remove());

const INTEGRATION = new URL('../../astro/hindcast.ts', import.meta.url).href;
const MODEL = readFileSync(new URL('../../../content/examples/lost-update.yaml', import.meta.url), 'utf8');
const FRONT = `---
title: Two workers
summary: An update was lost.
severity: SEV3
started_at: 2026-03-02T10:00:00Z
---
`;
const page = (model = MODEL): string => `${FRONT}\n\`\`\`scenario\n${model}\`\`\`\n`;
const FILE = 'content/incidents/lost.md';
const LINK = '/incidents/lost/models/lost-update/#step-4';

/** Each configuration has another name for its folder, since Node keeps modules that it has loaded. */
let sites = 0;

beforeEach(() => {
  sites++;
});

/** The link to a counterexample in a site with this configuration, which `explore` gives. */
async function linkIn(
  config: { astro?: object; hindcast?: object },
  { file = FILE, text = page(), options = [] as readonly string[] } = {},
): Promise<string | null> {
  const folder = `site-${sites}`;
  const astro = JSON.stringify(config.astro ?? {}).slice(1, -1);
  bench.write(
    `${folder}/astro.config.mjs`,
    `import hindcast from '${INTEGRATION}';\nexport default { ${astro}${astro === '' ? '' : ', '}integrations: [hindcast(${JSON.stringify(config.hindcast ?? {})})] };\n`,
  );
  bench.write(`${folder}/${file}`, text);
  const { out } = await bench.callIn(`${bench.folder}/${folder}`, ['explore', file, ...options, '--json']);
  return JSON.parse(out).link;
}

describe('the link to a counterexample', () => {
  test('is a path if the site has no address', async () => {
    expect(await linkIn({})).toBe(LINK);
  });

  test('begins with the site’s address and base', async () => {
    expect(await linkIn({ astro: { site: 'https://incidents.example', base: '/team' } })).toBe(
      `https://incidents.example/team${LINK}`,
    );
  });

  test('uses the internal edition’s address and base', async () => {
    const internal = { site: 'https://inside.example', base: 'incidents/' };
    const astro = { site: 'https://incidents.example', base: '/team' };
    expect(await linkIn({ astro, hindcast: { editions: { internal } } })).toBe(
      `https://inside.example/incidents${LINK}`,
    );
  });

  test('leads to the write-ups folder of the site’s configuration', async () => {
    expect(await linkIn({ hindcast: { content: 'posts' } }, { file: 'posts/lost.md' })).toBe(LINK);
    expect(await linkIn({ hindcast: { content: 'posts' } })).toBeNull();
  });

  test.each([
    ['outside of the folder', { file: 'notes/lost.md' }],
    ['in a folder below it', { file: 'content/incidents/drafts/lost.md' }],
    ['of a bare scenario', { file: 'content/incidents/lost.yaml', text: MODEL }],
    ['if the page shows other views', { text: page(`${MODEL}show: [verdicts]\n`) }],
    ['with another limit', { options: ['--max-states', '500'] }],
    ['without symmetry', { options: ['--reduction', 'off'] }],
  ])('is missing %s', async (_, setting) => {
    expect(await linkIn({}, setting)).toBeNull();
  });

  test('is missing for a variant, and if everything holds', async () => {
    const [variant] = /^variants:\n {2}(\w+)/m.exec(MODEL)?.slice(1) ?? [];
    expect(variant).toBeDefined();
    expect(await linkIn({}, { options: ['--variant', variant!] })).toBeNull();
  });

  test('is in the text after the verdict, and in a note beside an export', async () => {
    await linkIn({});
    const cwd = `${bench.folder}/site-${sites}`;
    const { out } = await bench.callIn(cwd, ['explore', FILE]);
    expect(out).toContain(`${LINK} (the last step, once the site is built)`);
    const exported = await bench.callIn(cwd, ['export', FILE, '--to', 'itf']);
    expect(exported.err).toBe(
      `note: link to the counterexample: ${LINK} (the last step, once the site is built)\n`,
    );
    expect(JSON.parse(exported.out)['#meta'].format).toBe('ITF');
    const promela = await bench.callIn(cwd, ['export', FILE, '--to', 'promela']);
    expect(promela.err).not.toContain(LINK);
  });
});

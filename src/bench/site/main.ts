import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED_OPTIONS } from '../../tests/site/support/generated-incidents.ts';
import { generatedSite } from '../../tests/site/support/generated-site.ts';
import { measureTree, type TreeCost } from './tree-cost.ts';
import { benchWriteUp, type Content, editProse, editScenario } from './write-ups.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ASTRO = join(ROOT, 'node_modules/astro/bin/astro.mjs');

interface Builder {
  readonly name: string;
  readonly cold: () => Promise<TreeCost>;
  /** A build after one edit; null for tools without a cache. */
  readonly edited: ((n: number) => Promise<TreeCost>) | null;
  readonly dispose: () => Promise<void>;
}

/**
 * Builds generated sites alternately with Hindcast, plain Astro (the same Markdown without blocks that only Hindcast
 * supports) and Eleventy. Prints the ratios and the medians, in CPU seconds of the whole process tree. For example:
 * `npm run bench -- site 100 300`.
 *
 * Settings in the environment: `ROUNDS` (default 3), `CONTENT` (`plain`, the default, or `scenario`), `PEERS=0`.
 */
export async function benchSite(sizes: readonly number[]): Promise<void> {
  const rounds = Number(process.env['ROUNDS'] ?? 3);
  const content: Content = process.env['CONTENT'] === 'scenario' ? 'scenario' : 'plain';
  const withPeers = process.env['PEERS'] !== '0';
  for (const size of sizes) {
    const builders = [
      await hindcastBuilder(size, content),
      ...(withPeers ? [await astroBuilder(size), await eleventyBuilder(size)] : []),
    ].filter((one) => one !== null);
    const found = new Map<string, TreeCost[]>();
    const add = (name: string, cost: TreeCost): void => {
      found.set(name, [...(found.get(name) ?? []), cost]);
    };
    try {
      for (let round = 0; round < rounds; round++) {
        for (const { name, cold, edited } of builders) {
          add(`${name}, cold`, await cold());
          if (edited !== null) add(`${name}, one edit`, await edited(round));
        }
      }
    } finally {
      for (const { dispose } of builders) await dispose();
    }
    process.stdout.write(`${size} write-ups, ${content}, load ${loadavg()[0]!.toFixed(1)}\n`);
    const base = median((found.get('Astro, cold') ?? []).map(({ cpu }) => cpu));
    for (const [name, costs] of found) {
      const cpu = median(costs.map((one) => one.cpu));
      const ratio = Number.isNaN(base) ? '' : `, ${(cpu / base).toFixed(2)} of Astro cold`;
      const all = costs.map((one) => one.cpu.toFixed(1)).join(' ');
      process.stdout.write(
        `  ${name}: ${cpu.toFixed(1)} s of CPU (${all})${ratio}, ${median(costs.map((one) => one.wall)).toFixed(1)} s, ${(Math.max(...costs.map((one) => one.memory)) / 1e9).toFixed(2)} GB\n`,
      );
    }
  }
}

async function hindcastBuilder(size: number, content: Content): Promise<Builder> {
  const site = await generatedSite(0);
  await site.write(
    'astro.config.mjs',
    `import { defineConfig } from 'astro/config';\nimport hindcast from '../../../src/astro/hindcast.ts';\n\nexport default defineConfig({ integrations: [hindcast(${GENERATED_OPTIONS.replace('previews: false', 'previews: true')})] });\n`,
  );
  const texts = writeUps(size, content);
  for (const { slug, text } of texts) await site.write(`content/incidents/${slug}.md`, text);
  const build = (): Promise<TreeCost> => measureTree(process.execPath, [ASTRO, 'build'], site.folder);
  return {
    name: 'Hindcast',
    cold: async () => {
      for (const folder of ['dist', '.astro', 'node_modules'])
        rmSync(join(site.folder, folder), { recursive: true, force: true });
      await site.write(`content/incidents/${texts[0]!.slug}.md`, texts[0]!.text);
      return build();
    },
    edited: async (n) => {
      const { slug, text } = texts[0]!;
      await site.write(
        `content/incidents/${slug}.md`,
        content === 'plain' ? editProse(text, n) : editScenario(text, n),
      );
      return build();
    },
    dispose: () => site.dispose(),
  };
}

/** Plain Astro: a content collection, a page for each write-up, and a list. */
async function astroBuilder(size: number): Promise<Builder> {
  const sites = join(ROOT, '.cache/sites');
  mkdirSync(sites, { recursive: true });
  const folder = mkdtempSync(join(sites, 'astro-'));
  const write = (file: string, text: string): void => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write(
    'astro.config.mjs',
    `import { unified } from '@astrojs/markdown-remark';\nexport default { markdown: { processor: unified({}) } };\n`,
  );
  write(
    'src/content.config.ts',
    `import { defineCollection } from 'astro:content';\nimport { glob } from 'astro/loaders';\nexport const collections = { incidents: defineCollection({ loader: glob({ base: './content', pattern: '*.md' }) }) };\n`,
  );
  const frame = (title: string, body: string): string =>
    `<html lang="en"><head><meta charset="utf-8" /><title>${title}</title></head><body><main>${body}</main></body></html>\n`;
  write(
    'src/pages/incidents/[id].astro',
    `---\nimport { getCollection, render } from 'astro:content';\nexport async function getStaticPaths() {\n  return (await getCollection('incidents')).map((entry) => ({ params: { id: entry.id }, props: { entry } }));\n}\nconst { entry } = Astro.props;\nconst { Content } = await render(entry);\n---\n${frame('{entry.data.title}', '<h1>{entry.data.title}</h1><Content />')}`,
  );
  write(
    'src/pages/index.astro',
    `---\nimport { getCollection } from 'astro:content';\nconst all = await getCollection('incidents');\n---\n${frame('Incidents', '<ul>{all.map((one) => <li><a href={"/incidents/" + one.id + "/"}>{one.data.title}</a></li>)}</ul>')}`,
  );
  for (const { slug, text } of writeUps(size, 'plain')) write(`content/${slug}.md`, text);
  return {
    name: 'Astro',
    cold: () => {
      for (const name of ['dist', '.astro', 'node_modules'])
        rmSync(join(folder, name), { recursive: true, force: true });
      return measureTree(process.execPath, [ASTRO, 'build'], folder);
    },
    edited: null,
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Eleventy, installed for the benchmark; null with a message if that fails. */
async function eleventyBuilder(size: number): Promise<Builder | null> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-eleventy-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '@11ty/eleventy@3'], {
      cwd: folder,
      stdio: 'ignore',
    });
  } catch {
    process.stdout.write('Eleventy is missing: it could not be installed from npm\n');
    process.exitCode = 1;
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  const write = (file: string, text: string): void => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write(
    'src/_includes/page.njk',
    '<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1>{{ content | safe }}</body></html>\n',
  );
  write(
    'src/incidents/incidents.json',
    '{ "layout": "page.njk", "tags": "incidents", "markdownTemplateEngine": false }',
  );
  write(
    'src/index.njk',
    '<ul>{% for one in collections.incidents %}<li><a href="{{ one.url }}">{{ one.data.title }}</a></li>{% endfor %}</ul>\n',
  );
  for (const { slug, text } of writeUps(size, 'plain')) write(`src/incidents/${slug}.md`, text);
  const cli = join(folder, 'node_modules/@11ty/eleventy/cmd.cjs');
  if (!existsSync(cli)) throw new Error(`Eleventy has no ${cli}`);
  return {
    name: 'Eleventy',
    cold: () => {
      rmSync(join(folder, '_site'), { recursive: true, force: true });
      return measureTree(process.execPath, [cli, '--input=src', '--quiet'], folder);
    },
    edited: null,
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function writeUps(size: number, content: Content): { slug: string; text: string }[] {
  return Array.from({ length: size }, (_, n) => benchWriteUp(n, content));
}

/** Expects an odd number of values. NaN if there are none. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

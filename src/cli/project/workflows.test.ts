import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKFLOWS } from './init-files.ts';
import { readTemplate } from './templates.ts';

const github = Object.entries(WORKFLOWS.github);
const at = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}
interface Workflow {
  on: unknown;
  permissions: unknown;
  jobs: Record<string, { permissions?: unknown; steps: Step[] }>;
}
const read = (template: string): Workflow => parse(readTemplate(template)) as Workflow;
const stepsOf = (workflow: Workflow): Step[] => Object.values(workflow.jobs).flatMap(({ steps }) => steps);

describe.each(github)('%s', (file, template) => {
  test('is also used by this repository', () => expect(at(file)).toBe(readTemplate(template)));
});

test('a pull request is built with a read-only token, and saves no cache', () => {
  const workflow = read('ci-github-preview.yml');
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(Object.values(workflow.jobs).every(({ permissions }) => permissions === undefined)).toBe(true);
  const uses = stepsOf(workflow).map((step) => step.uses?.split('@')[0]);
  expect(uses).toContain('actions/cache/restore');
  expect(uses.filter((one) => one === 'actions/cache' || one === 'actions/cache/save')).toEqual([]);
  expect(stepsOf(workflow).every(({ env }) => !JSON.stringify(env ?? {}).includes('token'))).toBe(true);
});

test('publishing checks out only the main branch, reads no cache, and unpacks without a token', () => {
  const workflow = read('ci-github-publish.yml');
  expect(workflow.permissions).toEqual({});
  const steps = stepsOf(workflow);
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
  expect(checkouts).toHaveLength(1);
  expect(checkouts[0]!.with?.['ref']).toMatch(/^\$\{\{ github\.event\.repository\.default_branch \}\}$/);
  expect(steps.filter(({ uses }) => /cache|download-artifact/.test(uses ?? ''))).toEqual([]);
  const unpacks = steps.filter(({ run }) => run?.includes('preview-unpack'));
  expect(unpacks).toHaveLength(1);
  expect(JSON.stringify(unpacks[0]!.env)).not.toContain('token');
});

test('on GitLab, the main branch and merge requests share no cache', () => {
  const jobs = parse(readTemplate('ci-gitlab.yml')) as Record<string, { cache: { key: string } }>;
  expect(jobs['site']!.cache.key).not.toBe(jobs['preview']!.cache.key);
  expect(readTemplate('ci-gitlab.yml')).not.toMatch(/npm (?:install|ci(?! --ignore-scripts))/);
});

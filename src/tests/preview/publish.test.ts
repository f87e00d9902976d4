import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scriptOf } from './job.ts';

/* Concurrent publishing: the workflow's script runs in several shells against a bare repository. */

const SCRIPT = scriptOf('ci-github-publish.yml', 'Publish');

let place: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['--git-dir', join(place, 'acme/site.git'), ...args], { encoding: 'utf8' }).trim();

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hindcast-publish-'));
  mkdirSync(join(place, 'bin'));
  for (const name of ['gh', 'npx']) {
    writeFileSync(join(place, 'bin', name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(place, 'bin', name), 0o755);
  }
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(place, 'acme/site.git')]);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Publishes a preview that consists of one file. Resolves to the exit status and the output. */
function publish(
  number: number,
  text: string,
  script = SCRIPT,
): Promise<{ code: number | null; output: string }> {
  const temp = mkdtempSync(join(place, 'temp-'));
  const unpacked = join(temp, 'unpacked/previews', `pr-${number}`);
  mkdirSync(unpacked, { recursive: true });
  writeFileSync(join(unpacked, 'index.html'), text);
  const child = spawn('bash', ['-e', '-c', script], {
    cwd: temp,
    env: {
      PATH: `${join(place, 'bin')}:${process.env['PATH']}`,
      HOME: place,
      RUNNER_TEMP: temp,
      GITHUB_SERVER_URL: `file://${place}`,
      GITHUB_REPOSITORY: 'acme/site',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@a.example',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@a.example',
      NUMBER: String(number),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  }
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

test('five at once all get published, in one commit without a parent', async () => {
  const numbers = [1, 2, 3, 4, 5];
  const ended = await Promise.all(numbers.map((number) => publish(number, `preview ${number}`)));
  expect(ended.map(({ code, output }) => [code, output])).toEqual(ended.map(({ output }) => [0, output]));
  const files = git('ls-tree', '-r', '--name-only', 'gh-pages').split('\n');
  expect(files).toEqual(['.nojekyll', ...numbers.map((number) => `previews/pr-${number}/index.html`)]);
  expect(git('log', '--format=%P', 'gh-pages')).toBe('');
  expect(git('rev-list', '--count', 'gh-pages')).toBe('1');
});

test('a later preview replaces an earlier one, which is no longer in any commit of the branch', async () => {
  expect((await publish(1, 'first')).code).toBe(0);
  expect((await publish(2, 'other')).code).toBe(0);
  expect((await publish(1, 'second')).code).toBe(0);
  expect(git('show', 'gh-pages:previews/pr-1/index.html')).toBe('second');
  expect(git('show', 'gh-pages:previews/pr-2/index.html')).toBe('other');
  expect(git('rev-list', '--count', 'gh-pages')).toBe('1');
});

test('a branch that changes each time ends in an error after ten attempts', async () => {
  // Simulates another job that pushes between the fetch and the push.
  const raced = SCRIPT.replace(
    'commit=$(',
    'git -C "$pages" push --quiet --force origin "$(git -C "$pages" commit-tree "$(git -C "$pages" write-tree)" -m "other $attempt")":refs/heads/gh-pages\n  commit=$(',
  ).replace(/sleep .*/, ':');
  expect(raced).not.toBe(SCRIPT);
  const { code, output } = await publish(1, 'x', raced);
  expect(code).toBe(1);
  expect(output.match(/the branch has changed/g)).toHaveLength(10);
});

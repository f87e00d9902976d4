import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeZip } from '../../cli/input/zip.ts';
import { readTemplate } from '../../cli/project/templates.ts';
import { REPORT } from '../preview/hostile-archives.ts';

/*
 * Runs the template's job that comments on merge requests. Its script runs in a shell, and its curl requests go to a
 * server that mimics GitLab's API. Only the installation from a registry is stubbed.
 */

const TOKEN = 'token-77ab01c2';
const HEAD = 'cd'.repeat(20);
const MARK = '<!-- hindcast-preview -->';
const MAIN = '/api/v4/projects/10';

const preview = writeZip(
  new Map([
    ['preview/index.html', Buffer.from('<!doctype html>')],
    ['preview/diff.json', Buffer.from(REPORT)],
  ]),
);
const hostile = writeZip(
  new Map([
    ['preview/diff.json', Buffer.from(REPORT)],
    ['evil.sh', Buffer.from('exit 1')],
  ]),
);

const pipeline = (id: number, project = 10) => ({ head_pipeline: { id, project_id: project, sha: HEAD } });
const jobs = (id: number) => [
  { id: id + 1, name: 'other', web_url: 'https://gitlab.example/x/-/jobs/1', artifacts_file: {} },
  {
    id,
    name: 'preview',
    web_url: `https://gitlab.example/x/-/jobs/${id}`,
    artifacts_file: { filename: 'a.zip' },
  },
];

/** Open merge requests: a new one from a fork, one with a comment, a hostile one, one without a pipeline, and another new one. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  [`${MAIN}/merge_requests`]: [1, 2, 3, 4, 5].map((iid) => ({ iid })),
  [`${MAIN}/merge_requests/1`]: pipeline(100, 77),
  [`${MAIN}/merge_requests/2`]: pipeline(200),
  [`${MAIN}/merge_requests/3`]: pipeline(300),
  [`${MAIN}/merge_requests/4`]: { head_pipeline: null },
  [`${MAIN}/merge_requests/5`]: pipeline(500),
  '/api/v4/projects/77/pipelines/100/jobs': jobs(101),
  [`${MAIN}/pipelines/200/jobs`]: jobs(201),
  [`${MAIN}/pipelines/300/jobs`]: jobs(301),
  [`${MAIN}/pipelines/500/jobs`]: jobs(501),
  '/api/v4/projects/77/jobs/101/artifacts': preview,
  [`${MAIN}/jobs/201/artifacts`]: preview,
  [`${MAIN}/jobs/301/artifacts`]: hostile,
  [`${MAIN}/jobs/501/artifacts`]: preview,
  [`${MAIN}/merge_requests/1/notes`]: [{ id: 8, body: `${MARK} not ours`, author: { id: 5 } }],
  [`${MAIN}/merge_requests/2/notes`]: [
    { id: 20, body: `${MARK}\nold`, author: { id: 5 } },
    { id: 21, body: `${MARK}\nours`, author: { id: 3 } },
  ],
  [`${MAIN}/merge_requests/5/notes`]: [],
  '/api/v4/user': { id: 3 },
};

const written: { method: string; path: string; body: string }[] = [];
const unauthorized: string[] = [];
let server: Server;
let folder: string;
let done: { code: number | null; output: string };

beforeAll(async () => {
  if (spawnSync('curl', ['--version']).error !== undefined) {
    throw new Error('curl is not installed: apt-get install curl');
  }
  folder = mkdtempSync(join(tmpdir(), 'hindcast-gitlab-'));
  mkdirSync(join(folder, 'bin'));
  const cli = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));
  const stub = (name: string, script: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  stub('npm', 'exit 0');
  stub('npx', `env >> '${folder}/environments'\nshift\nexec '${process.execPath}' '${cli}' "$@"`);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://127.0.0.1');
    if (request.headers['private-token'] !== TOKEN) unauthorized.push(pathname);
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      if (request.method !== 'GET') {
        written.push({
          method: request.method!,
          path: pathname,
          body: new URLSearchParams(body).get('body')!,
        });
        response.end('{}');
        return;
      }
      const answer = ANSWERS[pathname];
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  done = await runScript((server.address() as AddressInfo).port);
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function runScript(port: number): Promise<typeof done> {
  const { comments } = parse(readTemplate('ci-gitlab.yml')) as { comments: { script: string[] } };
  const child = spawn('bash', ['-e', '-c', comments.script.join('\n')], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
      CI_PROJECT_ID: '10',
      HINDCAST_TOKEN: TOKEN,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, output };
}

test('each merge request with a preview gets one comment, and an existing one is updated', () => {
  expect(done.code, done.output).toBe(0);
  expect(unauthorized).toEqual([]);
  expect(written.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${MAIN}/merge_requests/1/notes`,
    `PUT ${MAIN}/merge_requests/2/notes/21`,
    `POST ${MAIN}/merge_requests/5/notes`,
  ]);
});

test('a comment links to the artifact and names the commit', () => {
  const { body } = written[0]!;
  expect(body.startsWith(`${MARK}\n`)).toBe(true);
  expect(body).toContain('(https://gitlab.example/x/-/jobs/101/artifacts/file/preview/index.html)');
  expect(body).toContain('(https://gitlab.example/x/-/jobs/101/artifacts/file/preview/diff.html)');
  expect(body).toContain(HEAD);
});

test('an archive with files outside the preview is refused, and the other merge requests are handled', () => {
  expect(done.output).toContain('"evil.sh" ');
  expect(written.some(({ path }) => path.includes('/3/'))).toBe(false);
});

test('neither the process that reads an untrusted archive nor the log has the token', () => {
  const environments = readFileSync(join(folder, 'environments'), 'utf8');
  expect(environments.match(/^CI_PROJECT_ID=10$/gm)).toHaveLength(4);
  expect(environments).not.toContain(TOKEN);
  expect(done.output).not.toContain(TOKEN);
});

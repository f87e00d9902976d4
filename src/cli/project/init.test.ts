import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';
import { slugOf } from '../input/slug.ts';
import { TEMPLATES } from './templates.ts';

let bench: Bench;
const read = (file: string): string => readFileSync(join(bench.folder, file), 'utf8');

beforeAll(() => {
  bench = createBench();
});

afterAll(() => bench.remove());

describe('a new site', () => {
  test('contains the listed files, and its write-up has no errors', async () => {
    const { code, out, err } = await bench.call([
      'init',
      'site',
      '--ci',
      'github',
      '--title',
      "Ada's \\ site",
    ]);
    expect([code, err]).toEqual([0, '']);
    const wrote = out.split('\n').flatMap((line) => (line.startsWith('wrote ') ? [line.slice(6)] : []));
    expect(wrote).toEqual([
      'site/package.json',
      'site/astro.config.mjs',
      'site/content/incidents/cold-cache.md',
      'site/README.md',
      'site/.gitignore',
      'site/.github/workflows/site.yml',
      'site/.github/workflows/preview.yml',
      'site/.github/workflows/publish-preview.yml',
    ]);
    expect(wrote.map((file) => read(file).length > 0)).toEqual(wrote.map(() => true));
    expect(read('site/astro.config.mjs')).toContain('title: "Ada\'s \\\\ site",');
    expect(JSON.parse(read('site/package.json'))).toMatchObject({ name: 'site', private: true });
    expect(await bench.call(['check', 'site'])).toEqual({
      code: 0,
      out: '1 file, 0 errors, 0 warnings\n3 numbers in scenarios, 3 without a source\n',
      err: '',
    });
  });

  test('says which edition its previews show, and takes it from an option or an answer', async () => {
    const preview = (site: string): string => read(`${site}/.github/workflows/preview.yml`);
    const plain = await bench.call(['init', 'plain', '--ci', 'github']);
    expect(plain.out).toContain('Previews of branches show the internal edition.');
    expect(preview('plain')).toContain('npx hindcast preview --edition internal --base');
    const open = await bench.call(['init', 'open', '--ci', 'github', '--edition', 'public']);
    expect(open.out).toContain('Previews of branches show the public edition.');
    expect(preview('open')).toContain('npx hindcast preview --edition public --base');
    const lab = await bench.call(['init', 'lab', '--ci', 'gitlab', '--edition', 'public']);
    expect(lab.out).toContain('.gitlab-ci.yml');
    expect(read('lab/.gitlab-ci.yml')).toContain('npx hindcast preview --edition public --base');
    const asked = await bench.call(['init', 'asked', '--ci', 'github'], {
      terminal: 80,
      stdin: 'T\npublic\n',
    });
    expect([asked.code, preview('asked')]).toEqual([0, preview('open')]);
    const wrong = await bench.call(['init', 'wrong', '--ci', 'github'], { terminal: 80, stdin: 'T\nall\n' });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("`all` isn't an edition")]);
    expect((await bench.call(['init', 'none', '--edition', 'public'])).code).toBe(2);
  });

  test('is written completely or not at all, and overwrites nothing', async () => {
    bench.write('mine/README.md', 'mine');
    const { code, out, err } = await bench.call(['init', 'mine', '--yes']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: `mine\/README\.md` already exists, so nothing was written\n/);
    expect(readdirSync(join(bench.folder, 'mine'))).toEqual(['README.md']);
    expect(read('mine/README.md')).toBe('mine');
  });

  test('does not follow a broken link', async () => {
    mkdirSync(join(bench.folder, 'linked'));
    symlinkSync(join(bench.folder, 'elsewhere'), join(bench.folder, 'linked', 'package.json'));
    expect((await bench.call(['init', 'linked', '--yes'])).code).toBe(2);
    expect(readdirSync(bench.folder)).not.toContain('elsewhere');
  });

  test('can be created in a folder with other files, and asks no questions without a terminal', async () => {
    bench.write('full/notes.txt', 'mine');
    expect((await bench.call(['init', 'full'])).code).toBe(0);
    expect(read('full/astro.config.mjs')).toContain("title: 'Incidents',");
  });

  test('cannot be written below a file', async () => {
    bench.write('file', '');
    const { code, err } = await bench.call(['init', 'file/site', '--yes']);
    expect([code, err]).toEqual([2, "error: can't write `file/site/package.json`: ENOTDIR\n"]);
  });
});

describe('a new write-up', () => {
  test.each(TEMPLATES)(
    'from the template %s has no errors, even with special characters in the title',
    async (template) => {
      const title = `It’s 50%: {a} # "${template}"`;
      const call = ['new', title, '--template', template, '--date', '2024-02-29', '--dir', template];
      const { code, out, err } = await bench.call(call);
      const file = `${template}/its-50-a-${template}.md`;
      expect([code, out, err]).toEqual([0, `wrote ${file}\n`, '']);
      expect(read(file)).toContain(`\ntitle: 'It’s 50%: {a} # "${template}"'\n`);
      expect(read(file)).toContain('started_at: 2024-02-29T09:00:00Z');
      expect(read(file)).not.toContain('TITLE');
      expect((await bench.call(['check', file])).out).toMatch(/^1 file, 0 errors, 0 warnings\n/);
      expect((await bench.call(call)).code).toBe(2);
    },
  );

  test.each(TEMPLATES.filter((one) => one !== 'blank'))(
    'from the template %s starts with claims that hold',
    async (template) => {
      await bench.call(['new', template, '--template', template, '--dir', 'claims']);
      const { out } = await bench.call(['run', `claims/${template}.md`, '--json', '--explore']);
      const { runs, explorations } = JSON.parse(out);
      const claims = [...runs, ...explorations].flatMap(({ expectations }) => expectations);
      expect(claims.length).toBeGreaterThanOrEqual(2);
      expect(claims.filter(({ met }) => met !== true)).toEqual([]);
    },
  );

  test('has the current date by default', async () => {
    const before = new Date().toISOString().slice(0, 10);
    await bench.call(['new', 'Today']);
    const after = new Date().toISOString().slice(0, 10);
    const day = /started_at: (\S{10})/.exec(read('content/incidents/today.md'))?.[1];
    expect([before, after]).toContain(day);
  });

  test.each([
    ['a title without letters', ['new', '…'], /can't derive a file name from `…`/],
    ['an invalid date', ['new', 'x', '--date', '2023-02-29'], /Use a date like 2026-03-02/],
    ['an unknown template', ['new', 'x', '--template', 'rcae'], /Allowed choices are blank/],
    ['no title', ['new'], /missing required argument 'title'/],
  ])('is rejected: %s', async (_, argv, message) => {
    const { code, out, err } = await bench.call(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

test.each([
  ['Größe: 5 Ångström', 'grosse-5-angstrom'],
  ['  a  --  b ', 'a-b'],
  ['x'.repeat(200), 'x'.repeat(80)],
  ['日本', ''],
])('the file name for %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test('the first write-up of a new site is the example in the README', () => {
  const at = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  expect(at('README.md')).toContain(`\n${at('src/templates/first.md')}`);
});

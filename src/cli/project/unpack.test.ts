import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { craft, HOSTILE_ARCHIVES, HOSTILE_NAMES, REPORT } from '../../tests/preview/hostile-archives.ts';
import { type Bench, createBench, type Outcome } from '../../tests/support/command.ts';
import { readZip, writeZip } from '../input/zip.ts';

const HEAD = '3f1c'.repeat(10);
let bench: Bench;

beforeEach(() => {
  bench = createBench();
});
afterEach(() => bench.remove());

function unpack(archive: Buffer, ...more: string[]): Promise<Outcome> {
  bench.write('preview.zip', archive);
  return bench.call([
    'preview-unpack',
    'preview.zip',
    '--to',
    'pages',
    '--number',
    '7',
    '--head',
    HEAD,
    ...more,
  ]);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(bench.folder, folder), { recursive: true, encoding: 'utf8' }).sort();

describe('a preview', () => {
  const SITE = new Map([
    ['index.html', Buffer.from('<!doctype html>')],
    ['incidents/a/index.html', Buffer.from('a'.repeat(5000))],
    ['pagefind/x.pf_meta', Buffer.from([0, 1, 2])],
    ['empty.txt', Buffer.alloc(0)],
    ['diff.json', Buffer.from(REPORT)],
  ]);

  test('inside a folder of the archive is unpacked without that folder, with the given link', async () => {
    const nested = new Map([...SITE].map(([name, bytes]) => [`preview/${name}`, bytes]));
    const more = ['--inside', 'preview', '--comment', 'c.md', '--link', 'https://a.example/b/index.html'];
    const { code } = await unpack(writeZip(nested), ...more);
    expect(code).toBe(0);
    expect(filesBelow('pages/previews/pr-7')).toContain('index.html');
    const comment = readFileSync(join(bench.folder, 'c.md'), 'utf8');
    expect(comment).toContain('[Preview](https://a.example/b/index.html)');
    expect(comment).toContain('(https://a.example/b/diff.html)');
    const stray = await unpack(writeZip(nested.set('index.html', Buffer.from('x'))), ...more);
    expect([stray.code, stray.err]).toEqual([
      1,
      'error: `preview.zip` was rejected: "index.html" is outside of preview/\n',
    ]);
    expect((await unpack(writeZip(nested), '--inside', '../x')).code).toBe(2);
  });

  test('is unpacked into a folder with its number, with its expiration date', async () => {
    const { code, out, err } = await unpack(
      writeZip(SITE),
      '--site',
      'https://a.example/x/',
      '--comment',
      'c.md',
    );
    expect([code, err, out]).toEqual([0, '', 'unpacked 5 files into previews/pr-7\n']);
    expect(filesBelow('pages')).toEqual([
      'previews',
      ...[
        '',
        '/diff.json',
        '/empty.txt',
        '/expires.json',
        '/incidents',
        '/incidents/a',
        '/incidents/a/index.html',
        '/index.html',
        '/pagefind',
        '/pagefind/x.pf_meta',
      ].map((name) => `previews/pr-7${name}`),
    ]);
    const expiry = JSON.parse(readFileSync(join(bench.folder, 'pages/previews/pr-7/expires.json'), 'utf8'));
    expect(expiry).toMatchObject({ version: 1, number: 7, head: HEAD });
    const comment = readFileSync(join(bench.folder, 'c.md'), 'utf8');
    expect(comment).toBe(
      '<!-- hindcast-preview -->\n**No changes.**\n\n[Preview](https://a.example/x/previews/pr-7/)\n\n' +
        '[Full comparison](https://a.example/x/previews/pr-7/diff.html)\n\n' +
        `Built from ${HEAD}, available until ${expiry.until}.\n`,
    );
  });

  test('replaces the previous one, and is removed once it expires', async () => {
    await unpack(writeZip(SITE));
    await unpack(craft([{ name: 'diff.json', data: REPORT }]));
    expect(readdirSync(join(bench.folder, 'pages/previews/pr-7')).sort()).toEqual([
      'diff.json',
      'expires.json',
    ]);
    bench.write('pages/previews/pr-8/expires.json', '{\n  "until": "2020-01-01"\n}\n');
    bench.write('pages/previews/pr-9/index.html', 'no date');
    bench.write('pages/previews/other/index.html', 'not ours');
    const { out } = await bench.call(['preview-prune', 'pages']);
    expect(out).toBe('removed previews/pr-8\nremoved previews/pr-9\n');
    expect(readdirSync(join(bench.folder, 'pages/previews')).sort()).toEqual(['other', 'pr-7']);
  });

  test('with the same files has the same bytes, and reads back unchanged', () => {
    const archive = writeZip(new Map([...SITE].reverse()));
    expect(archive.equals(writeZip(SITE))).toBe(true);
    const read = new Map(readZip(archive).map((one) => [one.name, one.bytes()]));
    expect([...read.keys()]).toEqual([...SITE.keys()].sort());
    for (const [name, bytes] of SITE) expect(read.get(name)!.equals(bytes)).toBe(true);
  });
});

describe('rejects the whole archive and writes nothing', () => {
  const cases: (readonly [string, Buffer])[] = [
    ...HOSTILE_NAMES.map(
      (name) =>
        [
          `the name ${JSON.stringify(name.slice(0, 40))}`,
          craft([{ name: 'diff.json', data: REPORT }, { name }]),
        ] as const,
    ),
    ...HOSTILE_ARCHIVES,
  ];

  test('in at least 50 cases', () => expect(cases.length).toBeGreaterThanOrEqual(50));

  test.each(cases)('%s', async (_, archive) => {
    const { code, out, err } = await unpack(archive, '--comment', 'c.md');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^error: `preview\.zip` was rejected: .+\n$/);
    expect(readdirSync(bench.folder)).toEqual(['preview.zip']);
  });

  test('for a changed byte, unless the archive is still valid', () => {
    const archive = craft([
      { name: 'diff.json', data: REPORT },
      { name: 'a.html', data: 'abc'.repeat(50), deflate: true },
    ]);
    for (let at = 0; at < archive.length; at++) {
      const changed = Buffer.from(archive);
      changed[at] = changed[at]! ^ 0x41;
      try {
        for (const one of readZip(changed)) one.bytes();
      } catch (error) {
        expect((error as Error).constructor.name).toBe('ZipError');
      }
    }
  });
});

test.each(['previews', 'previews/pr-7'])('does not follow a link at %s', async (place) => {
  mkdirSync(join(bench.folder, 'elsewhere'));
  mkdirSync(join(bench.folder, 'pages', place, '..'), { recursive: true });
  symlinkSync(join(bench.folder, 'elsewhere'), join(bench.folder, 'pages', place));
  await unpack(craft([{ name: 'diff.json', data: REPORT }]));
  expect(readdirSync(join(bench.folder, 'elsewhere'))).toEqual([]);
});

test('a comment contains no mention, link or markup from the branch, and is bounded', async () => {
  const evil =
    '@everyone `` ` <img src=x onerror=alert(1)> [x](https://evil.example) </details>\n\n# big\n<!-- --> ![](x)';
  const one = {
    kind: 'entry-changed',
    incident: evil,
    scenario: evil,
    variant: evil,
    subject: evil,
    before: evil,
    after: evil,
    cause: 'text',
    size: 0,
  };
  const data = JSON.stringify({
    version: 1,
    summary: evil,
    differences: Array.from({ length: 5000 }, () => one),
  });
  const { code } = await unpack(
    craft([{ name: 'diff.json', data }]),
    '--comment',
    'c.md',
    '--site',
    'https://a.example',
  );
  expect(code).toBe(0);
  const comment = readFileSync(join(bench.folder, 'c.md'), 'utf8');
  expect(comment.length).toBeLessThan(65_000);
  expect(comment).toMatch(/changes in 1 write-up/);
  // Without code spans, only our own text is left.
  const bare = comment.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');
  expect(bare).not.toMatch(/everyone|evil\.example|img|# big|!\[/);
  expect(
    bare.match(/<[^>]+>/g)!.every((tag) => /^<(?:!-- hindcast-preview --|\/?details|\/?summary)>$/.test(tag)),
  ).toBe(true);
});

test.each([
  ['an invalid number', ['--number', '7/../8']],
  ['number 0', ['--number', '0']],
  ['an abbreviated commit', ['--head', '3f1c']],
  ['a javascript: address', ['--site', 'javascript:alert(1)']],
  ['an address with markup', ['--site', 'https://a.example/)<b>']],
])('rejects %s', async (_, more) => {
  const { code } = await unpack(craft([{ name: 'diff.json', data: REPORT }]), ...more);
  expect(code).toBe(2);
  expect(existsSync(join(bench.folder, 'pages'))).toBe(false);
});

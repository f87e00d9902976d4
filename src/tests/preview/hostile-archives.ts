import { crc32, deflateRawSync } from 'node:zlib';

/** One entry in a test archive. Omitted fields get valid values. */
export interface Crafted {
  readonly name: string | Buffer;
  readonly data?: string | Buffer;
  /** Unix mode. */
  readonly mode?: number;
  /** DOS attributes. */
  readonly dos?: number;
  /** Name in the local header, if different. */
  readonly localName?: string;
  readonly size?: number;
  readonly check?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly deflate?: boolean;
  readonly offset?: number;
}

/** Builds an archive from entries whose headers may be wrong. */
export function craft(entries: readonly Crafted[], end: { count?: number; start?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const one of entries) {
    const data = Buffer.from(one.data ?? 'x');
    const packed = one.deflate === true ? deflateRawSync(data) : data;
    const name = Buffer.from(one.name as string);
    const own = Buffer.from(one.localName ?? (one.name as string));
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE((3 << 8) | 20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(one.flags ?? 0x800, 8);
    central.writeUInt16LE(one.method ?? (one.deflate === true ? 8 : 0), 10);
    central.writeUInt32LE(one.check ?? crc32(data), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(one.size ?? data.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE((((one.mode ?? 0o100644) << 16) | (one.dos ?? 0)) >>> 0, 38);
    central.writeUInt32LE(one.offset ?? at, 42);
    index.push(central, name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(own.length, 26);
    parts.push(local, own, packed);
    at += 30 + own.length + packed.length;
  }
  const directory = Buffer.concat(index);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.count ?? entries.length, 8);
  tail.writeUInt16LE(end.count ?? entries.length, 10);
  tail.writeUInt32LE(directory.length, 12);
  tail.writeUInt32LE(end.start ?? at, 16);
  return Buffer.concat([...parts, directory, tail]);
}

export const REPORT = '{"version":1,"summary":"No changes.","differences":[]}';
const VALID: Crafted = { name: 'diff.json', data: REPORT };

/** Names that the preview must reject. */
export const HOSTILE_NAMES: readonly string[] = [
  '../evil.html',
  '../../previews/pr-8/index.html',
  'a/../../evil.html',
  'a/..',
  '..',
  './evil.html',
  'a/./evil.html',
  'a//evil.html',
  '/etc/cron.d/evil.html',
  '//server/share/evil.html',
  '..\\evil.html',
  'a\\..\\..\\evil.html',
  'C:\\evil.html',
  'C:/evil.html',
  'c:evil.html',
  'file.html:stream.html',
  'con.html',
  'a/NUL.html',
  'aux/index.html',
  'com1.html',
  'LPT9.txt',
  'com¹.html',
  '.git/config.json',
  'a/.git/hooks/x.js',
  '.htaccess',
  '.github/workflows/x.json',
  '.well-known/x.json',
  'evil.html\u0000.png',
  'a\nb.html',
  'a\u001b[2J.html',
  'a\u202elmth.exe.html',
  'a\u200b.html',
  'evil.html.',
  'evil.html ',
  'dir /evil.html',
  'dir./evil.html',
  'evil',
  'CNAME',
  '_redirects',
  '_headers',
  'evil.php',
  'evil.sh',
  'evil.exe',
  'evil.html.zip',
  'evil.yml',
  'web.config',
  'evil.HTM',
  'evil?.html',
  'evil*.html',
  'evil|.html',
  'evil".html',
  'expires.json',
  'Expires.JSON',
  `${'a'.repeat(300)}.html`,
  `${'a/'.repeat(40)}x.html`,
  `${'abcdefgh/'.repeat(100)}x.html`,
  '',
];

const ESCAPES = [
  '..',
  '../..',
  'a/../..',
  './..',
  '..\\..',
  'a\\..\\..',
  '/..',
  '//..',
  'C:/..',
  '...../..',
  '%2e%2e/..',
];
const TARGETS = [
  'evil.html',
  'previews/pr-8/index.html',
  'pages-evil/index.html',
  'previews/pr-70/index.html',
  'etc/cron.d/evil.html',
  '.ssh/authorized_keys.html',
  '.github/workflows/evil.json',
];

/** Files outside the preview's folder, siblings with the same prefix, and alternative spellings of both. */
export const HOSTILE_PATHS: readonly string[] = ESCAPES.flatMap((out) =>
  TARGETS.flatMap((target) => [`${out}/${target}`, `incidents/a/${out}/${out}/${target}`]),
);

/** Archives that are hostile or damaged in ways that don't involve file names. */
export const HOSTILE_ARCHIVES: readonly (readonly [string, Buffer])[] = [
  ['a link to a file', craft([VALID, { name: 'a.html', data: '/etc/passwd', mode: 0o120777 }])],
  ['a link to a folder', craft([VALID, { name: 'a/', data: '../..', mode: 0o120777 }])],
  [
    'a link as a folder that a file goes through',
    craft([VALID, { name: 'a', data: '/tmp', mode: 0o120777 }, { name: 'a/x.html' }]),
  ],
  ['a device', craft([VALID, { name: 'a.html', mode: 0o020644 }])],
  ['a pipe', craft([VALID, { name: 'a.html', mode: 0o010644 }])],
  ['a socket', craft([VALID, { name: 'a.html', mode: 0o140644 }])],
  ['a folder that contains data', craft([VALID, { name: 'a/', mode: 0o040755, data: 'x' }])],
  ['a DOS folder with the name of a file', craft([VALID, { name: 'a.html', dos: 0x10, data: '' }])],
  ['a file twice', craft([VALID, { name: 'a.html' }, { name: 'a.html' }])],
  ['a file twice with different case', craft([VALID, { name: 'a.html' }, { name: 'A.html' }])],
  [
    'a file twice in different Unicode forms',
    craft([VALID, { name: '\u00e9.html' }, { name: 'e\u0301.html' }]),
  ],
  ['a file that is also a folder', craft([VALID, { name: 'a.js' }, { name: 'a.js/b.html' }])],
  ['two names for one file', craft([VALID, { name: 'a.html', localName: '../a.html' }])],
  [
    'more bytes than declared',
    craft([VALID, { name: 'a.html', data: 'x'.repeat(1000), size: 10, deflate: true }]),
  ],
  ['fewer bytes than declared', craft([VALID, { name: 'a.html', data: 'x', size: 10 }])],
  ['a zip bomb by its size', craft([VALID, { name: 'a.html', size: 0xfffffffe }])],
  [
    'a zip bomb by its total size',
    craft([VALID, ...Array.from({ length: 20 }, (_, n) => ({ name: `a${n}.html`, size: 60 * 1024 * 1024 }))]),
  ],
  [
    'a zip bomb of zeros',
    craft([VALID, { name: 'a.html', data: Buffer.alloc(70 * 1024 * 1024), deflate: true }]),
  ],
  ['a ZIP64 size', craft([VALID, { name: 'a.html', size: 0xffffffff }])],
  ['too many files', craft(Array.from({ length: 20_001 }, (_, n) => ({ name: `a${n}.html` })))],
  [
    'too many folders',
    craft([
      VALID,
      ...Array.from({ length: 10_001 }, (_, n) => ({ name: `a${n}/`, mode: 0o040755, data: '' })),
    ]),
  ],
  [
    'too many folders that are only in the names of files',
    craft([VALID, ...Array.from({ length: 1001 }, (_, n) => ({ name: `a${n}/b/c/d/e/f/g/h/i/j/x.html` }))]),
  ],
  ['deep folders', craft([VALID, { name: `${'a/'.repeat(13)}x.html` }])],
  ['a wrong checksum', craft([VALID, { name: 'a.html', check: 1 }])],
  ['encryption', craft([VALID, { name: 'a.html', flags: 0x801 }])],
  ['an unsupported compression method', craft([VALID, { name: 'a.html', method: 12 }])],
  ['data that cannot be decompressed', craft([VALID, { name: 'a.html', data: 'no deflate', method: 8 }])],
  ['data outside of the archive', craft([VALID, { name: 'a.html', offset: 0x7fffffff }])],
  ['a name that is not text', craft([VALID, { name: Buffer.from([0xff, 0xfe, 0x2e]) }])],
  ['more entries declared than present', craft([VALID], { count: 5 })],
  ['fewer entries declared than present', craft([VALID, { name: 'a.html' }], { count: 1 })],
  ['a central directory at a wrong offset', craft([VALID], { start: 3 })],
  ['bytes after its end', Buffer.concat([craft([VALID]), Buffer.from('x')])],
  ['a file that is not an archive', Buffer.from('#!/bin/sh\n')],
  ['an empty file', Buffer.alloc(0)],
  ['a truncated archive', craft([VALID]).subarray(0, 40)],
  ['an archive without a comparison', craft([{ name: 'index.html' }])],
  ['a comparison that is not JSON', craft([{ name: 'diff.json', data: '{' }])],
  ['a comparison of another version', craft([{ name: 'diff.json', data: '{"version":2,"differences":[]}' }])],
  [
    'a comparison with unknown kinds',
    craft([{ name: 'diff.json', data: '{"version":1,"differences":[{"kind":"@all"}]}' }]),
  ],
  [
    'a comparison with objects instead of texts',
    craft([
      {
        name: 'diff.json',
        data: '{"version":1,"differences":[{"kind":"prose-changed","incident":"a","cause":"text","size":0,"before":{}}]}',
      },
    ]),
  ],
];

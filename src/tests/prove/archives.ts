import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFileCache, keyOf } from '../../cache/file-cache.ts';
import {
  craft,
  HOSTILE_ARCHIVES,
  HOSTILE_NAMES,
  HOSTILE_PATHS,
  REPORT,
} from '../preview/hostile-archives.ts';
import { createBench } from '../support/command.ts';
import { type Attack, randomNumbers, sampled, type Tally, tally } from './attack.ts';

const UNPACK = [
  'preview-unpack',
  'preview.zip',
  '--to',
  'pages',
  '--number',
  '7',
  '--head',
  '3f1c'.repeat(10),
];

/** Archives that must be rejected as a whole. */
type Named = readonly [name: string, archive: Buffer];

const named = (names: readonly string[]): Named[] =>
  names.map((name) => [
    `the name ${JSON.stringify(name.slice(0, 40))}`,
    craft([{ name: 'diff.json', data: REPORT }, { name }]),
  ]);

/** Unpacks an archive that must be rejected. No file may be written except the archive itself. */
async function acceptanceOf([, archive]: Named): Promise<string | null> {
  const bench = createBench();
  try {
    bench.write('preview.zip', archive);
    const { code, out, err } = await bench.call(UNPACK);
    if (code !== 1 || out !== '') return `exit status ${code}, output ${out}`;
    if (!/^error: `preview\.zip` was rejected: .+\n$/.test(err)) return `the message is ${err}`;
    const left = readdirSync(bench.folder);
    return left.length === 1 ? null : `it wrote ${left.join(', ')}`;
  } finally {
    bench.remove();
  }
}

/** Tries modified cache entries. Each must be a cache miss. */
async function mutatedEntries(count: number): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-prove-'));
  const cache = createFileCache(pathToFileURL(`${folder}/`), () => undefined);
  const random = randomNumbers(20_251_023);
  const below = (most: number): number => Math.floor(random() * most);
  const key = keyOf('entry');
  const payload = JSON.stringify({ result: { runs: [{ end: 1 }] }, text: 'naïve'.repeat(40) });
  const file = join(folder, key);
  const mutate = (whole: Buffer): Buffer => {
    const at = below(whole.length);
    const kind = below(5);
    if (kind === 0) return whole.subarray(0, at);
    if (kind === 1)
      return Buffer.concat([whole.subarray(0, at), Buffer.from([below(256)]), whole.subarray(at)]);
    if (kind === 2) return Buffer.concat([whole, whole.subarray(at)]);
    const changed = Buffer.from(whole);
    if (kind === 3) changed[at] = changed[at]! ^ (1 << below(8));
    else changed.fill(below(256), at, Math.min(whole.length, at + 1 + below(64)));
    return changed;
  };
  try {
    cache.write(key, payload);
    const whole = readFileSync(file);
    return await tally(
      Array.from({ length: count }, (_, i) => i),
      (i) => `mutation ${i}`,
      () => {
        const changed = mutate(whole);
        writeFileSync(file, changed);
        const read = cache.read(key);
        return read === null || changed.equals(whole) ? null : `it was read as ${read.slice(0, 80)}`;
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Attacks through files from other people. */
export const ARCHIVE_ATTACKS: readonly Attack[] = [
  {
    name: 'Hostile archives',
    means: '`preview-unpack` accepts an archive, or writes anything',
    least: 90,
    run: (size) =>
      tally(sampled(size, [...HOSTILE_ARCHIVES, ...named(HOSTILE_NAMES)], 9), ([name]) => name, acceptanceOf),
  },
  {
    name: 'Paths that point outside',
    means: '`preview-unpack` writes outside its folder',
    least: 150,
    run: (size) => tally(sampled(size, named(HOSTILE_PATHS), 19), ([name]) => name, acceptanceOf),
  },
  {
    name: 'Mutated cache entries',
    means: 'a changed entry is used',
    least: 1_000,
    run: (size) => mutatedEntries(size === 'full' ? 1_000 : 200),
  },
];

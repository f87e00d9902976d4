import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFileCache, keyOf } from '../../cache/file-cache.ts';
import { writeZip } from '../../cli/input/zip.ts';
import { WRITE_UP } from '../compare/write-up.ts';
import { REPORT } from '../preview/hostile-archives.ts';
import { type Bench, createBench, type Outcome } from '../support/command.ts';
import { type Attack, type Tally, tally } from './attack.ts';
import { FAULTS, type Fault, Killed, operationsOf, withFault } from './io-faults.ts';

/** A command or function that writes files: how to prepare its folder, what to run, and what must be true afterward. */
interface Writer {
  readonly name: string;
  prepare(bench: Bench): void;
  run(bench: Bench): Promise<Outcome | null> | Outcome | null;
  /** What's wrong with the folder, or null if nothing is. `done` is true if the writer reported success. */
  fault(bench: Bench, done: boolean): string | null;
}

const command = (bench: Bench, ...argv: string[]): Promise<Outcome> => bench.call(argv);
const textOf = (bench: Bench, file: string): string | null => {
  const place = join(bench.folder, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : null;
};

const KEY = keyOf('prove');
const PAYLOAD = JSON.stringify({ text: 'x'.repeat(5_000) });
const cacheOf = (bench: Bench) => createFileCache(pathToFileURL(`${bench.folder}/cache/`), () => undefined);

const PREVIEW = (word: string) =>
  writeZip(
    new Map([
      ['diff.json', Buffer.from(REPORT)],
      ['index.html', Buffer.from(word.repeat(999))],
      ...Array.from(
        { length: 40 },
        (_, i) => [`incidents/${i}/index.html`, Buffer.from(word.repeat(99))] as const,
      ),
    ]),
  );
const HEAD = '3f1c'.repeat(10);
const UNPACK = ['preview-unpack', 'preview.zip', '--to', 'pages', '--number', '7', '--head', HEAD];

const TRAP = WRITE_UP.replace('fill_time: 18m', 'fill_time: 18m, flag: no');

/** All of our writers that run in this process. Builds are tested separately. */
const WRITERS: readonly Writer[] = [
  {
    name: 'the cache',
    prepare: () => undefined,
    run(bench) {
      cacheOf(bench).write(KEY, PAYLOAD);
      const read = cacheOf(bench).read(KEY);
      if (read !== null && read !== PAYLOAD) throw new Error('a partial entry was read');
      return null;
    },
    fault(bench) {
      const read = cacheOf(bench).read(KEY);
      if (read !== null && read !== PAYLOAD) return 'a partial entry was read';
      cacheOf(bench).write(KEY, PAYLOAD);
      return cacheOf(bench).read(KEY) === PAYLOAD ? null : 'the cache can’t be used anymore';
    },
  },
  {
    name: '`preview-unpack`',
    prepare(bench) {
      bench.write('preview.zip', PREVIEW('old'));
    },
    async run(bench) {
      const first = await command(bench, ...UNPACK, '--comment', 'comment.md');
      if (first.code !== 0) return first;
      writeFileSync(join(bench.folder, 'preview.zip'), PREVIEW('new'));
      return command(bench, ...UNPACK, '--comment', 'comment.md');
    },
    fault(bench, done) {
      const folder = 'pages/previews/pr-7';
      const comment = textOf(bench, 'comment.md');
      if (comment !== null && !comment.endsWith('.\n')) return 'the comment is partial';
      if (!existsSync(join(bench.folder, folder))) return done ? 'there is no preview' : null;
      const word = textOf(bench, `${folder}/index.html`)?.slice(0, 3);
      if (done && word !== 'new') return 'the preview is old';
      const files = Array.from({ length: 40 }, (_, i) =>
        textOf(bench, `${folder}/incidents/${i}/index.html`),
      );
      const whole = files.every((text) => text === word?.repeat(99));
      return whole && textOf(bench, `${folder}/expires.json`)?.includes(HEAD)
        ? null
        : 'the preview is partial';
    },
  },
  {
    name: '`preview-prune`',
    prepare(bench) {
      for (let i = 0; i < 30; i++) {
        bench.write(
          `pages/previews/pr-${i}/expires.json`,
          `{ "until": "20${i % 2 === 0 ? '20' : '99'}-01-01" }`,
        );
      }
    },
    run: (bench) => command(bench, 'preview-prune', 'pages'),
    fault(bench, done) {
      const names = readdirSync(join(bench.folder, 'pages/previews'));
      const kept = names.filter((name) => Number(name.slice(3)) % 2 === 1);
      // A preview with an unreadable date counts as expired, like one without a date.
      if (kept.length < 14) return `${kept.length} of 15 previews are left`;
      return done && names.length > kept.length + 1 ? 'expired previews are left' : null;
    },
  },
  {
    name: '`init`',
    prepare: () => undefined,
    run: (bench) => command(bench, 'init', 'site', '--yes', '--no-install', '--ci', 'github'),
    fault: (bench, done) => wholeSite(bench, done),
  },
  {
    name: '`new`',
    prepare: () => undefined,
    run: (bench) => command(bench, 'new', 'A title', '--dir', 'content', '--date', '2026-03-02'),
    fault(bench, done) {
      const text = textOf(bench, 'content/a-title.md');
      if (text === null) return done ? 'there is no file' : null;
      return done || text.endsWith('\n') ? null : 'the file is partial';
    },
  },
  {
    name: '`check --fix`',
    prepare: (bench) => bench.write('cold.md', TRAP),
    run: (bench) => command(bench, 'check', '--fix', 'cold.md'),
    fault(bench) {
      const text = textOf(bench, 'cold.md') ?? '';
      return text.split('\n').length === TRAP.split('\n').length && text.endsWith(TRAP.slice(-40))
        ? null
        : 'the write-up is damaged';
    },
  },
  {
    name: '`diff --html`',
    prepare(bench) {
      for (const [folder, text] of [
        ['a', WRITE_UP],
        ['b', WRITE_UP.replace('18m', '19m')],
      ] as const) {
        bench.write(`${folder}/cold.md`, text);
      }
    },
    run: (bench) => command(bench, 'diff', 'a', 'b', '--html', 'diff.html'),
    fault(bench, done) {
      const text = textOf(bench, 'diff.html');
      if (text === null) return done ? 'there is no page' : null;
      return text.trimEnd().endsWith('</html>') ? null : 'the page is partial';
    },
  },
];

/**
 * Checks that a new site has all of its files or none. A failed `init` must not leave files that prevent another
 * attempt.
 */
function wholeSite(bench: Bench, done: boolean): string | null {
  const folder = join(bench.folder, 'site');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(join(folder, name)).isFile(),
      )
    : [];
  if (done) return files.includes('package.json') && files.length > 8 ? null : 'files are missing';
  return files.length === 0 ? null : `${files.length} files are left`;
}

const MOST_OPERATIONS = 200;

/** A writer, the operation that fails, and how it fails. */
interface Case {
  readonly writer: Writer;
  readonly fault: Fault;
  readonly operation: number;
}

async function casesOf(writer: Writer, step: number): Promise<Case[]> {
  const bench = createBench();
  try {
    // The first run also loads modules, which involves reading files.
    writer.prepare(bench);
    await writer.run(bench);
  } finally {
    bench.remove();
  }
  const fresh = createBench();
  try {
    writer.prepare(fresh);
    const all = Math.min(MOST_OPERATIONS, await operationsOf(fresh.folder, () => writer.run(fresh)));
    const numbers = Array.from({ length: all }, (_, i) => i + 1).filter((i) => i % step === 1 % step);
    return FAULTS.flatMap((fault) => numbers.map((operation) => ({ writer, fault, operation })));
  } finally {
    fresh.remove();
  }
}

async function damageOf({ writer, fault, operation }: Case): Promise<string | null> {
  const bench = createBench();
  try {
    writer.prepare(bench);
    let outcome: Outcome | null = null;
    const { error, killed } = await withFault(bench.folder, operation, fault, async () => {
      outcome = await writer.run(bench);
    });
    if (error !== null && !(error instanceof Killed)) return `it threw ${String(error)}`;
    const ended = outcome as Outcome | null;
    const done = !killed && error === null && (ended === null || ended.code === 0);
    if (ended !== null && ended.code !== 0 && ended.err + ended.out === '')
      return 'it failed without a message';
    // After a kill, a new site may have only some of its files, but each must be complete.
    if (killed && writer.name === '`init`') return null;
    return writer.fault(bench, done);
  } finally {
    bench.remove();
  }
}

async function faults(step: number): Promise<Tally> {
  const cases: Case[] = [];
  for (const writer of WRITERS) cases.push(...(await casesOf(writer, step)));
  return tally(
    cases,
    ({ writer, fault, operation }) => `${writer.name}, operation ${operation}, ${fault}`,
    damageOf,
  );
}

/** Attacks through a failing disk. */
export const WRITER_ATTACKS: readonly Attack[] = [
  {
    name: 'I/O faults in writers',
    means: 'a file is partial, an author’s file is damaged, or the failure isn’t reported',
    least: 500,
    run: (size) => faults(size === 'full' ? 1 : 50),
  },
];

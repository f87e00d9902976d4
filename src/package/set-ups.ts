import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JobFailure } from '../astro/results/job-failure.ts';
import { main } from '../cli/main.ts';
import type { CheckReport } from '../cli/output/reports.ts';
import type { Io } from '../cli/terminal/io.ts';
import { readConfig } from '../config/read-config.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate, observedOrders } from '../hindcast.ts';
import { crash } from '../markdown/compile-page.ts';
import { createPageCompiler } from '../tests/support/page.ts';

/*
 * Setups are test cases for mistakes outside a single text: across a whole site, in its configuration, or in a file's
 * encoding. Each is a text file with comments, settings (`call: check --edition public`), files below `==== name`
 * lines, and the expected diagnostics after `---- findings`. Most are run with `hindcast check`, `hindcast import`,
 * `hindcast calibrate` or `hindcast drill` in a folder with these files.
 */

const FOLDER = new URL('../tests/set-ups/', import.meta.url);
const INTEGRATION = fileURLToPath(new URL('../astro/hindcast.ts', import.meta.url));

export interface SetUp {
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, SetUpFile>;
  /** The expected diagnostics, as `code file:line:column severity message`. */
  readonly expected: readonly string[];
}

interface SetUpFile {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  /** True if the file is a symbolic link to the path in `text`. */
  readonly isLink: boolean;
}

/** Diagnostics and the text that they refer to. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  textOf(file: string): string;
}

/** All setups, sorted by name. */
export function readSetUps(): SetUp[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  return names.sort().map((name) => parseSetUp(name, readFileSync(new URL(name, FOLDER), 'utf8')));
}

/** Runs a setup and returns its diagnostics. */
export async function runSetUp({ settings, files }: SetUp): Promise<Found> {
  const textOf = (file: string): string => files.get(file)?.text ?? '';
  const options = files.get('options');
  if (options !== undefined) {
    const { diagnostics, text } = readConfig(JSON.parse(options.text));
    return { diagnostics, textOf: () => text };
  }
  const [[file, { text }] = ['', { text: '' }]] = files;
  const limits = settings.get('limits');
  if (limits !== undefined) {
    return { ...evaluate(fileSource(file, text), { limits: JSON.parse(limits) }), textOf };
  }
  if (settings.get('search') === 'observed') {
    const watch = { began: () => undefined, ended: () => undefined };
    return { diagnostics: observedOrders(fileSource(file, text), { watch }).diagnostics, textOf };
  }
  const end = settings.get('ends');
  if (end !== undefined) {
    const { diagnostic } = new JobFailure(JSON.parse(end));
    return { diagnostics: [{ ...diagnostic, span: fileSource(file, text).spanAt(0, 0) }], textOf };
  }
  if (settings.get('drawing') === 'fails') {
    const compile = await createPageCompiler();
    const draw = async () => {
      throw new Error('the drawing has no size');
    };
    const failed = await compile(file, text, { draw }).catch((error: unknown) => error);
    return { diagnostics: [crash(file, text, failed)], textOf };
  }
  if (settings.get('drawing') === 'refused') {
    const compile = await createPageCompiler();
    const draw = async () => ({ ok: false as const, line: null, message: 'Parse error on line 3' });
    return { ...(await compile(file, text, { draw })), textOf };
  }
  return { diagnostics: await checkIn(files, settings.get('call') ?? 'check'), textOf };
}

function parseSetUp(name: string, whole: string): SetUp {
  const [text = '', findings] = whole.split('---- findings\n');
  if (findings === undefined) throw new Error(`\`${name}\` has no line \`---- findings\``);
  const [head = '', ...sections] = text.split(/^==== /m);
  const settings = [...head.matchAll(/^([a-z]+): (.+)$/gm)].map(([, key, value]) => [key!, value!] as const);
  const files = sections.map((section) => {
    const end = section.indexOf('\n');
    return fileOf(section.slice(0, end), section.slice(end + 1));
  });
  const expected = findings.split('\n').filter((line) => line !== '');
  return { name, settings: new Map(settings), files: new Map(files), expected };
}

/**
 * A heading may say how often the file's last line is repeated, that the file is Latin-1 instead of UTF-8, or that it's
 * a link.
 */
function fileOf(heading: string, text: string): [string, SetUpFile] {
  const times = / \(its last line (\d+) times\)$/.exec(heading);
  const latin = heading.endsWith(' (in Latin-1)');
  const isLink = heading.endsWith(' (a link)');
  const name = heading.replace(/ \([^)]+\)$/, '');
  const last = text.lastIndexOf('\n', text.length - 2) + 1;
  const whole = times === null ? text : text.slice(0, last) + text.slice(last).repeat(Number(times[1]));
  return [name, { text: whole, encoding: latin ? 'latin1' : 'utf8', isLink }];
}

async function checkIn(files: SetUp['files'], call: string): Promise<readonly Diagnostic[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-set-up-'));
  let printed = '';
  const io: Io = {
    stdout: { write: (text) => (printed += text) },
    stderr: { write: () => undefined },
    stdin: { async *[Symbol.asyncIterator]() {} },
    cwd: folder,
    env: {},
    threads: !call.startsWith('calibrate '),
  };
  try {
    for (const [name, { text, encoding, isLink }] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      if (isLink) {
        symlinkSync(text.trim(), join(folder, name));
        continue;
      }
      writeFileSync(
        join(folder, name),
        text.replace("'hindcast'", () => JSON.stringify(INTEGRATION)),
        encoding,
      );
    }
    const format = /^(?:import|calibrate|drill) /.test(call) ? ['--json'] : ['--format', 'json'];
    await main([...call.split(' '), ...format], io);
    const report: CheckReport = JSON.parse(printed);
    return report.diagnostics;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

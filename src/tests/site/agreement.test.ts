import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckReport } from '../../cli/output/reports.ts';
import { BROKEN_FILES, BROKEN_PAGES, FILES, SOUND_PAGES } from '../support/broken-pages.ts';
import { createBench } from '../support/command.ts';
import { type Ended, type ScratchSite, scratchSite } from './support/scratch-site.ts';

/*
 * Compares a check and a build of the same site. A build reports the errors in all pages together, so one build is
 * enough.
 */

let site: ScratchSite;
let built: Ended;
let checked: { code: number; report: CheckReport };

/** A symbolic link to a file outside the site. */
const LINK = 'public/passwd.txt';

/** Every broken file, with its error code and its text. */
const BROKEN = [
  ...Object.entries(BROKEN_PAGES).map(([name, broken]) => [`content/incidents/${name}.md`, broken] as const),
  ...Object.entries(BROKEN_FILES),
];

/** The errors in each file, as `line:column code`. */
type Errors = Map<string, string[]>;

beforeAll(async () => {
  site = await scratchSite();
  for (const [path, text] of Object.entries(FILES)) await site.write(path, text);
  for (const [name, text] of Object.entries(SOUND_PAGES)) {
    await site.write(`content/incidents/${name}.md`, text);
  }
  for (const [file, [, text]] of BROKEN) await site.write(file, text);
  await symlink('/etc/passwd', join(site.folder, LINK));
  built = await site.build();
  const bench = createBench();
  const { code, out } = await bench.callIn(site.folder, ['check', '--format', 'json'], { threads: true });
  bench.remove();
  checked = { code, report: JSON.parse(out) };
});

afterAll(() => site?.dispose());

function errorsOf(found: Iterable<readonly [file: string, place: string]>): Errors {
  const errors: Errors = new Map();
  for (const [file, place] of found) errors.set(file, [...(errors.get(file) ?? []), place].sort());
  return errors;
}

const builtErrors = (): Errors =>
  errorsOf(
    [...built.output.matchAll(/^(\S+?):(\d+:\d+) error ([a-z]+\/[a-z-]+): /gm)].map(
      ([, file, at, code]) => [file!, `${at} ${code}`] as const,
    ),
  );

const checkedErrors = (): Errors =>
  errorsOf(
    checked.report.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ span: { file, start }, code }) => [file, `${start.line}:${start.column} ${code}`] as const),
  );

describe('a check and a build', () => {
  test('reject a site with broken pages', () => {
    expect(built.code).not.toBe(0);
    expect(checked.code).toBe(1);
    expect(Object.keys(BROKEN_PAGES).length).toBeGreaterThanOrEqual(60);
  });

  test.each([...BROKEN.map(([file, [code]]) => [file, code] as const), [LINK, 'site/public-link'] as const])(
    'agree on %s: %s',
    (file, code) => {
      const found = builtErrors().get(file);
      expect(found, 'the build has no error').toBeDefined();
      expect(checkedErrors().get(file)).toEqual(found);
      const codes = found!.map((error) => error.split(' ')[1]);
      expect(new Set(codes)).toEqual(new Set([code]));
    },
  );

  test('find no other errors', () => {
    expect([...checkedErrors().keys()].sort()).toEqual([...builtErrors().keys()].sort());
    for (const name of Object.keys(SOUND_PAGES)) {
      expect(checkedErrors().get(`content/incidents/${name}.md`)).toBeUndefined();
    }
  });
});

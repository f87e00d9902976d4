import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { checkText } from '../../hindcast.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { readIncident } from '../../incident/read-incident.ts';
import { readTimeline } from '../../incident/timeline.ts';
import { drawsOf } from '../support/draws.ts';
import { importIn, inFolder, sample } from './importing.ts';
import { drawFrom, mutate, sampleNames } from './mutate.ts';

/** 300 files in the unit tier, 2,000 in the full tier. Set `SEED` to use different files. */
const FILES = drawsOf(2000, 300);
const SEED = Number(process.env['SEED'] ?? 1);

/** True for a sample that becomes a scenario. */
const isTraces = (name: string): boolean => /traces\.jsonl?$/.test(name);

/** Errors in a written page, found by the parsers that `hindcast check` uses. */
function errorsIn(page: string): string[] {
  const { frontMatter } = splitPage('page.md', page);
  const front = readIncident(frontMatter!);
  const block = /^```timeline\n([\s\S]*?)^```$/m.exec(page)?.[1];
  const timeline = block === undefined ? [] : readTimeline(fileSource('page.md', block)).diagnostics;
  return [...front.diagnostics, ...timeline].flatMap(({ severity, message }) =>
    severity === 'error' ? [message] : [],
  );
}

test(`${FILES} mutated files give a clear error or a page without errors`, async () => {
  const names = sampleNames();
  const ends = { imported: 0, refused: 0 };
  await inFolder(async (bench) => {
    for (let i = 0; i < FILES; i++) {
      const seed = SEED * 100_000 + i;
      const draw = drawFrom(seed);
      const name = names[draw(names.length)]!;
      const { what, bytes } = mutate(readFileSync(sample(name)), draw);
      const file = `mutated.${name.split('.').at(-1)}`;
      bench.write(file, bytes);
      const also = name.startsWith('statuspage') ? [] : [sample('statuspage/incidents.v2.json')];
      const zone = draw(2) === 0 ? ['--zone', 'Europe/Berlin'] : [];
      const where = `${name}, ${what}, seed ${seed}`;
      const args = isTraces(name)
        ? [file, '--scaffold', '--new', `m${i}`]
        : [file, ...also, '--new', `m${i}`, '--severity', 'SEV2', ...zone];
      const { code, report, text } = await importIn(bench, args).catch((error: unknown) => {
        throw new Error(`${where}: ${error instanceof Error ? error.stack : error}`);
      });
      const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
      if (code === 1) {
        ends.refused++;
        expect(errors.length, where).toBeGreaterThan(0);
        for (const { code: id, message } of errors) {
          expect(id, where).toMatch(/^import\//);
          expect(message, where).toMatch(/^[^\n]{5,400}$/);
          expect(message, where).not.toMatch(/undefined|\[object|NaN/);
        }
        expect(report.written, where).toEqual([]);
      } else {
        ends.imported++;
        expect(code, where).toBe(0);
        if (report.written.some((one) => one.file.endsWith('.md')))
          expect(errorsIn(text(`m${i}.md`)), where).toEqual([]);
        if (isTraces(name)) expect(checkText(fileSource('m.yaml', text(`m${i}.yaml`))), where).toEqual([]);
      }
    }
  });
  // Both outcomes must be common, so the test can't pass if everything is refused.
  expect(ends.imported).toBeGreaterThan(FILES / 10);
  expect(ends.refused).toBeGreaterThan(FILES / 10);
}, 1_200_000);

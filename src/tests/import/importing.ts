import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportReport } from '../../cli/output/reports.ts';
import { Collector } from '../../import/collect.ts';
import { decode } from '../../import/reading/decode.ts';
import { readJson } from '../../import/reading/json.ts';
import type { ImportedRecord } from '../../import/record/record.ts';
import type { ReadOptions } from '../../import/record/source.ts';
import { type Bench, createBench } from '../support/command.ts';

export const SAMPLES = fileURLToPath(new URL('samples/', import.meta.url));

/** The default options. */
const READING: ReadOptions = {
  zone: null,
  dateOrder: null,
  names: false,
  incident: null,
  channel: null,
  workspace: null,
  marks: ['pushpin'],
};

/** Everything that the sources read from JSON samples. */
export async function recordOf(...names: readonly string[]): Promise<ImportedRecord> {
  const collector = new Collector();
  for (const name of names) collector.addJson(readJson(decode(name, readFileSync(join(SAMPLES, name)))));
  const { records, errors } = await collector.records(READING);
  if (errors.length > 0 || records.length !== 1)
    throw new Error(JSON.stringify({ errors, count: records.length }));
  return records[0]!;
}

/** An import's output and the files it wrote. */
export interface Imported {
  readonly code: number;
  readonly report: ImportReport;
  /** The text of a written file whose name contains `part`. */
  text(part: string): string;
}

/** Runs `hindcast import` in a folder, on samples and on files in the folder. */
export async function importIn(bench: Bench, args: readonly string[]): Promise<Imported> {
  const { code, out, err } = await bench.call(['import', ...args, '--json']);
  if (out === '') throw new Error(`exit status ${code}: ${err}`);
  const report: ImportReport = JSON.parse(out);
  return {
    code,
    report,
    text(part) {
      const file = report.written.find((one) => one.file.includes(part))?.file;
      if (file === undefined) throw new Error(`no ${part} in ${JSON.stringify(report)}`);
      return readFileSync(join(bench.folder, file), 'utf8');
    },
  };
}

/** Runs a test in a temporary folder. */
export async function inFolder<T>(run: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = createBench();
  try {
    return await run(bench);
  } finally {
    bench.remove();
  }
}

/** A sample's path. */
export function sample(name: string): string {
  return join(SAMPLES, name);
}

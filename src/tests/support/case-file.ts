import { readdirSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/** A case: a scenario, and behind a line `---- heading` the lines that are expected of it. */
export interface CaseFile {
  readonly name: string;
  readonly path: URL;
  readonly text: string;
  readonly expected: readonly string[];
}

const CASES = new URL('../cases/', import.meta.url);

/** All cases of a folder below `src/tests/cases`, in the order of their numbers. */
export function readCases(folder: string, heading: string): CaseFile[] {
  const place = new URL(folder, CASES);
  const names = readdirSync(place).filter((name) => name.endsWith('.txt'));
  return names.sort().map((name) => readCase(name, new URL(name, place), heading));
}

function readCase(name: string, path: URL, heading: string): CaseFile {
  const whole = readFileSync(path, 'utf8');
  const mark = `---- ${heading}\n`;
  const at = whole.lastIndexOf(mark);
  if (at < 0) throw new Error(`${name} has no line "${mark.trim()}"`);
  const expected = whole
    .slice(at + mark.length)
    .split('\n')
    .filter((line) => line !== '');
  return { name, path, text: whole.slice(0, at), expected };
}

/** One finding on one line. */
export function findingLine({ code, span, severity, message }: Diagnostic): string {
  return `${code} ${span.start.line}:${span.start.column} ${severity} ${message}`;
}

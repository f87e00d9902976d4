import { readdirSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/** A scenario, followed by a line `---- heading` and the expected lines of output. */
export interface CaseFile {
  readonly name: string;
  readonly path: URL;
  readonly text: string;
  readonly expected: readonly string[];
}

const CASES = new URL('../cases/', import.meta.url);

/** All cases in a folder inside `src/tests/cases`, sorted by name. */
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

/** Formats a diagnostic as one line. */
export function findingLine({ code, span, severity, message }: Diagnostic): string {
  return `${code} ${span.start.line}:${span.start.column} ${severity} ${message}`;
}

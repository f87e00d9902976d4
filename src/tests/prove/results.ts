import { readFileSync, writeFileSync } from 'node:fs';
import { ATTACKS } from './attacks.ts';
import { guideText } from './guide.ts';
import type { Row } from './table.ts';

const RESULTS = new URL('results.json', import.meta.url);
export const GUIDE = new URL('../../../content/guides/how-we-know.md', import.meta.url);

/** The results of the last full run of each attack. */
export function readResults(): Row[] {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Row[];
}

/** Writes results and the guide, in the order of the attacks. Attacks that no longer exist are dropped. */
export function writeResults(rows: readonly Row[]): void {
  const known = ATTACKS.flatMap(({ name }) => rows.find(({ attack }) => attack === name) ?? []);
  writeFileSync(RESULTS, `${JSON.stringify(known, null, 2)}\n`);
  writeFileSync(GUIDE, guideText(known));
}

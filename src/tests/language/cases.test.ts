import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../diagnostic/frame.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { findingLine, readCases } from '../support/case-file.ts';

const cases = readCases('./', 'findings');
const update = process.env['UPDATE_CASES'] === '1';

/**
 * Mistakes by number: 1xx YAML, 2xx keys and values, 3xx expressions, 4xx meaning, 5xx runs, 6xx claims.
 * `UPDATE_CASES=1` writes the diagnostics into the files. Afterward, read each changed line as if you had made the
 * mistake.
 */
describe('the diagnostics of bad scenarios', () => {
  test.each(cases)('are as expected in $name', ({ name, path, text, expected }) => {
    const { result, diagnostics } = evaluate(fileSource(name, text));
    const found = diagnostics.map(findingLine);
    if (update) writeFileSync(path, `${text}---- findings\n${found.join('\n')}\n`);
    else expect(found).toEqual(expected);
    expect(found).not.toEqual([]);
    // These errors don't prevent a result.
    const harmless = [
      'expect/undecided',
      'expect/unmet',
      'fit/outside',
      'run/not-steady',
      'scenario/unknown-view',
    ];
    const stopped = diagnostics.some((one) => one.severity === 'error' && !harmless.includes(one.code));
    expect(result === null).toBe(stopped);
    for (const one of diagnostics) {
      const { line, column } = one.span.start;
      const shown = formatDiagnostic(one, () => text);
      expect(shown.split('\n')[0]).toBe(
        `${name}:${line}:${column} ${one.severity} ${one.code}: ${one.message}`,
      );
      expect(shown).toMatch(/^> +\d+ \|/m);
      expect(shown).not.toMatch(/^\s+at /m);
      expect(shown).not.toMatch(/undefined|\[object|NaN|null is not|hint: *$/m);
    }
  });

  test('are grouped by number', () => {
    const groups = new Map<string, number>();
    for (const { name } of cases) groups.set(name[0]!, (groups.get(name[0]!) ?? 0) + 1);
    expect([...groups.keys()]).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(cases.length).toBeGreaterThanOrEqual(50);
    expect(new Set(cases.map(({ name }) => name.slice(0, 3))).size).toBe(cases.length);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../diagnostic/frame.ts';
import { createPageCompiler } from '../support/page.ts';

const folder = new URL('../../markdown/cases/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.md'));

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler(['other-incident']);
});

/** Each case ends with a comment that lists the code and position of each diagnostic. */
describe('cases', () => {
  test.each(names)('%s', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const listed = /<!-- expect\n([\s\S]*?)\n-->\n$/.exec(text)?.[1];
    const expected = listed === '' ? [] : listed?.split('\n');
    const { page, diagnostics } = await compile(name, text);
    const found = diagnostics.map(({ severity, code, span }) => {
      const place = `${code} ${span.start.line}:${span.start.column}`;
      return severity === 'warning' ? `warning ${place}` : place;
    });
    expect(found).toEqual(expected);
    const broken = diagnostics.some((one) => one.severity === 'error');
    expect(page === null).toBe(broken);
    for (const one of diagnostics) {
      expect(one.span.file).toBe(name);
      const shown = formatDiagnostic(one, () => text);
      expect(shown).toContain(`${name}:${one.span.start.line}:`);
      expect(shown).not.toMatch(/^\s*at .*(?:\.ts|\.js|node:)/m);
      expect(shown).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  test('are all found', () => {
    expect(names.length).toBeGreaterThanOrEqual(35);
  });
});

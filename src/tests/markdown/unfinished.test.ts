import { beforeAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { LastResult } from '../../markdown/page.ts';
import { changeSince, staleScenario } from '../../markdown/unfinished.ts';
import { createPageCompiler, LEASE, writeUp } from '../support/page.ts';

const { result } = evaluate(fileSource('a.md', LEASE));
const last: LastResult = { result: result!, text: LEASE, record: [] };
const entry = (id: string, at: string) => ({ id, at, text: id, source: null });

describe('the change since the last result', () => {
  test.each([
    ['a line', LEASE.replace('10m', '12m'), { kind: 'line', line: 7 }],
    [
      'an added line',
      `${LEASE}\nsummary: new`,
      { kind: 'line', line: 10, before: '', after: 'summary: new' },
    ],
    ['two lines', LEASE.replace('1h', '2h').replace('10m', '12m'), { kind: 'lines', first: 2, count: 2 }],
    ['added lines', `a: 1\nb: 2\n${LEASE}`, { kind: 'lines', first: 1, count: null }],
    ['the engine', LEASE, { kind: 'engine' }],
  ])('is %s', (_what, text, change) => {
    expect(changeSince(last, text, [])).toMatchObject(change);
  });

  test('is a timeline entry only if the scenario refers to it', () => {
    const record = [entry('lost', '2025-10-20T06:10:00Z')];
    expect(changeSince(last, LEASE, record)).toEqual({ kind: 'record' });
    expect(changeSince(last, LEASE, [entry('other', '2025-10-20T06:10:00Z')])).toEqual({ kind: 'engine' });
  });

  test('is quoted as text, not as markup', () => {
    const change = changeSince(last, LEASE.replace('10m', '<b>12m</b>'), []);
    const markup = staleScenario('<p>figures</p>', change);
    expect(markup).toContain('&lt;b&gt;12m');
    expect(markup).toContain('<p>figures</p>');
  });
});

describe('a page whose scenario is still being simulated', () => {
  let compile: Awaited<ReturnType<typeof createPageCompiler>>;
  const body = (cite: string, show = '') =>
    writeUp(`\`\`\`scenario\n${LEASE}\n\`\`\`\n\nLost at \`sim: ${cite}\`.${show}`).replace(
      'severity:',
      'actions:\n  - { id: a, title: Fix it, verified_by: lease#patched }\nseverity:',
    );
  const view = '\n\n```show\nscenario: lease\nview: fit\nvariant: patched\n```\n';

  beforeAll(async () => {
    compile = await createPageCompiler();
  });

  test('shows the last result, marked, and reports nothing that it lacks', async () => {
    const unfinished = { evaluate: () => ({ unfinished: true, last }) as const };
    const { page, diagnostics } = await compile('a.md', body('lease.marks.lost.at', view), unfinished);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(page?.data.unfinished).toEqual([{ id: 'lease', stale: true, quick: false }]);
    expect(page?.data.scenarios).toHaveLength(1);
    expect(page?.body.html).toContain('This result is from before the last change to the engine.');
    expect(page?.body.html).toContain('<span class="hc-stale-cite"');
    expect(page?.body.html).toContain('10 min');
    const other = await compile('a.md', body('lease.marks.gained.at'), unfinished);
    expect(other.page?.body.html).toContain('lease.marks.gained.at: being simulated');
  });

  test('shows a single run of the current text, and says that more are to come', async () => {
    const unfinished = { evaluate: () => ({ unfinished: true, last: null, quick: last.result }) as const };
    const { page } = await compile('a.md', body('lease.marks.lost.at', view), unfinished);
    expect(page?.data.unfinished).toEqual([{ id: 'lease', stale: false, quick: true }]);
    expect(page?.body.html).toContain('The other runs of this scenario are still being simulated.');
    expect(page?.body.html).not.toContain('hc-stale-cite');
    const other = await compile('a.md', body('lease.sweep.runs'), unfinished);
    expect(other.page?.body.html).toContain('lease.sweep.runs: being simulated');
  });

  test('shows placeholders if there is no last result', async () => {
    const { page } = await compile('a.md', body('lease.marks.lost.at', view), {
      evaluate: () => ({ unfinished: true, last: null }),
    });
    expect(page?.data.unfinished).toEqual([{ id: 'lease', stale: false, quick: false }]);
    expect(page?.data.scenarios).toEqual([]);
    expect(page?.body.html.match(/class="hc-stale hc-awaited"/g)).toHaveLength(2);
    expect(page?.body.html).toContain('(being simulated)');
  });

  test('has no marks once the simulation ended', async () => {
    const { page } = await compile('a.md', writeUp(`\`\`\`scenario\n${LEASE}\n\`\`\``));
    expect(page?.data).not.toHaveProperty('unfinished');
    expect(page?.body.html).not.toMatch(/hc-stale|hc-unfinished/);
  });
});

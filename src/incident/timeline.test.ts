import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { inOrder, readTimeline } from './timeline.ts';

const read = (yaml: string, taken?: ReadonlySet<string>) => readTimeline(fileSource('a.md', yaml), { taken });

describe('readTimeline', () => {
  test('reads evidence given as a URL, a text or both', () => {
    const { entries, diagnostics } = read(
      [
        '- { id: a, at: 2025-10-20T06:48:00Z, kind: impact, text: A, evidence: https://example.com/log }',
        '- { id: b, at: 2025-10-20T06:49:00Z, kind: response, text: B, evidence: a phone call, basis: estimated }',
        '- { id: c, at: 2025-10-20T06:50:00Z, kind: recovery, text: C, within: 1m30s, evidence: { url: https://example.com, title: A log } }',
      ].join('\n'),
    );
    expect(diagnostics).toEqual([]);
    expect(entries.map((entry) => entry.evidence)).toEqual([
      { url: 'https://example.com/log', title: null },
      { url: null, title: 'a phone call' },
      { url: 'https://example.com', title: 'A log' },
    ]);
    expect(entries.map((entry) => [entry.basis, entry.within])).toEqual([
      ['observed', null],
      ['estimated', null],
      ['observed', 90_000_000],
    ]);
    expect(entries[0]?.epoch).toBe(Date.UTC(2025, 9, 20, 6, 48) * 1000);
  });

  test('warns about an entry without evidence', () => {
    const { entries, diagnostics } = read('- { id: a, at: 2025-10-20T06:48:00Z, kind: impact, text: A }');
    expect(entries).toHaveLength(1);
    expect(diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(['warning page/no-evidence']);
  });

  test('reports a tolerance without a unit, and suggests one', () => {
    const { diagnostics } = read(
      '- { id: a, at: 2025-10-20T06:48:00Z, kind: impact, text: A, evidence: log, within: 10 }',
    );
    expect(diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
      ['`within` needs a unit', 'write `10s` or `10m`'],
    ]);
  });

  test('reports an id that an earlier block uses', () => {
    const { diagnostics } = read(
      '- { id: a, at: 2025-10-20T06:48:00Z, kind: impact, text: A, evidence: log }',
      new Set(['a']),
    );
    expect(diagnostics.map((one) => one.code)).toEqual(['page/duplicate-entry']);
  });

  test('orders entries by moment, not by text', () => {
    const { entries } = read(
      [
        '- { id: later, at: 2025-10-20T00:10:00-07:00, kind: impact, text: A, evidence: log }',
        '- { id: first, at: 2025-10-20T07:00:00Z, kind: impact, text: B, evidence: log }',
        '- { id: same, at: 2025-10-20T07:10:00Z, kind: impact, text: C, evidence: log }',
      ].join('\n'),
    );
    expect(inOrder(entries).map((entry) => entry.id)).toEqual(['first', 'later', 'same']);
  });
});

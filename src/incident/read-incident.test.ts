import { describe, expect, test } from 'vitest';
import { blockSource, fileSource } from '../diagnostic/source.ts';
import { splitPage } from './front-matter.ts';
import { metricsOf } from './incident.ts';
import { readIncident } from './read-incident.ts';
import { DEFAULT_VOCABULARY } from './vocabulary.ts';

const MINIMAL = 'title: A\nsummary: B\nseverity: SEV2\nstarted_at: 2025-10-19T23:48:00-07:00\n';

const read = (yaml: string) => readIncident(fileSource('a.md', yaml));

describe('readIncident', () => {
  test('uses the default for absent and empty keys', () => {
    const { incident, diagnostics } = read(`${MINIMAL}owner:\nservices:\ndetected_at:\nstatus:\n`);
    expect(diagnostics).toEqual([]);
    expect(incident).toMatchObject({
      status: 'draft',
      visibility: 'internal',
      zone: 'UTC',
      near_miss: false,
      owner: null,
      services: [],
      detected_at: null,
      impact: [],
      actions: [],
    });
  });

  test("checks severities and services against the site's configuration", () => {
    const words = {
      ...DEFAULT_VOCABULARY,
      severities: ['P1', 'P2'],
      services: ['shop', 'The shop'],
      zone: 'Europe/Berlin',
      publicServices: [],
    };
    const yaml = `title: A\nsummary: B\nseverity: p1\nstarted_at: 2025-10-19T23:48:00Z\nservices: [shop, The shop, shpo]\nimpact:\n  - { service: mail }\n`;
    const source = fileSource('a.md', yaml);
    const { incident, diagnostics } = readIncident(source, { words });
    expect(incident).toBeNull();
    expect(diagnostics.map(({ code, severity, hint, span }) => [code, severity, span.start, hint])).toEqual([
      ['page/unknown-severity', 'error', { line: 3, column: 11 }, 'did you mean `P1`?'],
      ['page/unknown-service', 'warning', { line: 5, column: 28 }, 'did you mean `shop`?'],
      ['page/unknown-service', 'warning', { line: 7, column: 16 }, 'add it to `services` in hindcast({...})'],
    ]);
    const good = readIncident(fileSource('a.md', yaml.replace('p1', 'P1')), { words });
    expect(good.incident?.zone).toBe('Europe/Berlin');
    const zoned = readIncident(fileSource('a.md', `${yaml.replace('p1', 'P1')}zone: UTC\n`), { words });
    expect(zoned.incident?.zone).toBe('UTC');
  });

  test('reads patterns as ids or maps, and checks their ids', () => {
    const { incident } = read(
      `${MINIMAL}patterns: [stale-check, { id: sustained-overload, scenarios: [a], ended_by: B }]\n`,
    );
    expect(incident?.patterns).toEqual([
      { id: 'stale-check', scenarios: [], ended_by: null },
      { id: 'sustained-overload', scenarios: ['a'], ended_by: 'B' },
    ]);
    const wrong = read(`${MINIMAL}patterns: [stale-chek, { id: novel }]\n`);
    expect(wrong.incident).toBeNull();
    expect(wrong.diagnostics.map(({ code, span, hint }) => [code, span.start, hint?.slice(0, 28)])).toEqual([
      ['page/unknown-pattern', { line: 5, column: 12 }, 'did you mean `stale-check`?'],
      ['page/unknown-pattern', { line: 5, column: 30 }, 'add it to `patterns` in hind'],
    ]);
  });

  test('leaves out patterns that the public edition hides', () => {
    const front = `${MINIMAL}visibility: public\npublic: [patterns, symptoms]\nsymptoms: [Seen, { text: Unseen, visibility: internal }]\npatterns: [ours, stale-check, { id: global-change, ended_by: SECRET, internal: [ended_by] }, { id: thundering-herd, visibility: internal }]\n`;
    const words = { ...DEFAULT_VOCABULARY, patterns: [...DEFAULT_VOCABULARY.patterns, 'ours'] };
    const { incident } = readIncident(fileSource('a.md', front), { words, edition: 'public' });
    expect(incident?.symptoms).toEqual(['Seen']);
    expect(incident?.patterns).toEqual([
      { id: 'stale-check', scenarios: [], ended_by: null },
      { id: 'global-change', scenarios: [], ended_by: null },
    ]);
    const closed = front.replace('public: [patterns, symptoms]', 'public: []');
    expect(readIncident(fileSource('a.md', closed), { words, edition: 'public' }).incident).toMatchObject({
      patterns: [],
      symptoms: [],
    });
  });

  test('keeps values as written', () => {
    const { incident } = read(
      `${MINIMAL}actions:\n  - { id: a, title: T, priority: 1, ticket: ABC-1, due: 2025-11-01 }\nimpact:\n  - { who: Everybody, value: 12, unit: orders }\n`,
    );
    expect(incident?.actions[0]).toMatchObject({ id: 'a', priority: '1', ticket: 'ABC-1', status: 'open' });
    expect(incident?.impact[0]).toMatchObject({
      who: 'Everybody',
      service: null,
      value: 12,
      basis: 'reported',
    });
  });

  test('accepts mitigation before detection, and a cause found after the end', () => {
    const { diagnostics } = read(
      `${MINIMAL}mitigated_at: 2025-10-19T23:50:00-07:00\ndetected_at: 2025-10-19T23:55:00-07:00\nresolved_at: 2025-10-20T00:10:00-07:00\nidentified_at: 2025-10-22T09:00:00-07:00\n`,
    );
    expect(diagnostics).toEqual([]);
  });

  test('reports a misspelled required key once, at the key', () => {
    const { diagnostics } = read(MINIMAL.replace('started_at', 'start_at').replace('severity', 'severty'));
    expect(diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
      ['unknown key `severty`', 'did you mean `severity`?'],
      ['unknown key `start_at`', 'did you mean `started_at`?'],
    ]);
  });

  test('compares times as moments, not as text', () => {
    const { diagnostics } = read(`${MINIMAL}detected_at: 2025-10-20T06:48:00Z\n`);
    expect(diagnostics).toEqual([]);
  });

  test('returns the location of a value, or of its nearest ancestor', () => {
    const { placeOf } = read(`${MINIMAL}related: [one, two]\n`);
    expect(placeOf(['related', 1]).start).toEqual({ line: 5, column: 16 });
    expect(placeOf(['related', 7]).start).toEqual({ line: 5, column: 10 });
  });

  test("rejects a key that would reach an object's prototype", () => {
    const { incident, diagnostics } = read(`${MINIMAL}__proto__: { near_miss: true }\n`);
    expect(incident).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual(['yaml/unsafe-key']);
  });
});

describe('splitPage', () => {
  test('keeps the line numbers of the body', () => {
    const { frontMatter, body } = splitPage('a.md', '---\ntitle: A\n---\nText\n\n---\nMore\n');
    expect(frontMatter?.text).toBe('title: A');
    expect(frontMatter?.spanAt(0, 5).start).toEqual({ line: 2, column: 1 });
    expect(body.split('\n')).toEqual(['', '', '', 'Text', '', '---', 'More', '']);
  });

  test('accepts empty front matter', () => {
    const { frontMatter, diagnostics } = splitPage('a.md', '---\n---\n');
    expect(frontMatter?.text).toBe('');
    expect(diagnostics).toEqual([]);
  });
});

describe('metricsOf', () => {
  test('measures each duration from the start and gives its formula', () => {
    const { incident } = readIncident(
      blockSource(
        'a.md',
        MINIMAL,
        `${MINIMAL}detected_at: 2025-10-19T23:58:00-07:00\nresolved_at: 2025-10-20T14:20:00-07:00`,
        1,
      ),
    );
    expect(metricsOf(incident!)).toEqual([
      {
        id: 'time_to_detect',
        name: 'Time to detect',
        formula: 'detected_at − started_at',
        value: 10 * 60 * 1e6,
      },
      {
        id: 'time_to_resolve',
        name: 'Time to resolve',
        formula: 'resolved_at − started_at',
        value: (14 * 60 + 32) * 60 * 1e6,
      },
    ]);
  });
});

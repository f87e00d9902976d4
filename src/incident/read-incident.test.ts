import { describe, expect, test } from 'vitest';
import { blockSource, fileSource } from '../diagnostic/source.ts';
import { splitPage } from './front-matter.ts';
import { metricsOf } from './incident.ts';
import { readIncident } from './read-incident.ts';

const least = 'title: A\nsummary: B\nseverity: SEV2\nstarted_at: 2025-10-19T23:48:00-07:00\n';

const read = (yaml: string) => readIncident(fileSource('a.md', yaml));

describe('readIncident', () => {
  test('fills in what is left out or left empty', () => {
    const { incident, diagnostics } = read(`${least}owner:\nservices:\ndetected_at:\nstatus:\n`);
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

  test('holds severities and services against those of the site', () => {
    const words = {
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
      ['page/unknown-service', 'warning', { line: 7, column: 16 }, 'add it to `services` of hindcast({...})'],
    ]);
    const good = readIncident(fileSource('a.md', yaml.replace('p1', 'P1')), { words });
    expect(good.incident?.zone).toBe('Europe/Berlin');
    const zoned = readIncident(fileSource('a.md', `${yaml.replace('p1', 'P1')}zone: UTC\n`), { words });
    expect(zoned.incident?.zone).toBe('UTC');
  });

  test('keeps what is written', () => {
    const { incident } = read(
      `${least}actions:\n  - { id: a, title: T, priority: 1, ticket: ABC-1, due: 2025-11-01 }\nimpact:\n  - { who: Everybody, value: 12, unit: orders }\n`,
    );
    expect(incident?.actions[0]).toMatchObject({ id: 'a', priority: '1', ticket: 'ABC-1', status: 'open' });
    expect(incident?.impact[0]).toMatchObject({
      who: 'Everybody',
      service: null,
      value: 12,
      basis: 'reported',
    });
  });

  test('an incident may be mitigated before it is detected, and its cause found after the end', () => {
    const { diagnostics } = read(
      `${least}mitigated_at: 2025-10-19T23:50:00-07:00\ndetected_at: 2025-10-19T23:55:00-07:00\nresolved_at: 2025-10-20T00:10:00-07:00\nidentified_at: 2025-10-22T09:00:00-07:00\n`,
    );
    expect(diagnostics).toEqual([]);
  });

  test('times are compared as moments, not as texts', () => {
    const { diagnostics } = read(`${least}detected_at: 2025-10-20T06:48:00Z\n`);
    expect(diagnostics).toEqual([]);
  });

  test('gives the place of a value, or of the nearest one above it', () => {
    const { placeOf } = read(`${least}related: [one, two]\n`);
    expect(placeOf(['related', 1]).start).toEqual({ line: 5, column: 16 });
    expect(placeOf(['related', 7]).start).toEqual({ line: 5, column: 10 });
  });

  test('a key that reaches for a prototype is refused', () => {
    const { incident, diagnostics } = read(`${least}__proto__: { near_miss: true }\n`);
    expect(incident).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual(['yaml/unsafe-key']);
  });
});

describe('splitPage', () => {
  test('keeps the lines of the body', () => {
    const { frontMatter, body } = splitPage('a.md', '---\ntitle: A\n---\nText\n\n---\nMore\n');
    expect(frontMatter?.text).toBe('title: A');
    expect(frontMatter?.spanAt(0, 5).start).toEqual({ line: 2, column: 1 });
    expect(body.split('\n')).toEqual(['', '', '', 'Text', '', '---', 'More', '']);
  });

  test('takes an empty front matter for one', () => {
    const { frontMatter, diagnostics } = splitPage('a.md', '---\n---\n');
    expect(frontMatter?.text).toBe('');
    expect(diagnostics).toEqual([]);
  });
});

describe('metricsOf', () => {
  test('each is counted from the start and says how', () => {
    const { incident } = readIncident(
      blockSource(
        'a.md',
        least,
        `${least}detected_at: 2025-10-19T23:58:00-07:00\nresolved_at: 2025-10-20T14:20:00-07:00`,
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

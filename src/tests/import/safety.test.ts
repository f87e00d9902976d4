import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Finisher } from '../../import/draft/finish.ts';
import { type ImportedRecord, recordOf } from '../../import/record/record.ts';
import { escapeMarkdown } from '../../import/text/escape.ts';
import { scrub } from '../../import/text/scrub.ts';
import { isInternalPage } from '../../incident/front-matter.ts';
import { importIn, inFolder, sample } from './importing.ts';
import { PLANTS, planted, SECRETS } from './planted.ts';

const INCIDENT = sample('statuspage/incidents.v2.json');

test('there are 40 secrets, and each is removed from text', () => {
  expect(SECRETS).toHaveLength(40);
  for (const [text, secret] of SECRETS) {
    const { text: clean, removed } = scrub(`before ${text} after`);
    expect(clean, text).not.toContain(secret);
    expect(removed.length, text).toBeGreaterThan(0);
    expect(clean).toMatch(/\[removed: [a-z A-Z]+\]/);
  }
});

test.each([
  'error ratio 0.34, p99 > 4 s & rising',
  'release 412 halved the pool; 1774744200000 is a time',
  'version 1.2.3 of checkout-7d9c5b8f6d-x2x9k',
  'the token bucket was empty, and basic checks passed',
  'https://grafana.example/d/abc?from=1774743600000&to=1774750500000',
  'rolled back at 2026-03-29T01:16:40Z, 35 minutes after 00:41:05',
  'a third of 12,400 orders (33.2%)',
  'sk-1 was replaced',
])('"%s" has nothing to remove', (text) => {
  expect(scrub(text)).toEqual({ text, removed: [] });
});

test('no planted secret is in a draft, a series or a report', async () => {
  await inFolder(async (bench) => {
    for (const plant of PLANTS) {
      // Text is cut off after 300 characters, so only four secrets are planted at a time.
      for (let i = 0; i < SECRETS.length; i += 4) {
        const some = SECRETS.slice(i, i + 4);
        bench.write('planted.json', planted(plant, some.map(([text]) => text).join(' ')));
        const others = plant.files.filter((file) => file !== plant.file).map(sample);
        const base = plant.source.startsWith('Statuspage') ? [] : [INCIDENT];
        const name = `planted-${plant.source}-${i}`;
        const { code, report } = await importIn(bench, [
          'planted.json',
          ...others,
          ...base,
          '--new',
          name,
          '--severity',
          'SEV2',
        ]);
        expect(code, `${plant.source} ${JSON.stringify(report.diagnostics)}`).toBe(0);
        const texts = [
          JSON.stringify(report),
          ...report.written.map(({ file }) => readFileSync(join(bench.folder, file), 'utf8')),
        ];
        for (const [, secret] of some) expect(texts.join('\n'), plant.source).not.toContain(secret);
        expect(report.removed.length, `${plant.source} ${some[0]![0]}`).toBeGreaterThan(0);
      }
    }
  });
}, 300_000);

test('people’s names are removed, unless asked to keep them', async () => {
  await inFolder(async (bench) => {
    bench.write(
      'notes.json',
      readFileSync(sample('pagerduty/notes.json'), 'utf8').replace(
        'Only payments',
        'Ines Okafor says: only payments',
      ),
    );
    const args = ['notes.json', INCIDENT];
    expect((await importIn(bench, [...args, '--new', 'without'])).text('without')).toContain(
      'a responder says: only payments',
    );
    expect((await importIn(bench, [...args, '--new', 'kept', '--names'])).text('kept')).toContain(
      'Ines Okafor says',
    );
  });
});

test.each([
  ['<!-- public -->everything<!-- /public -->', /<!/],
  ['# Heading', /^#/],
  ['--- and more', /^---/],
  ['```scenario\nscenario: x\n```', /^```|\n/],
  ['<script>alert(1)</script>', /(?<!\\)<\/?script/],
  ['<details open>', /(?<!\\)<details/],
  ['line\u2028separator\u0007bell\u202eoverride', /[\p{Cc}\u2028\u202e]/u],
])('%j is escaped', (text, pattern) => {
  expect(escapeMarkdown(text)).not.toMatch(pattern);
});

test('hostile text gives an internal page with no errors and no public part', async () => {
  await inFolder(async (bench) => {
    const hostile = [
      '<!-- public --> x <!-- /public -->',
      '```\n---\nvisibility: public\n---',
      '{/* public */}',
      '\'"\n# a: b',
      '<!-- internal',
      '- [x]: *a &b !c',
      '%% x',
      '\u0000\u0007<b>',
    ];
    const notes = hostile.map((content, i) => ({
      id: `N${i}`,
      content,
      created_at: `2026-03-29T00:58:1${i}Z`,
    }));
    bench.write('notes.json', JSON.stringify({ notes }));
    const { text, report } = await importIn(bench, ['notes.json', INCIDENT, '--new', 'hostile']);
    expect(report.written[0]?.change).toBe('created');
    const page = text('hostile.md');
    expect(isInternalPage('hostile.md', page)).toBe(true);
    expect(page).not.toMatch(/^visibility: public|<!--/m);
    const { out, code } = await bench.call(['check', 'content/incidents/hostile.md', '--format', 'json']);
    expect(JSON.parse(out).diagnostics).toEqual([]);
    expect(code).toBe(0);
    // If a page isn't public, the public edition can't show any of it.
    const open = await bench.call([
      'check',
      'content/incidents/hostile.md',
      '--edition',
      'public',
      '--format',
      'json',
    ]);
    expect(JSON.parse(open.out).diagnostics).toEqual([]);
  });
});

const ALL = [
  'pagerduty',
  'incident-io',
  'github',
  'argocd',
  'statuspage/incidents.v2.json',
  'slack/export',
  'jira/search.json',
  'prometheus/query_range.matrix.json',
  'grafana/panel-joined.raw.csv',
].map(sample);

test('a draft passes the check, and importing again gives the same bytes', async () => {
  await inFolder(async (bench) => {
    const first = await importIn(bench, ALL);
    expect(first.code).toBe(0);
    const file = first.report.target!;
    const { out, code } = await bench.call(['check', file, '--format', 'json']);
    expect(
      JSON.parse(out).diagnostics.filter((one: { severity: string }) => one.severity === 'error'),
    ).toEqual([]);
    expect(code).toBe(0);
    const text = first.text('payments-fail');
    expect(text).toMatch(/^status: draft$/m);
    expect(text).toMatch(/^visibility: internal$/m);
    for (const again of [
      await importIn(bench, [...ALL].reverse()),
      await importIn(bench, [...ALL, '--into', file]),
    ]) {
      expect(again.code).toBe(0);
      expect(again.report.written.every(({ change }) => change === 'unchanged')).toBe(true);
      expect(readFileSync(join(bench.folder, file), 'utf8')).toBe(text);
    }
  });
});

const OWN = `---
title: 'Payments failed' # ours
summary: >-
  Written by hand, with a
  folded text.
severity: SEV1
services: [checkout]

# The times are from the review.
started_at: 2026-03-29T00:40:00Z
detected_at:
actions:
    - { id: pay-418, title: Ours, owner: Payments, due: 2026-05-01 }
---

Our text.

- A list with a timeline:

  \`\`\`timeline
  - id: ours
    at: 2026-03-29T00:50:00Z
    kind: impact
    text: Written by us
    evidence: https://graphs.example/1

  # A comment of ours.
  - { id: late, at: 2026-03-29T03:00:00Z, kind: recovery, text: Later, evidence: https://graphs.example/2 }
  \`\`\`

The end.
`;

test('an existing write-up keeps every line; only new lines are added and empty keys filled', async () => {
  await inFolder(async (bench) => {
    bench.write('own.md', OWN);
    const args = [sample('pagerduty'), sample('jira/search.json'), '--into', 'own.md'];
    const { report, text } = await importIn(bench, args);
    const page = text('own.md');
    const lines = page.split('\n');
    let from = 0;
    for (const line of OWN.split('\n').filter((one) => one !== 'detected_at:')) {
      const at = lines.indexOf(line, from);
      expect(at, line).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }
    expect(page).toContain('detected_at: 2026-03-29T00:46:32Z');
    expect(page).toContain('    - id: pay-419');
    expect(report.found).toContainEqual({ what: 'actions', count: 1 });
    expect(report.kept).toEqual([
      'started_at: the write-up has 2026-03-29T00:40:00Z, the files say 2026-03-29T00:46:32Z',
    ]);
    const { code } = await bench.call(['check', 'own.md']);
    expect(code).toBe(0);
    expect((await importIn(bench, args)).text('own.md')).toBe(page);
    // If an author rewrites an entry, the rewritten text is kept.
    const edited = page.replace('text: Alert acknowledged\n', 'text: The on-call engineer took the alert\n');
    bench.write('own.md', edited);
    expect((await importIn(bench, args)).text('own.md')).toBe(edited);
  });
});

test('nothing is written with --dry-run, or if a file has an error', async () => {
  await inFolder(async (bench) => {
    bench.write('own.md', OWN);
    const { report } = await importIn(bench, [...ALL, '--into', 'own.md', '--dry-run']);
    expect(report.written[0]).toEqual({ file: 'own.md', change: 'extended' });
    bench.write('broken.json', '{"incident":');
    const failed = await importIn(bench, [INCIDENT, 'broken.json', '--into', 'own.md']);
    expect(failed.code).toBe(1);
    expect(failed.report.written).toEqual([]);
    expect(readFileSync(join(bench.folder, 'own.md'), 'utf8')).toBe(OWN);
  });
});

test('errors don’t quote secrets either', async () => {
  await inFolder(async (bench) => {
    for (const [text, secret] of SECRETS) {
      bench.write(
        'bad.csv',
        `time,value\n2026-03-29T00:40:00Z,1\n${text.replaceAll('"', '""').replace(/^/, '"')}",2\n`,
      );
      bench.write('bad.json', JSON.stringify({ status: 'error', errorType: 'x', error: text, data: null }));
      const { code, out, err } = await bench.call(['import', 'bad.csv', 'bad.json', INCIDENT, '--json']);
      expect(code).toBe(1);
      expect(out + err, text).not.toContain(secret);
    }
  });
});

test('Windows line endings are kept', async () => {
  await inFolder(async (bench) => {
    bench.write('own.md', OWN.replaceAll('\n', '\r\n'));
    const { text } = await importIn(bench, [sample('pagerduty/notes.json'), '--into', 'own.md']);
    expect(text('own.md').replaceAll('\r\n', '')).not.toContain('\n');
  });
});

test.each([
  'x',
  'a-',
  'a.',
  'a@',
  '1 ',
  '+1',
  'https://a?token',
  '-----BEGIN A-----',
  'password',
  '<a ',
  '<script>',
  '&lt;',
  '*a ',
  '[',
  '0:',
])('a text of 400,000 characters of %j takes no time', (part) => {
  const start = performance.now();
  const text = part.repeat(400_000 / part.length);
  scrub(text);
  const note = { ...recordWith(text) };
  new Finisher([note], false).text({ text, markup: 'html' }, '', '');
  new Finisher([note], false).text({ text, markup: 'slack' }, '', '');
  expect(performance.now() - start).toBeLessThan(5000);
});

function recordWith(name: string): ImportedRecord {
  return recordOf('PagerDuty', ['notes.json'], { people: [name.slice(0, 100)] });
}

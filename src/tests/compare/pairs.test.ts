import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCompiler, openCompiler } from '../../cli/input/page-compiler.ts';
import { snapshotOf } from '../../cli/project/revision.ts';
import type { Io } from '../../cli/terminal/io.ts';
import { compareSites } from '../../compare/compare-sites.ts';
import type { Difference } from '../../compare/difference.ts';
import { summaryOf } from '../../compare/sentences.ts';
import { WRITE_UP } from './write-up.ts';

/** A change to the text and the differences it should cause, as `kind variant subject`. */
interface Pair {
  readonly what: string;
  readonly change: (text: string) => string;
  readonly found: readonly string[];
}

const swap =
  (from: string, to: string) =>
  (text: string): string => {
    if (!text.includes(from)) throw new Error(`the write-up has no ${JSON.stringify(from)}`);
    return text.replace(from, to);
  };

const PAIRS: readonly Pair[] = [
  { what: 'nothing', change: (text) => text, found: [] },
  {
    what: 'prose',
    change: swap('A release emptied', 'The release of the morning emptied'),
    found: ['prose-changed - -'],
  },
  { what: 'white space', change: swap('A release emptied', 'A  release\nemptied'), found: [] },
  {
    what: 'a delay that moves a mark',
    change: swap('fill_time: 18m', 'fill_time: 25m'),
    found: [
      'impact-changed base shop',
      'failures-changed base shop',
      'mark-moved base recovered',
      'constant-changed - fill_time',
    ],
  },
  {
    what: 'the severity of the impact',
    change: swap('cold: 0.4', 'cold: 0.2'),
    found: ['failures-changed base shop', 'failures-changed warmed shop', 'constant-changed - cold'],
  },
  {
    what: 'a mark that no longer happens, and its claim',
    change: (text) =>
      // If the timeline entry kept its tolerance, the build would fail because the mark never happens.
      swap(
        ', within: 10m',
        '',
      )(swap('fill_time: 18m', 'fill_time: 2h')(swap('happens: recovered', 'never: recovered')(text))),
    found: [
      'tolerance-removed - recovered',
      'entry-changed - recovered',
      'mark-moved warmed recovered',
      'impact-changed base shop',
      'failures-changed base shop',
      'mark-disappeared base recovered',
      "claim-added base recovered doesn't happen",
      'claim-removed base recovered happens',
      'constant-changed - fill_time',
    ],
  },
  {
    what: 'a fix of the race in the base',
    change: swap('    instances: [A, B]', '    instances: [A, B]\n    atomic: [[read, write]]'),
    found: ['verdict-changed base nothing_lost', 'states-changed base -'],
  },
  {
    what: 'a third writer',
    change: swap('instances: [A, B]', 'instances: [A, B, C]'),
    found: ['verdict-changed locked nothing_lost', 'states-changed locked -', 'states-changed base -'],
  },
  {
    what: 'a new variant',
    change: swap('variants:\n  locked:', 'variants:\n  alone: { writer.instances: [A] }\n  locked:'),
    found: ['variant-added alone alone'],
  },
  {
    what: 'a removed variant',
    change: swap('variants:\n  locked: { writer.atomic: [[read, write]] }\n', ''),
    found: ['variant-removed locked locked'],
  },
  {
    what: 'a removed scenario',
    change: (text) => text.replace(/```scenario\nscenario: two-writers[\s\S]*?```\n/, ''),
    found: ['scenario-removed - two-writers'],
  },
  {
    what: 'another assumption',
    change: swap('The cache fills in a fixed time', 'The cache fills evenly'),
    found: ['assumption-added - -', 'assumption-removed - -'],
  },
  {
    what: 'the source of a constant',
    change: swap(
      'fill_time: 18m',
      'fill_time: { value: 18m, basis: sourced, source: https://graphs.example/9 }',
    ),
    found: ['constant-changed - fill_time'],
  },
  {
    what: 'the time of a timeline entry that is also an input of the model',
    change: swap('id: deploy, at: 2026-03-02T09:00:00+01:00', 'id: deploy, at: 2026-03-02T09:01:00+01:00'),
    // Different requests miss the cold cache, so different random draws determine the outcome.
    found: [
      'failures-changed base shop',
      'failures-changed warmed shop',
      'mark-moved base recovered',
      'mark-moved warmed recovered',
      'entry-moved - deploy',
    ],
  },
  {
    what: 'the text of a timeline entry',
    change: swap('Error rate is back to normal', 'Error rate is normal again'),
    found: ['entry-changed - recovered'],
  },
  {
    what: 'a new timeline entry',
    change: swap(
      '- { id: recovered',
      '- { id: paged, at: 2026-03-02T09:03:00+01:00, kind: detection, text: The pager rings, evidence: https://pager.example/1 }\n- { id: recovered',
    ),
    found: ['entry-added - paged'],
  },
  {
    what: 'severity and status',
    change: (text) =>
      swap('severity: SEV2', 'severity: SEV1')(swap('status: draft', 'status: reviewed')(text)),
    found: ['severity-changed - severity', 'status-changed - status'],
  },
  {
    what: 'a moment of the incident',
    change: swap('resolved_at: 2026-03-02T09:20', 'resolved_at: 2026-03-02T09:25'),
    found: ['moment-changed - resolved_at'],
  },
  {
    what: 'a completed action',
    change: swap('owner: Platform, status: open', 'owner: Platform, status: done'),
    found: ['action-changed - warm: status'],
  },
  {
    what: 'a new action',
    change: swap('actions:\n', 'actions:\n  - { id: alarm, title: Alarm on cold caches }\n'),
    found: ['action-added - alarm'],
  },
  {
    what: 'the summary',
    change: swap('summary: A deploy emptied', 'summary: Release 214 emptied'),
    found: ['front-matter-changed - summary'],
  },
  {
    what: 'text of a scenario that changes no result',
    change: swap('say: fills the cache', 'say: fills it'),
    found: ['scenario-text-changed - -'],
  },
  {
    what: 'a scenario that breaks',
    change: swap('set: { warm: true }', 'set: { warm: tru }'),
    found: ['incident-broken - -'],
  },
];

/** Runs a command line in a folder outside any project. If it prints anything, the test fails. */
function ioAt(cwd: string): Io {
  const refuse = (text: string): never => {
    throw new Error(text);
  };
  return {
    cwd,
    env: {},
    stdin: (async function* () {})(),
    stdout: { write: refuse },
    stderr: { write: refuse },
  };
}

describe('comparison of two versions of a write-up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-compare-'));
  let open: OpenCompiler;
  beforeAll(() => {
    mkdirSync(join(folder, 'content'));
    writeFileSync(join(folder, 'content', 'cold.md'), WRITE_UP);
    open = openCompiler(ioAt(folder));
  });
  afterAll(() => {
    open.close();
    rmSync(folder, { recursive: true });
  });

  const compare = async (before: string, after: string): Promise<Difference[]> => {
    const site = (text: string) =>
      snapshotOf([{ slug: 'cold', file: 'content/cold.md', text }], open.compiler, folder);
    return compareSites(await site(before), await site(after));
  };

  it.each(PAIRS)('$what', async ({ change, found }) => {
    const differences = await compare(WRITE_UP, change(WRITE_UP));
    expect(
      differences.map(({ kind, variant, subject }) => `${kind} ${variant ?? '-'} ${subject ?? '-'}`).sort(),
    ).toEqual([...found].sort());
  });

  it('shows the changed sentence if only prose changed', async () => {
    const differences = await compare(WRITE_UP, WRITE_UP.replace('A release emptied', 'Release 214 emptied'));
    expect(differences.map(({ before, after }) => [before, after])).toEqual([
      ['A release emptied the cache.', 'Release 214 emptied the cache.'],
    ]);
    expect(summaryOf(differences)).toBe('Only prose changed, in 1 write-up. No results changed.');
  });

  it('shows only the changed fields of a timeline entry', async () => {
    const later = WRITE_UP.replace(', within: 10m', '').replace('https://graphs.example/7', 'a screenshot');
    const changed = (await compare(WRITE_UP, later)).find(({ kind }) => kind === 'entry-changed');
    expect([changed?.before, changed?.after]).toEqual([
      'within 10 min, evidence https://graphs.example/7',
      'no within, evidence a screenshot',
    ]);
  });

  it('shows a changed value of a timeline entry', async () => {
    const [was, is] = [
      WRITE_UP.replace(', within: 10m', ', value: 40, unit: orders'),
      WRITE_UP.replace(', within: 10m', ', value: 55, unit: orders'),
    ];
    const changed = (await compare(was, is)).find(({ kind }) => kind === 'entry-changed');
    expect([changed?.before, changed?.after]).toEqual(['value 40 orders', 'value 55 orders']);
  });

  it('reports a write-up that builds in neither version', async () => {
    const broken = WRITE_UP.replace('set: { warm: true }', 'set: { warm: tru }');
    const differences = await compare(broken, broken);
    expect(differences.map(({ kind, before }) => [kind, before])).toEqual([['incident-not-compared', null]]);
    expect(differences[0]!.after).toMatch(/^1 error: /);
    expect(summaryOf(differences)).toBe(
      "No changes in what could be compared. 1 write-up doesn't build in either version and wasn't compared.",
    );
  });

  it('separates differences that come from another engine', async () => {
    const site = await snapshotOf(
      [{ slug: 'cold', file: 'content/cold.md', text: WRITE_UP }],
      open.compiler,
      folder,
    );
    const [scenario] = site.incidents[0]!.page!.scenarios;
    const old = structuredClone(scenario!.result);
    old.engine = '0.0.1';
    old.runs[0]!.marks[0]!.at! -= 60_000_000;
    old.runs[0]!.marks[0]!.residual! -= 60_000_000;
    const published = new Map([['cold', new Map([[old.scenario, old]])]]);
    const differences = compareSites(site, site, published);
    expect(differences.map(({ kind, cause, subject }) => [kind, cause, subject])).toEqual([
      ['mark-moved', 'engine', 'recovered'],
    ]);
    expect(summaryOf(differences)).toBe(
      'No changes from the text. 1 difference comes from another engine version.',
    );
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, runHere, validateWith, withValidation } from '../../hindcast.ts';
import type { Result } from '../../result.ts';
import { judgeDifference, readDifference } from '../sentences/difference-kinds.ts';
import { isDuration, isMoment } from '../sentences/reading.ts';
import { outsideEnvironment } from './support/environment.ts';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';

/*
 * Tests a real preview of a real change. The published comment must start with changes to how well results hold up.
 * Each generated sentence on pages, in exports and in the comparison is recomputed from the JSON copies.
 */

const CLI = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));

interface Parts {
  readonly within: string;
  readonly checked: string;
  readonly warm: string;
  readonly ttl: string;
  readonly slower: string;
  readonly more: string;
}

const SCENARIO = ({ within, checked, warm, ttl, slower, more }: Parts): string => `scenario: warm-up
title: The shop recovers when its cache is full
clock: { start: 2026-03-02T09:00:00Z }
until: 1h
assumes: [The release is the only cause]
const:
  ttl: ${ttl}
${more}observed:
  emptied: { at: 2026-03-02T09:05:00Z, text: A release empties the cache, source: https://ci.example.com/214 }
  noticed: { at: 2026-03-02T09:07:00Z, text: A check notices it${checked} }
  warm: { at: 2026-03-02T09:21:00Z, text: The hit rate is back${warm} }
  recovered: { at: 2026-03-02T09:22:00Z, text: Errors are gone${within} }
  closed: { at: 2026-03-02T09:50:00Z, text: The incident is closed, within: 2m }
state: { warm: true, seen: false, closed: false }
services: { shop: { available: warm } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 1/s } }]
processes:
  release:
    steps:
      - { id: empty, at: observed.emptied, set: { warm: false }, say: empties the cache }
  filler:
    steps:
      - { id: notice, when: '!warm', delay: 90s, set: { seen: true }, say: notices that the cache is empty }
      - { id: fill, delay: ttl, set: { warm: true }, say: fills the cache }
      - { id: close, delay: 10m, set: { closed: true }, say: closes }
marks: { noticed: seen, warm: warm, recovered: 'warm && seen', closed: closed }
variants:
  short: { const.ttl: 5m }
  slower: { const.ttl: ${slower} }
expect:
  base: { labels: { closed: missed } }
`;

const BEFORE: Parts = {
  within: ', within: 3m',
  checked: ', within: 1m',
  warm: '',
  ttl: '{ value: 15m, source: https://docs.example.com/cache#ttl }',
  slower: '30m',
  more: '',
};
/** A wider tolerance, a removed tolerance, a new tolerance, a removed source, and a variant that now helps. */
const AFTER: Parts = {
  within: ', within: 9m',
  checked: '',
  warm: ', within: 3m',
  ttl: '15m',
  slower: '7m',
  more: '  pause: 2m\n',
};

const WRITE_UP = (parts: Parts, word: string): string => `---
title: Product pages failed while the cache was cold
summary: A release emptied the cache.
severity: SEV2
status: published
visibility: public
public: everything
started_at: 2026-03-02T09:05:00Z
detected_at: 2026-03-02T09:07:00Z
resolved_at: 2026-03-02T09:50:00Z
services: [shop]
impact:
  - { service: shop, text: Pages fail, from: 2026-03-02T09:05:00Z, to: 2026-03-02T09:22:00Z, basis: reported }
actions:
  - { id: shorten, title: Fill the cache faster, status: done, verified_by: warm-up#short }
  - { id: lengthen, title: Fill the cache more slowly, status: open, verified_by: warm-up#slower }
  - { id: think, title: Think, status: open }
---

The release ${word} the cache. In the model, it is full at \`sim: warm-up.marks.recovered.at\`, after
\`sim: warm-up.impact.shop.failed\` failed requests. \`sim: warm-up.fit.holds_up\` of \`sim: warm-up.fit.compared\` comparisons
hold up.

\`\`\`timeline
- { id: called, at: 2026-03-02T09:08:00Z, kind: response, text: Someone is called, evidence: https://chat.example/1 }
- { id: quiet, at: 2026-03-02T09:30:00Z, kind: recovery, text: All is quiet }
\`\`\`

\`\`\`scenario
${SCENARIO(parts)}\`\`\`

\`\`\`scenario
scenario: two-writers
title: Two writers, one record
state: { value: 0 }
processes:
  writer:
    instances: [A, B]
    local: { read: 0 }
    steps:
      - { id: read, set: { self.read: value } }
      - { id: write, set: { value: self.read + 1 } }
invariants:
  nothing_lost: '!writer.all(x, x.step == "end") || value == 2'
variants:
  locked: { writer.atomic: [[read, write]] }
\`\`\`
`;

const OPEN = `---
title: Orders are slow
summary: Nobody knows why yet.
severity: SEV3
status: draft
visibility: public
public: everything
started_at: 2026-03-03T10:00:00Z
services: [orders]
---

We are looking.
`;

let site: ScratchSite;
let place: string;
let comment: string;
let said: string;
let versions: { before: Result; after: Result };

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: site.folder,
    encoding: 'utf8',
  });
const hindcast = (...args: string[]): string =>
  execFileSync(process.execPath, [CLI, ...args], {
    cwd: site.folder,
    env: { ...outsideEnvironment(), NO_COLOR: '1' },
    encoding: 'utf8',
  });
const file = (path: string): string => readFileSync(join(place, 'pages/previews/pr-12', path), 'utf8');

async function validated(parts: Parts): Promise<Result> {
  const source = fileSource('a.yaml', SCENARIO(parts));
  return withValidation(evaluate(source), await validateWith(runHere, source)).result!;
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'hindcast-sentences-'));
  mkdirSync(join(place, 'pages'));
  site = await scratchSite();
  await site.write('package.json', '{ "name": "site", "private": true, "type": "module" }\n');
  await site.write('.gitignore', '.astro/\nnode_modules/\n');
  await site.write('content/incidents/cold.md', WRITE_UP(BEFORE, 'emptied'));
  await site.write('content/incidents/orders.md', OPEN);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'site');
  git('checkout', '-qb', 'change');
  await site.write('content/incidents/cold.md', WRITE_UP(AFTER, 'cleared'));
  git('commit', '-qam', 'change');
  const archive = join(place, 'preview.zip');
  hindcast('preview', '--base', 'main', '--edition', 'public', '--out', archive);
  hindcast(
    'preview-unpack',
    archive,
    ...['--to', join(place, 'pages'), '--number', '12', '--head', git('rev-parse', 'HEAD').trim()],
    ...['--site', 'https://previews.example', '--comment', join(place, 'comment.md')],
  );
  comment = readFileSync(join(place, 'comment.md'), 'utf8');
  said = hindcast('diff', 'main', '--edition', 'public');
  versions = { before: await validated(BEFORE), after: await validated(AFTER) };
}, 600_000);

afterAll(async () => {
  rmSync(place, { recursive: true, force: true });
  await site?.dispose();
});

/**
 * Items in a comment, without code formatting. The published comment has the file's name because titles come from the
 * branch.
 */
const items = (text: string): string[] =>
  [...text.matchAll(/^- `(?:cold|Product pages failed while the cache was cold)`: (.*)$/gm)].map(([, one]) =>
    one!.replaceAll('`', ''),
  );

describe('the published comment', () => {
  test('leads with what changed about the worth of results', () => {
    const all = items(comment);
    expect(comment).toMatch(
      /^<!-- hindcast-preview -->\n\*\*\d+ changes in 1 write-up, besides prose\.\*\*\n/,
    );
    expect(all.slice(0, LEAD.length)).toEqual(LEAD);
    const isLead = (one: string): boolean =>
      /tolerance of|label of|effect of|number without a source/.test(one);
    expect(all.slice(LEAD.length).filter(isLead)).toEqual([]);
    expect(all.length).toBeGreaterThan(LEAD.length + 2);
  });

  test('says the same as diff, diff.html and the comment in the archive, each of it true', () => {
    const all = items(comment);
    expect(items(file('comment.md'))).toEqual(all);
    const printed = said
      .split('\n')
      .flatMap((line) => /^ {2}Product pages .*? cold: (.*)$/.exec(line)?.[1] ?? []);
    expect(printed.map((one) => one.replaceAll(/\s+/g, ' '))).toEqual(all);
    const { document } = new JSDOM(file('diff.html')).window;
    const shown = [...document.querySelectorAll('.hc-diff-list > li')].map((one) =>
      one.textContent!.trim().replace(/^.*? cold: /, ''),
    );
    expect(shown).toEqual(all);
    expect(document.querySelector('.hc-diff-summary')!.textContent).toBe(said.split('\n')[0]);
    const ofScenario = all.filter((one) => one.startsWith('warm-up'));
    const wrong = ofScenario.filter((one) => !judgeDifference(readDifference(one), versions).isTrue);
    expect(wrong).toEqual([]);
    expect(all.filter((one) => !ofScenario.includes(one))).toEqual([
      'prose changed: The release emptied the cache. → The release cleared the cache.',
    ]);
  });
});

/** The expected beginning of the comment. */
const LEAD = [
  'warm-up: tolerance of recovered widened: ±3 min → ±9 min',
  'warm-up: tolerance of noticed removed: ±1 min',
  'warm-up: new tolerance of warm: ±3 min',
  'warm-up: label of warm: holds up → set by numbers',
  'warm-up with slower: effect of the variant: harms → helps',
  'warm-up: new number without a source, pause: 2m',
  'warm-up: new number without a source, ttl: 15m',
];

interface Copy {
  readonly incident: Readonly<Record<string, string>>;
  readonly metrics: readonly {
    readonly id: string;
    readonly name: string;
    readonly formula: string;
    readonly value: number;
  }[];
  readonly timeline: readonly { readonly id: string; readonly evidence: unknown }[];
  readonly scenarios: readonly { readonly id: string; readonly result: Result }[];
}

const copyOf = (id: string): Copy => JSON.parse(file(`incidents/${id}.json`));
const documentOf = (path: string): Document => new JSDOM(file(path)).window.document;
const textOf = (element: Element | null | undefined): string =>
  element!.textContent!.replace(/\s+/g, ' ').trim();
const count = (labels: readonly string[], label: string): number =>
  labels.filter((one) => one === label).length;

describe('pages', () => {
  test('the confidence box counts labels, numbers, runs and sources', () => {
    const { scenarios, timeline } = copyOf('cold');
    const { validation } = scenarios[0]!.result;
    const labels = validation!.comparisons.map(({ label }) => label);
    const page = documentOf('incidents/cold/index.html');
    const box = page.querySelector('[id="record.confidence"]')!.closest('section')!;
    const [, compared, rest] = /^(\d+) comparisons: (.*?)\. /.exec(
      textOf(box.querySelector('.record-lead')),
    )!;
    expect(Number(compared)).toBe(labels.length);
    const words: Readonly<Record<string, string>> = {
      'hold up': 'holds up',
      'are set by our own numbers': 'set by numbers',
      'are inputs': 'given',
      'repeat another': 'repeats',
      'say little': 'says little',
      'were missed': 'missed',
    };
    const one: Readonly<Record<string, string>> = {
      'holds up': 'holds up',
      'is set by our own numbers': 'set by numbers',
      'is an input': 'given',
      'repeats another': 'repeats',
      'says little': 'says little',
      'was missed': 'missed',
    };
    const said = rest!.split(', ').map((part) => {
      const [, n, what] = /^(\d+) (.+)$/.exec(part)!;
      return [(n === '1' ? one : words)[what!], Number(n)];
    });
    expect(Object.fromEntries(said)).toEqual(
      Object.fromEntries([...new Set(labels)].map((label) => [label, count(labels, label)])),
    );
    const unsourced = validation!.numbers.filter(
      ({ basis, inVariant }) => basis !== 'sourced' && !inVariant,
    ).length;
    // The scenario with the search also has numbers without a source.
    const others = (scenarios[1]!.result.validation?.numbers ?? []).filter(
      ({ basis, inVariant }) => basis !== 'sourced' && !inVariant,
    ).length;
    expect(textOf(box.querySelector('.record-lead'))).toContain(
      `. ${unsourced + others} numbers have no source. The models also rest on 1 unsourced assumption.`,
    );
    const small = textOf(box.querySelector('.record-small'));
    const runs = scenarios.flatMap(({ result }) => result.runs).length;
    const searches = scenarios.flatMap(({ result }) => result.explorations);
    const states = searches.reduce((sum, { states: n }) => sum + n, 0);
    const sourced = timeline.filter(({ evidence }) => evidence !== null).length;
    expect(small).toContain(
      `2 models: ${runs} runs and ${searches.length} searches of every order of steps (${states} states). ${sourced} of ${timeline.length} timeline entries have a source.`,
    );
    const heads = [...box.querySelectorAll('.score h3')].map((head) =>
      textOf(head).replace(/^(.*?) ?(\d+)$/, '$1: $2'),
    );
    expect(heads).toEqual([
      ...(count(labels, 'holds up') > 0 ? [`Holds up: ${count(labels, 'holds up')}`] : []),
      `Missed: ${count(labels, 'missed')}`,
    ]);
    const folds = [...box.querySelectorAll('summary')].map(textOf);
    const agree = labels.length - count(labels, 'holds up') - count(labels, 'missed');
    expect(folds).toContain(`Comparisons that agree but prove little ${agree}`);
    const missed = validation!.comparisons.find(({ label }) => label === 'missed')!;
    const run = scenarios[0]!.result.runs[0]!;
    const mark = run.marks.find(({ id }) => id === missed.id)!;
    const words2 = textOf(box.querySelector('.score-bad li span'));
    expect(isDuration(words2.replace(/ (?:early|late)$/, ''), Math.abs(mark.at! - missed.observed))).toBe(
      true,
    );
    expect(words2.endsWith(mark.at! < missed.observed ? 'early' : 'late')).toBe(true);
    expect(folds).toContain(
      `Timeline entries not compared with a model ${timeline.length} of ${timeline.length}`,
    );
  });

  test('the facts at the top follow from the times, the actions and the labels', () => {
    const { metrics, scenarios } = copyOf('cold');
    const page = documentOf('incidents/cold/index.html');
    const fact = (id: string) => page.querySelector(`[data-fact="${id}"]`)!;
    const value = (id: string): number => metrics.find((one) => one.id === id)!.value;
    expect(isDuration(textOf(fact('duration').querySelector('strong')), value('time_to_resolve'))).toBe(true);
    expect(
      isDuration(
        textOf(fact('response').querySelector('strong')).replace('after ', ''),
        value('time_to_detect'),
      ),
    ).toBe(true);
    const { comparisons, fixes } = scenarios[0]!.result.validation!;
    const labels = comparisons.map(({ label }) => label);
    expect(textOf(fact('confidence').querySelector('strong'))).toBe(
      `${count(labels, 'holds up')} of ${labels.length}`,
    );
    const others = labels.length - count(labels, 'holds up') - count(labels, 'missed');
    expect(textOf(fact('confidence'))).toMatch(
      new RegExp(`; ${count(labels, 'missed')} missed, ${others} (?:aren't|isn't) evidence$`),
    );
    const verdicts = ['short', 'slower'].map(
      (name) => fixes.find(({ variant }) => variant === name)!.verdict,
    );
    const help = verdicts.filter((one) => one === 'helps').length;
    expect(textOf(fact('actions'))).toContain('1 of 3 done');
    expect(textOf(fact('actions'))).toContain(`2 tried in a model: ${help} ${help === 1 ? 'helps' : 'help'}`);
    const said = [...page.querySelectorAll('.action-verdict')].map((label) => [
      textOf(label).toLowerCase(),
      textOf(label.nextElementSibling).replaceAll('`', ''),
    ]);
    // The row links to the finding, which has the details.
    expect(said).toEqual(
      ['short', 'slower'].map((name) => [
        fixes.find(({ variant }) => variant === name)!.verdict,
        'Finding 1',
      ]),
    );
    const durations = [...page.querySelectorAll('td[data-h="Duration"]')].map(textOf).slice(1);
    expect(durations.length).toBe(metrics.length);
    for (const text of durations) {
      const metric = metrics.find(({ formula }) => text.endsWith(formula))!;
      expect(isDuration(text.slice(0, text.indexOf(metric.name)), metric.value), text).toBe(true);
    }
  });

  test('findings, cards and model pages show the same counts', () => {
    const { scenarios } = copyOf('cold');
    const [warm, search] = scenarios.map(({ result }) => result);
    const labels = warm!.validation!.comparisons.map(({ label }) => label);
    const [up, missed] = [count(labels, 'holds up'), count(labels, 'missed')];
    const verb = up === 1 ? 'holds' : 'hold';
    const page = documentOf('incidents/cold/index.html');
    expect([...page.querySelectorAll('.findings li > span')].map(textOf)).toEqual([
      `${up} of ${labels.length} comparisons ${verb} up`,
      'every order of steps searched',
    ]);
    const unsourced = warm!.validation!.numbers.filter(
      ({ basis, inVariant }) => basis !== 'sourced' && !inVariant,
    ).length;
    const line = `${up} of ${labels.length} comparisons ${verb} up, ${missed} missed`;
    const model = documentOf('incidents/cold/models/warm-up/index.html');
    for (const one of [page.querySelector('#finding-warm-up .hc-sure'), model.querySelector('.hc-sure')]) {
      expect(textOf(one)).toContain(line);
      expect(textOf(one)).toContain(
        `${unsourced} numbers without a source and ${warm!.assumes.length} assumption`,
      );
    }
    expect(textOf(model.querySelector('.hc-fit .hc-figcaption'))).toContain(
      `${labels.length} comparisons: ${up === 0 ? '' : `${up} ${verb} up, `}`,
    );
    const cells = [...model.querySelectorAll('.hc-fit tr')].map(textOf);
    for (const { id, reason } of warm!.validation!.comparisons) {
      const row = cells.find((text) => text.includes(reason.replaceAll('`', '')));
      expect(row, reason).toContain(id);
    }
    const searched = documentOf('incidents/cold/models/two-writers/index.html');
    expect(search!.explorations.every(({ verdict }) => verdict !== 'incomplete')).toBe(true);
    expect(textOf(searched.querySelector('.hc-sure'))).toContain(
      'Every order of steps searched, within bounds.',
    );
  });

  test('the home page shows what is open, how long incidents took, and what was tried', () => {
    const { metrics, scenarios } = copyOf('cold');
    const home = documentOf('index.html');
    expect(textOf(home.querySelector('.now'))).toContain('1 open incident');
    const [, row] = [...home.querySelectorAll('.incident-row')];
    expect(
      isDuration(
        textOf(row!.querySelector('.row-length strong')),
        metrics.find(({ id }) => id === 'time_to_resolve')!.value,
      ),
    ).toBe(true);
    const { comparisons, fixes } = scenarios[0]!.result.validation!;
    const labels = comparisons.map(({ label }) => label);
    const up = count(labels, 'holds up');
    expect(textOf(row!.querySelector('.row-model'))).toBe(
      `${up} of ${labels.length} comparisons ${up === 1 ? 'holds' : 'hold'} up`,
    );
    const help = fixes.filter(({ verdict, variant }) => verdict === 'helps' && variant !== 'locked').length;
    const columns = [...home.querySelectorAll('.home-columns p')].map(textOf);
    expect(columns[0]).toBe('3 action items: 1 done, 2 open.');
    expect(columns.find((text) => /tried/.test(text))).toMatch(
      new RegExp(`^2 tried in a model: ${help} ${help === 1 ? 'helps' : 'help'}`),
    );
  });
});

describe('exports', () => {
  test('the Markdown copy has the values of the Result in place of citations', () => {
    const { result } = copyOf('cold').scenarios[0]!;
    const text = file('incidents/cold.md')
      .replace(/[`*]| \((?:observed|simulated)\)/g, '')
      .replace(/\s+/g, ' ');
    const pattern = /it is full at (.+?), after (\S+) failed requests\. (\d+) of (\d+) comparisons/;
    expect(text).toMatch(pattern);
    const [, at, failed, up, compared] = pattern.exec(text)!;
    const run = result.runs[0]!;
    expect(isMoment(at!, run.marks.find(({ id }) => id === 'recovered')!.at!, result)).toBe(true);
    expect(Number(failed!.replaceAll(',', ''))).toBe(Math.round(run.services[0]!.failed));
    const labels = result.validation!.comparisons.map(({ label }) => label);
    expect([Number(up), Number(compared)]).toEqual([count(labels, 'holds up'), labels.length]);
  });

  test('the JSON copy has durations that follow from the times, and the results that the text has', () => {
    const { metrics, incident, scenarios } = copyOf('cold');
    expect(metrics.length).toBeGreaterThan(1);
    for (const { formula, value } of metrics) {
      const [to, from] = formula.split(' − ').map((key) => Date.parse(incident[key]!));
      expect(value).toBe((to! - from!) * 1000);
    }
    expect(scenarios[0]!.result.validation!.comparisons).toEqual(versions.after.validation!.comparisons);
    const single: Result = JSON.parse(file('incidents/cold/models/warm-up.json'));
    expect(single.runs[0]!.marks).toEqual(versions.after.runs[0]!.marks);
  });

  test('feeds have the severity and times from the front matter', () => {
    const { incident } = copyOf('cold');
    const feed: { items: { title: string; content_html: string }[] } = JSON.parse(file('feed.json'));
    const item = feed.items.find(({ title }) => title === incident['title'])!;
    expect(item.content_html).toContain(
      `started ${incident['started_at']}, resolved ${incident['resolved_at']}.`,
    );
    // Drafts aren't in feeds.
    expect(feed.items.map(({ title }) => title)).toEqual([incident['title']]);
    const atom = new JSDOM(file('atom.xml'), { contentType: 'application/xml' }).window.document;
    const entries = [...atom.querySelectorAll('entry')].map((entry) => [
      entry.querySelector('title')!.textContent,
      entry.querySelector('content')!.textContent!.trim(),
    ]);
    expect(entries).toEqual(feed.items.map(({ title, content_html }) => [title, content_html.trim()]));
  });
});

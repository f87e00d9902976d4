import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Analyzer } from './analysis.ts';
import { completionsAt } from './complete.ts';
import { createVocabularies } from './vocabulary.ts';

const SCENARIO = `scenario: shop
until: 1m
const: { size: 4 }
state:
  open: true
  queued: 0
  plan: { type: { version: int, zone: string, at: { wait: duration } } }
  tasks: { type: 'list<{ size: int, tag: string }>' }
let: { busy: queued > 2 }
#scenario
processes:
  clerk:
    instances: [A, B]
    local: { tries: 0, job: { type: { size: int, owner: string } } }
    let: { near: self.tries > 1 }
    steps:
      - id: work
        delay: 1s
        #step
      - id: choice
        either:
          - id: left
            #branch
          - { id: right }
channels: { net: { latency: 1s }, pile: { shared: true } }
services:
  shop:
    concurrency: 2
    #service
  store:
    #store
load:
  - { id: visits, to: shop, arrivals: { dist: poisson, rate: 5/s } }
invariants: { fine: queued < 9 }
`;

/** The labels offered for a line that is typed in place of a comment. `|` marks the cursor. */
function offered(comment: string, typed: string): string[] {
  const line = SCENARIO.split('\n').find((one) => one.trim() === `#${comment}`)!;
  const indent = line.slice(0, line.indexOf('#'));
  const written = typed.split('\n').map((part) => indent + part);
  const before = SCENARIO.slice(0, SCENARIO.indexOf(line));
  const head = before + written.join('\n').split('|')[0];
  const text = SCENARIO.replace(line, written.join('\n').replace('|', ''));
  const analyzer = new Analyzer();
  // Names come from the text before the line was typed.
  analyzer.analyze('shop.md', page(SCENARIO));
  const analysis = analyzer.analyze('shop.md', page(text));
  const lines = page(head).split('\n```\n').slice(0, -1).join('\n```\n').split('\n');
  const place = { line: lines.length, column: lines.at(-1)!.length + 1 };
  return completionsAt(analysis, place, createVocabularies()).map(({ label }) => label);
}

function page(scenario: string): string {
  return `\`\`\`scenario\n${scenario}\n\`\`\`\n`;
}

it.each([
  [
    'sections',
    'scenario',
    '|',
    ['init', 'outcomes', 'trigger', 'step_invariants', 'always_eventually'],
    ['until', 'state'],
  ],
  ['keys of init', 'scenario', 'init:\n  |', ['choose', 'where'], ['say']],
  [
    'variables with several initial values',
    'scenario',
    'init:\n  choose:\n    |',
    ['open', 'queued', 'plan'],
    ['tries', 'size'],
  ],
  [
    'names in the condition on initial states',
    'scenario',
    'init:\n  choose: { queued: range(2) }\n  where: |',
    ['queued', 'busy', 'size'],
    ['work'],
  ],
  ['keys of an outcome', 'scenario', 'outcomes:\n  lost:\n    |', ['is', 'at', 'better', 'unit'], ['window']],
  ['names under let', 'scenario', 'marks:\n  m: |', ['busy', 'queued'], ['self.near']],
  ['steps and faults as triggers', 'scenario', 'trigger: |', ['clerk'], ['queued']],
  ['keys of a step', 'step', '|', ['draw', 'may_wait', 'choose'], ['chance', 'delay']],
  ['names of a process', 'step', 'when: |', ['self.tries', 'self.near', 'busy', 'plan'], ['near']],
  ['fields of a record', 'step', 'when: plan.|', ['version', 'zone', 'at'], ['size', 'filter', 'busy']],
  ['fields of a record in a record', 'step', 'when: queued > 1 && plan.at.|', ['wait'], ['zone']],
  ['fields of a local record', 'step', 'when: self.job.o|', ['size', 'owner'], ['tag']],
  ['fields of an old record', 'step', "say: 'was <old.plan.|", ['version', 'zone'], ['wait']],
  ['fields of an item', 'step', "when: 'tasks[0].|'", ['size', 'tag'], ['owner']],
  ['fields of the items in a macro', 'step', "when: 'tasks.exists(t, t.|'", ['size', 'tag'], ['filter']],
  ['methods of a list, not fields', 'step', 'when: tasks.|', ['exists', 'filter'], ['tag']],
  ['fields to set', 'step', 'set:\n  plan.|', ['plan.version', 'plan.at'], ['open', 'plan']],
  ['channels to receive from', 'step', 'receive:\n  from: |', ['pile'], ['queued']],
  ['channels to send to', 'step', 'send:\n  to: |', ['pile', 'clerk'], ['queued']],
  ['keys of receive', 'step', 'receive:\n  |', ['as', 'from', 'where', 'head'], ['via']],
  ['distributions of numbers', 'step', 'draw:\n  u:\n    dist: |', ['uniform', 'lognormal'], ['gamma']],
  ['keys of an alternative', 'branch', '|', ['chance', 'weight', 'fair'], ['either']],
  [
    'keys of a service',
    'service',
    '|',
    ['members', 'health_check', 'pools', 'autoscale', 'balance'],
    ['concurrency'],
  ],
  [
    'keys of a health check',
    'service',
    'health_check:\n  |',
    ['every', 'unhealthy_after', 'min_healthy'],
    ['members'],
  ],
  ['the basis of a number', 'service', 'slowdown:\n  |', ['value', 'basis', 'source', 'range'], ['members']],
  ['the basis of a delay', 'step', 'delay:\n  |', ['dist', 'value', 'source', 'range'], ['id']],
  ['the basis of a variable', 'scenario', 'state:\n  n:\n    |', ['type', 'init', 'value', 'source'], ['is']],
  ['ways to balance', 'service', 'balance: |', ['round_robin', 'least_busy', 'random'], ['poisson']],
  [
    'when a pool is held',
    'store',
    'pools:\n  threads:\n    held: |',
    ['always', 'working', 'calling'],
    ['first'],
  ],
])('offers %s', (_what, comment, typed, expected, not) => {
  const labels = offered(comment, typed);
  expect(labels).toEqual(expect.arrayContaining(expected));
  for (const label of not) expect(labels).not.toContain(label);
});

it('offers patterns in front matter', () => {
  const front = ['---', 'title: A', 'patterns: [stale-'];
  const text = `${front.join('\n')}]\n---\n`;
  const analysis = new Analyzer().analyze('a.md', text);
  const place = { line: 3, column: front[2]!.length + 1 };
  const labels = completionsAt(analysis, place, createVocabularies()).map(({ label }) => label);
  expect(labels).toContain('stale-check');
});

describe('a map', () => {
  it('has keys, and constants as axes', () => {
    expect(offered('scenario', 'map: { | }')).toEqual(['x', 'y']);
    expect(offered('scenario', 'map:\n  x:\n    |')).toEqual(['path', 'values', 'range', 'points']);
    expect(offered('scenario', 'map:\n  x: |')).toEqual(['const.size']);
    expect(offered('scenario', 'map:\n  x: const.|')).toEqual(['const.size']);
    expect(offered('scenario', 'map: { x: const.size, y: { path: | } }')).toEqual(['const.size']);
  });
});

describe('observed series', () => {
  /** The labels offered at `|` in a page with the series `errors` and `latency`. */
  function offeredOnPage(typed: string): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'hindcast-series-'));
    try {
      const series = join(folder, 'page', 'series');
      mkdirSync(series, { recursive: true });
      for (const name of ['errors', 'latency']) {
        const head = `# series: ${name}\n# unit: %\n# stamp: end\n# window: 60s\ntime,value\n`;
        writeFileSync(join(series, `${name}.csv`), `${head}2025-10-20T06:00:00Z,1\n`);
      }
      const before = typed.split('|')[0]!.split('\n');
      const analysis = new Analyzer().analyze(join(folder, 'page.md'), typed.replace('|', ''));
      const place = { line: before.length, column: before.at(-1)!.length + 1 };
      return completionsAt(analysis, place, createVocabularies()).map(({ label }) => label);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('are offered in a `series` block, as are its keys', () => {
    expect(offeredOnPage('```series\n|\n```\n')).toEqual(
      expect.arrayContaining(['show', 'title', 'from', 'to', 'moments', 'scenario', 'visibility']),
    );
    const rest = offeredOnPage('```series\nshow: errors\n|\n```\n');
    expect(rest).toContain('title');
    expect(rest).not.toContain('show');
    expect(offeredOnPage('```series\nshow: |\n```\n')).toEqual(['errors', 'latency']);
    expect(offeredOnPage('```series\nshow: [errors, |]\n```\n')).toEqual(['errors', 'latency']);
    expect(offeredOnPage('```series\nshow: errors\nvisibility: |\n```\n')).toEqual(['internal', 'public']);
  });

  it.each(['observed: |', 'observed: series.|'])('are offered for a measure: %s', (typed) => {
    const page = `\`\`\`scenario\nscenario: a\nuntil: 1m\nmeasure:\n  ratio:\n    is: 1.0\n    ${typed}\n\`\`\`\n`;
    expect(offeredOnPage(page)).toEqual(['series.errors', 'series.latency']);
  });
});

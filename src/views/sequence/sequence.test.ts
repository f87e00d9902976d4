import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../diagrams/render.ts';
import type { Result } from '../../result.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import {
  emptyResult,
  HOSTILE,
  hostileResult,
  manyEventsResult,
  noClockResult,
} from '../../tests/support/results/run-odd.ts';
import { excerptOf } from './excerpt.ts';
import { escapeLines, escapeMermaid } from './mermaid.ts';
import { sequenceFigure, sequenceTable, sequenceText } from './sequence.ts';

function text(result: Result, options = {}): string {
  return sequenceText(result, result.runs[0]!, options);
}

const lines = text(awsResult()).split('\n');
const messages = (all: readonly string[]) => all.filter((line) => /^p\d+-[->x)]+p\d+: /.test(line));

describe('sequence diagram', () => {
  it('has a title, a description and the lanes listed in the scenario', () => {
    expect(lines[0]).toBe('sequenceDiagram');
    expect(lines[1]).toBe(
      'accTitle: Two Enactors race#59; clean-up deletes the plan in use: sequence of events, base run',
    );
    expect(lines[2]).toMatch(/^accDescr: The diagram shows \d+ events from 5 participants\./);
    expect(lines.filter((line) => line.startsWith('participant'))).toEqual([
      'participant p0 as planner',
      'participant p1 as E1',
      'participant p2 as E2',
      'participant p3 as route53',
      'participant p4 as operators',
    ]);
  });

  it('shows the stale write, its changes and the violation on a red background', () => {
    const start = lines.indexOf('rect rgb(253, 224, 221)');
    expect(lines.slice(start - 2, start + 5)).toEqual([
      'p1->>p3: 23:48:02 points the endpoint at plan 110',
      'Note over p3: active: 110 (was 118)',
      'rect rgb(253, 224, 221)',
      'p2->>p3: 23:48:03 deletes plans<br/>up to 116',
      'Note over p3: addresses: 0 (was 3)',
      'Note over p0,p4: endpoint_resolves is violated:<br/>active == 0 || !(active in deleted)<br/>is false',
      'end',
    ]);
    expect(text(awsResult(), { breakColor: 'rgba(1, 2, 3, 0.5)' })).toContain('rect rgba(1, 2, 3, 0.5)\n');
    expect(text(awsResult(), { breakColor: 'red\nend' })).toContain('rect rgb(253, 224, 221)\n');
  });

  it('folds cycles into notes with a count and an end time', () => {
    expect(lines).toContain('Note over p0,p3: these 8 steps repeat 4 more times<br/>until 23:39:06 PDT');
    expect(lines).toContain('Note over p0: this step repeats 155<br/>more times until<br/>02:24:00 PDT');
  });

  it('compares marks with observed times and labels gaps', () => {
    expect(lines).toContain(
      'Note over p0,p4: mark dns_fails at 23:48:03 PDT<br/>(observed 23:48 PDT, +2.9 s)',
    );
    expect(lines.some((line) => /… 11 min later, \d+ events left out …/.test(line))).toBe(true);
  });

  it('limits 2,000 events to a readable excerpt and accounts for every one', () => {
    const result = manyEventsResult();
    const run = result.runs[0]!;
    const excerpt = excerptOf(result, run);
    const drawn = excerpt.items.filter((item) => item.kind === 'event').length;
    const folded = excerpt.items.reduce((sum, i) => sum + (i.kind === 'repeats' ? i.steps * i.times : 0), 0);
    const gaps = excerpt.items.reduce((sum, i) => sum + (i.kind === 'gap' ? i.leftOut : 0), 0);
    expect(drawn).toBeLessThanOrEqual(40);
    expect(drawn + folded + excerpt.leftOut + excerpt.elsewhere).toBe(run.trace.length);
    expect(gaps).toBe(excerpt.leftOut);
    expect(excerpt.lanes).toHaveLength(12);
    expect(text(result)).toContain('is violated');
    expect(sequenceFigure(result, run, '<svg></svg>')).toMatch(/[\d,]+ events are left out\./);
  });

  it('always shows inputs, marks, violations and restored invariants', () => {
    for (const result of [awsResult(), manyEventsResult(), noClockResult()]) {
      const run = result.runs[0]!;
      const { items } = excerptOf(result, run);
      const drawn = new Set(items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])));
      const must = run.trace.filter((e) => e.observed !== null || e.breaks.length + e.restores.length > 0);
      expect(must.filter((e) => !drawn.has(e))).toEqual([]);
      expect(items.filter((item) => item.kind === 'mark')).toHaveLength(
        run.marks.filter((mark) => mark.at !== null).length,
      );
    }
  });

  it('has a table with the same rows as the diagram', () => {
    for (const result of [awsResult(), manyEventsResult(), noClockResult(), hostileResult()]) {
      const run = result.runs[0]!;
      const { items } = excerptOf(result, run);
      const rows = new JSDOM(sequenceTable(result, run)).window.document.querySelectorAll('tbody tr');
      expect(rows).toHaveLength(items.length);
      const arrows = messages(text(result).split('\n'));
      expect(arrows.length).toBeGreaterThan(0);
      expect(arrows.length).toBeLessThanOrEqual(3 * items.filter((item) => item.kind === 'event').length);
    }
  });

  it('works without a clock, events or lanes', () => {
    expect(text(noClockResult())).toContain('p0->>p1: 120.5 ms enters');
    expect(text(emptyResult())).toContain('Note over p0: no events');
  });
});

describe('text for mermaid', () => {
  it('turns characters that could be syntax into entity codes', () => {
    expect(escapeMermaid('a; b#c <d> %% {x} `y` $z$ &amp')).toBe(
      'a#59; b#35;c #60;d#62; #37;#37; #123;x#125; #96;y#96; #36;z#36; #38;amp',
    );
    expect(escapeMermaid('end of the trend, END, restyle classDef wrap:')).toBe(
      '#101;nd of the trend, #69;ND, re#115;tyle #99;lassDef wrap:',
    );
    expect(escapeMermaid('wrap: x\ny\u202ez\u0000')).toBe('#119;rap: x yz');
    expect(escapeMermaid('ﬂ°°60¶ß')).toBe('#64258;#176;#176;60#182;#223;');
  });

  it('leaves no character that ends a line or starts a comment', () => {
    for (const bad of HOSTILE) {
      const safe = escapeLines(bad, 20, 9).replaceAll('<br/>', '').replace(/#\d+;/g, '');
      expect(safe).not.toMatch(/[;#\n<>{}%`$&]/);
      expect(safe).not.toMatch(/\bend\b/i);
    }
  });

  it('renders hostile text as visible text', async () => {
    const renderer = await createRenderer();
    const drawn = await renderer.render('hostile', text(hostileResult()));
    expect(drawn).toMatchObject({ ok: true });
    const svg = drawn.ok ? drawn.svg : '';
    const { document } = new JSDOM(svg).window;
    expect(document.querySelectorAll('script, img, foreignObject, a')).toHaveLength(0);
    const seen = document.querySelector('svg')!.textContent!;
    expect(seen).toContain('onerror=');
    expect(seen).toContain('{"theme":"dark"}}%%');
    expect(seen).toContain('$$y$$');
    const plain = await renderer.render('race', text(awsResult()));
    expect(plain.ok && plain.svg).toContain('mmd-fill-break');
  });
});

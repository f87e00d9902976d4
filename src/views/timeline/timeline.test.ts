import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Result, Run } from '../../result.ts';
import { awsResult, emptyRun } from '../../tests/support/results/run.ts';
import {
  emptyResult,
  hostileResult,
  manyEventsResult,
  noClockResult,
} from '../../tests/support/results/run-odd.ts';
import { event } from '../../tests/support/results/trace.ts';
import { HOUR, MINUTE } from '../../time/duration.ts';
import { textWidth } from '../drawing/text-fit.ts';
import { momentsOf } from '../trace/moments.ts';
import { timeline } from './timeline.ts';

const ALL: readonly [string, Result][] = [
  ['the race', awsResult()],
  ['an empty run', emptyResult()],
  ['no clock', noClockResult()],
  ['2,000 events', manyEventsResult()],
  ['hostile strings', hostileResult()],
];

function draw(result: Result, run: Run = result.runs[0]!): Document {
  return new JSDOM(timeline(result, run)).window.document;
}

function texts(document: Document, selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((element) => element.textContent ?? '');
}

interface TextBox {
  text: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** Bounding boxes of text elements, estimated in the same way as when they're placed. */
function textBoxes(document: Document): TextBox[] {
  return [...document.querySelectorAll('.hc-tl-svg text')].map((element) => {
    const number = (name: string, fallback: number) => Number(element.getAttribute(name) ?? fallback);
    const size = number('font-size', 12);
    const text = element.textContent ?? '';
    const width = textWidth(text, size);
    const anchor = element.getAttribute('text-anchor');
    const x = number('x', 0);
    const x0 = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    const y = number('y', 0);
    return { text, x0, x1: x0 + width, y0: y - size * 0.75, y1: y + size * 0.2 };
  });
}

describe('timeline', () => {
  it.each(ALL)('places text without overlap, inside the drawing: %s', (_, result) => {
    for (const run of result.runs) {
      const document = draw(result, run);
      const boxes = textBoxes(document);
      const pairs = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter((b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1)
          .map((b) => `${a.text} / ${b.text}`),
      );
      expect(pairs).toEqual([]);
      const [, , width, height] = document
        .querySelector('.hc-tl-svg')!
        .getAttribute('viewBox')!
        .split(' ')
        .map(Number) as [number, number, number, number];
      const beyond = boxes.filter((box) => box.x0 < 0 || box.x1 > width || box.y0 < 0 || box.y1 > height);
      expect(beyond).toEqual([]);
    }
  });

  it.each(ALL)(
    'lists notable events and every fact, mark and change of impact in the table: %s',
    (_, result) => {
      const run = result.runs[0]!;
      const rows = draw(result).querySelectorAll('.hc-table-moments tbody tr');
      const turns = run.services.flatMap((service) =>
        service.windows.flatMap((w) => (w.to === null ? [1] : [1, 1])),
      );
      const marks = run.marks.filter((mark) => mark.at !== null);
      const others = result.observed.length + marks.length + turns.length + 1;
      expect(momentsOf(result, run)).toHaveLength(run.trace.length + others);
      const shown = rows.length - others;
      const note = /routine events? (?:is|are) left out/.test(draw(result).body.textContent);
      expect(shown).toBeLessThanOrEqual(Math.min(run.trace.length, 150));
      expect(note).toBe(shown < run.trace.length);
      // Events that violate or restore an invariant are never left out.
      const turnsOfState = run.trace.filter(
        (event) => event.breaks.length + event.restores.length > 0,
      ).length;
      expect(draw(result).querySelectorAll('.hc-row-breaks, .hc-row-restores').length).toBeGreaterThanOrEqual(
        Math.min(turnsOfState, 150),
      );
    },
  );

  it('shortens polling in the table, but keeps what happens rarely', () => {
    const polls = Array.from({ length: 60 }, (_, i) =>
      event(i * MINUTE, 'p', { step: 'poll', say: 'polls' }),
    );
    const rare = Array.from({ length: 10 }, (_, i) => event(HOUR + i, 'q', { step: 'act', say: 'acts' }));
    const result = emptyResult();
    const run = { ...emptyRun(), trace: [...polls, ...rare] };
    const { body } = draw({ ...result, runs: [run] }, run);
    const said = texts(body.ownerDocument, '.hc-table-moments .hc-what');
    expect(said.filter((text) => text === 'polls')).toHaveLength(2);
    expect(said.filter((text) => text === 'acts')).toHaveLength(10);
    expect(body.textContent).toContain('58 routine events are left out.');
  });

  it('draws a lane per participant and violated invariant, outcomes first', () => {
    expect(texts(draw(awsResult()), '.hc-tl-gutter .hc-tl-name')).toEqual([
      'PDT',
      'Observed',
      'Simulated',
      'dynamodb',
      'replication',
      'endpoint_resolves',
      'planner',
      'E1',
      'E2',
      'operators',
      'clients',
      'route53',
      'UTC',
    ]);
    expect(texts(draw(awsResult()), '.hc-tl-gutter .hc-tl-role')).toContain('fleet of 10,000');
  });

  it('writes the residual between each observed fact and its mark', () => {
    const labels = texts(draw(awsResult()), '.hc-tl-connector title');
    expect(labels).toEqual([
      'dns_fails: +2.9 s, within',
      'mitigated: not by end of run',
      'dns_restored: 0 s, input',
      'replicas_ok: +4 min 30 s, outside',
      'connections_ok: +1 min 10 s, fitted',
    ]);
    const document = draw(awsResult());
    expect(document.querySelectorAll('.hc-agree-within')).toHaveLength(1);
    expect(document.querySelectorAll('.hc-agree-outside')).toHaveLength(1);
  });

  it('labels axis breaks with their duration and number of events', () => {
    const labels = texts(draw(awsResult()), '.hc-tl-break-label text');
    expect(labels).toEqual(['50 min', '49 events', '37 min', '36 events', '1 h 10 min', '69 events']);
    expect(draw(awsResult()).querySelectorAll('.hc-tl-break-edge')).toHaveLength(3 + 1);
    expect(texts(draw(manyEventsResult()), '.hc-tl-break-label')).toEqual([]);
  });

  it('has both axes, with round times and days', () => {
    const days = texts(draw(awsResult()), '.hc-tl-day');
    expect(days).toEqual(['Oct 19 PDT', 'Oct 20 PDT', 'Oct 20 UTC']);
    const times = texts(draw(awsResult()), '.hc-tl-time');
    expect(times).toContain('23:40');
    expect(times).toContain('06:40');
    expect(texts(draw(noClockResult()), '.hc-tl-time')).toContain('250 ms');
    expect(texts(draw(noClockResult()), '.hc-tl-name')).toContain('Simulated time');
  });

  it('draws impact to scale and labels services without impact', () => {
    const document = draw(awsResult());
    expect(texts(document, '.hc-tl-impact title')).toEqual([
      'dynamodb: impact, 2 h 53 min, peak error rate 97%, 3,281,000 failed requests',
    ]);
    expect(texts(document, '.hc-tl-label')).toContain('no impact');
  });

  it('merges events that are too close into counted markers', () => {
    const result = manyEventsResult();
    const document = draw(result);
    const counts = texts(document, '.hc-tl-svg .hc-count').map(Number);
    const single = document.querySelectorAll('.hc-tl-svg .hc-tl-marker').length - counts.length;
    expect(counts.reduce((sum, n) => sum + n, 0) + single).toBe(result.runs[0]!.trace.length);
    expect(document.querySelectorAll('.hc-look-breaks').length).toBeGreaterThan(0);
  });

  it('has an accessible name, a description and a focusable scroll container', () => {
    const document = draw(awsResult());
    const svg = document.querySelector('.hc-tl-svg')!;
    const [title, description] = svg.getAttribute('aria-labelledby')!.split(' ');
    expect(document.getElementById(title!)!.textContent).toContain('base run');
    expect(document.getElementById(description!)!.textContent).toContain(
      'dynamodb is impacted from 23:48:00 PDT to 02:41:00 PDT (2 h 53 min), with an error rate of up to 97%.',
    );
    const box = document.querySelector('.hc-tl-scroll')!;
    expect([box.getAttribute('tabindex'), box.getAttribute('role')]).toEqual(['0', 'group']);
    expect(box.getAttribute('aria-label')).toContain('timeline');
  });

  it('says if the trace is truncated or the run ended early', () => {
    expect(timeline(manyEventsResult(), manyEventsResult().runs[0]!)).toContain('1,234 later events');
    expect(timeline(noClockResult(), noClockResult().runs[0]!)).toContain(
      'nothing more could happen, and instances were still waiting',
    );
  });

  it('draws open bars to the end of the run and shades the time after it', () => {
    const base = awsResult();
    const late = { ...base.observed[0]!, id: 'late', t: 9 * HOUR };
    const services = base.runs[0]!.services.map((service) => ({
      ...service,
      windows: [{ from: 18 * MINUTE, to: null, failed: 5, worstErrorRate: 1 }],
    }));
    const document = draw({ ...base, observed: [...base.observed, late] }, { ...base.runs[0]!, services });
    expect(texts(document, '.hc-tl-outside title')).toEqual(['after the run ends']);
    expect(document.querySelectorAll('.hc-tl-impact .hc-tl-open')).toHaveLength(2);
    expect(texts(document, '.hc-tl-label')).toContain('peak error rate 100% · ongoing at end');
  });

  it('accepts a run that ends immediately and an unknown actor', () => {
    const result = { ...emptyResult(), runs: [] };
    const still: Run = { ...emptyRun(), ended: { at: 0, because: 'idle' } };
    expect(timeline(result, still)).toContain('<figure');
    const stranger = { ...emptyRun(), trace: [event(5, 'nobody knows me')] };
    expect(texts(draw(result, stranger), '.hc-tl-name').join()).toContain('nobody');
  });
});

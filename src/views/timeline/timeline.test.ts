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

/** Boxes of the texts of a picture, by the same measure that placed them. */
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
  it.each(ALL)('writes no text over another, nor beyond the picture: %s', (_, result) => {
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
    'lists events that are news, every fact, mark and turn of impact in the table: %s',
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
      const note = draw(result).body.textContent.includes('that only repeat these are left out here');
      if (run.trace.length <= 150) expect(shown).toBe(run.trace.length);
      else expect([shown > 0, shown <= 150, note]).toEqual([true, true, true]);
      // What breaks or mends something is never left out.
      const turnsOfState = run.trace.filter((event) => event.breaks.length + event.mends.length > 0).length;
      expect(draw(result).querySelectorAll('.hc-row-breaks, .hc-row-mends').length).toBeGreaterThanOrEqual(
        Math.min(turnsOfState, 150),
      );
    },
  );

  it('draws a lane for each participant and each broken invariant, outcomes first', () => {
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
      'mitigated: not by the end',
      'dns_restored: 0 s, input',
      'replicas_ok: +4 min 30 s, outside',
      'connections_ok: +1 min 10 s, fitted',
    ]);
    const document = draw(awsResult());
    expect(document.querySelectorAll('.hc-agree-within')).toHaveLength(1);
    expect(document.querySelectorAll('.hc-agree-outside')).toHaveLength(1);
  });

  it('marks breaks of the axis with their length and what they hide', () => {
    const labels = texts(draw(awsResult()), '.hc-tl-break-label text');
    expect(labels).toEqual(['50 min', '49 routine', '37 min', '36 routine', '1 h 10 min', '69 routine']);
    expect(draw(awsResult()).querySelectorAll('.hc-tl-break-edge')).toHaveLength(3 + 1);
    expect(texts(draw(manyEventsResult()), '.hc-tl-break-label')).toEqual([]);
  });

  it('has both axes, with round times and days', () => {
    const days = texts(draw(awsResult()), '.hc-tl-day');
    expect(days).toEqual(['19 Oct PDT', '20 Oct PDT', '20 Oct UTC']);
    const times = texts(draw(awsResult()), '.hc-tl-time');
    expect(times).toContain('23:40');
    expect(times).toContain('06:40');
    expect(texts(draw(noClockResult()), '.hc-tl-time')).toContain('250 ms');
    expect(texts(draw(noClockResult()), '.hc-tl-name')).toContain('Simulated time');
  });

  it('draws impact to scale and says so plainly where there is none', () => {
    const document = draw(awsResult());
    expect(texts(document, '.hc-tl-impact title')).toEqual([
      'dynamodb: impact, up to 97 % fail, 2 h 53 min, 3,281,000 failed requests',
    ]);
    expect(texts(document, '.hc-tl-label')).toContain('no impact');
  });

  it('merges what is too close to be told apart, and counts it', () => {
    const result = manyEventsResult();
    const document = draw(result);
    const counts = texts(document, '.hc-tl-svg .hc-count').map(Number);
    const single = document.querySelectorAll('.hc-tl-svg .hc-tl-marker').length - counts.length;
    expect(counts.reduce((sum, n) => sum + n, 0) + single).toBe(result.runs[0]!.trace.length);
    expect(document.querySelectorAll('.hc-look-breaks').length).toBeGreaterThan(0);
  });

  it('has a name, a description and a box that keyboards can scroll', () => {
    const document = draw(awsResult());
    const svg = document.querySelector('.hc-tl-svg')!;
    const [title, description] = svg.getAttribute('aria-labelledby')!.split(' ');
    expect(document.getElementById(title!)!.textContent).toContain('base run');
    expect(document.getElementById(description!)!.textContent).toContain(
      'dynamodb is impacted from 23:48:00 PDT to 02:41:00 PDT, 2 h 53 min, up to 97 % of requests fail.',
    );
    const box = document.querySelector('.hc-tl-scroll')!;
    expect([box.getAttribute('tabindex'), box.getAttribute('role')]).toEqual(['0', 'group']);
    expect(box.getAttribute('aria-label')).toContain('timeline');
  });

  it('tells what the run leaves open', () => {
    expect(timeline(manyEventsResult(), manyEventsResult().runs[0]!)).toContain('1,234 later events');
    expect(timeline(noClockResult(), noClockResult().runs[0]!)).toContain('The run ended in a deadlock');
  });

  it('draws bars to the end of the run and shades what lies beyond it', () => {
    const base = awsResult();
    const late = { ...base.observed[0]!, id: 'late', t: 9 * HOUR };
    const services = base.runs[0]!.services.map((service) => ({
      ...service,
      windows: [{ from: 18 * MINUTE, to: null, failed: 5, worstErrorRate: 1 }],
    }));
    const document = draw({ ...base, observed: [...base.observed, late] }, { ...base.runs[0]!, services });
    expect(texts(document, '.hc-tl-outside title')).toEqual(['after the run has ended']);
    expect(document.querySelectorAll('.hc-tl-impact .hc-tl-open')).toHaveLength(2);
    expect(texts(document, '.hc-tl-label')).toContain('up to 100 % fail · not over by the end');
  });

  it('survives a run that ends at once, and a stranger that acts', () => {
    const result = { ...emptyResult(), runs: [] };
    const still: Run = { ...emptyRun(), ended: { at: 0, because: 'idle' } };
    expect(timeline(result, still)).toContain('<figure');
    const stranger = { ...emptyRun(), trace: [event(5, 'nobody knows me')] };
    expect(texts(draw(result, stranger), '.hc-tl-name').join()).toContain('nobody');
  });
});

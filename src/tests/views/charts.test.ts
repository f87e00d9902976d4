import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { bars } from '../../cli/output/measure-text.ts';
import { seriesLines, sweepLines } from '../../cli/output/result-text.ts';
import type { Result } from '../../result.ts';
import { nothingToShow, renderView } from '../../views/views.ts';
import { timesOf } from '../../views/words/time-format.ts';
import { stormResult } from './retry-storm.ts';

const CHARTS = ['load', 'latency', 'backlog', 'errors', 'measures', 'dependencies'] as const;

let run: Result;
let swept: Result;

beforeAll(() => {
  run = stormResult(1);
  swept = stormResult(3);
});

function page(view: string, result: Result, options = {}): Document {
  return new JSDOM(renderView(view, result, options)).window.document;
}

function summaries(document: Document): string[] {
  return [...document.querySelectorAll('.hc-panel-summary')].map((one) => one.textContent!);
}

/** Rows in the page's n-th CSV file, counting from 0. */
function csv(document: Document, index = 0): string[][] {
  const link = document.querySelectorAll('a.hc-csv')[index]!;
  const [, text] = /^data:text\/csv;charset=utf-8,(.*)$/.exec(link.getAttribute('href')!)!;
  return decodeURIComponent(text!)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

describe.each(CHARTS)('%s of an engine run', (view) => {
  it('has a chart in two sizes, each with a name and a description', () => {
    const document = page(view, run);
    const pictures = [...document.querySelectorAll('svg[role="img"]')];
    expect(pictures.length).toBeGreaterThan(0);
    expect(document.querySelectorAll('.hc-chart-wide svg')).toHaveLength(pictures.length / 2);
    for (const picture of pictures) {
      expect(picture.getAttribute('aria-label')).not.toBe('');
      const description = document.getElementById(picture.getAttribute('aria-describedby')!);
      expect(description!.textContent!.length).toBeGreaterThan(20);
    }
  });

  it('has its data as a table', () => {
    expect(page(view, run).querySelectorAll('details table').length).toBeGreaterThan(0);
  });
});

describe('the retry storm', () => {
  it('shows lost goodput, amplified load and metastability', () => {
    const document = page('load', run);
    const [checkout, database] = summaries(document);
    expect(checkout).toMatch(
      /^Goodput is \d\d(\.\d)?\/s before the first fault\. After that, it’s below half of that level for 3 min/,
    );
    expect(checkout).toContain('and still at the end');
    expect(database).toMatch(
      /Offered load peaks at [3-9]\d\d(\.\d)?\/s at 09:01:\d\d CET, [4-9](\.\d)?× the level before the first fault/,
    );
    expect(document.querySelector('.hc-figcaption')!.textContent).toContain('metastable');
    expect(document.body.textContent).toContain('Times are in Europe/Berlin (UTC+1).');
    expect(document.querySelectorAll('.hc-ch-span.hc-ch-fault rect')).toHaveLength(4);
    expect([...document.querySelectorAll('.hc-ch-unsteady text')].map((one) => one.textContent)).toContain(
      'not recovered',
    );
  });

  it('recovers in a variant, and the chart shows when', () => {
    const document = page('load', run, { variant: 'short_queue' });
    expect(document.querySelectorAll('.hc-ch-rule.hc-ch-steady').length).toBeGreaterThan(0);
    expect(document.body.textContent).toMatch(/The steady state returns at 09:01:\d\d CET/);
    expect(document.body.textContent).not.toContain('metastable');
  });

  it('limits the rows of the CSV and the table by combining windows', () => {
    const document = page('load', run);
    const { series } = run.runs[0]!.services[0]!;
    const rows = csv(document);
    const group = Math.ceil(series.goodput.length / 48);
    expect(group).toBeGreaterThan(1);
    expect(rows[0]).toEqual(['utc', 'offered_per_second', 'goodput_per_second']);
    expect(rows).toHaveLength(Math.ceil(series.offered.length / group) + 1);
    const means = Array.from({ length: rows.length - 1 }, (_, row) => {
      const part = series.goodput.slice(row * group, (row + 1) * group).map(Number);
      return part.reduce((a, b) => a + b, 0) / part.length;
    });
    rows.slice(1).forEach((row, i) => {
      expect(Number(row[2])).toBeCloseTo(means[i]!, 3);
    });
    expect(document.querySelectorAll('details')[0]!.querySelectorAll('tbody tr').length).toBeLessThanOrEqual(
      48,
    );
  });

  it('shows a single service on request and says why a view would be empty', () => {
    expect(summaries(page('load', run, { service: 'orders_db' }))).toHaveLength(1);
    expect(nothingToShow('load', run, { service: 'nobody' })).toBe('this run has no service named nobody');
    expect(nothingToShow('sweep', run)).toBe('the scenario makes only one run');
    expect(nothingToShow('sensitivity', { ...run, sensitivities: [] })).toContain("doesn't vary any values");
    expect(nothingToShow('measures', { ...run, runs: [{ ...run.runs[0]!, measures: [] }] })).toContain(
      'no measures',
    );
    expect(CHARTS.map((view) => nothingToShow(view, run))).toEqual(CHARTS.map(() => null));
    expect(renderView('sweep', run)).toContain('Nothing to show');
  });

  it('shows the steady state and the related marks in the chart of a measure', () => {
    const document = page('measures', run);
    const texts = [...document.querySelectorAll('.hc-chart-wide text')].map((one) => one.textContent);
    expect(texts).toContain('steady state: goodput >= 70.0');
    expect(texts.some((text) => /^collapse 09:01:\d\d CET$/.test(text!))).toBe(true);
  });

  it('draws the calls between services', () => {
    expect(run.dependencies).toEqual([
      { from: 'shoppers', kind: 'load', to: 'checkout', required: true },
      { from: 'checkout', kind: 'service', to: 'orders_db', required: true },
    ]);
    expect(page('dependencies', run).querySelectorAll('.hc-chart-wide .hc-dep-spread')).toHaveLength(2);
  });
});

describe('many runs', () => {
  it('report the number of runs for each metric', () => {
    const document = page('sweep', swept);
    expect(document.querySelector('.hc-figcaption')!.textContent).toContain(
      'The base is metastable in all 3 runs.',
    );
    const rows = csv(document).slice(1);
    const recovery = rows.filter((row) => row[0] === 'Recovery');
    expect(recovery.map((row) => [row[2], row[5]])).toEqual([
      ['base', '0'],
      ['no_retries', '3'],
      ['retry_budget', '3'],
      ['short_queue', '3'],
    ]);
    const said = [...document.querySelectorAll('.hc-chart-wide .hc-ch-nothing text')].map(
      (one) => one.textContent,
    );
    expect(said).toContain('no recovery in any of 3 runs');
    expect(summaries(document).some((text) => text.includes('short_queue −'))).toBe(true);
  });

  it('add the range of each mark and the agreement with observed periods to the fit', () => {
    const document = page('fit', swept);
    const text = document.body.textContent!;
    expect(text).toMatch(/all 3 seeds; the range (includes|doesn’t include) the observed time/);
    expect(text).toContain('3 of 3 seeds');
    expect(text).toContain('Observed periods: 1 of 1 agrees.');
    const timeline = page('timeline', swept);
    expect(timeline.querySelectorAll('.hc-tl-svg .hc-tl-whisker')).toHaveLength(1);
    expect(timeline.querySelectorAll('.hc-tl-svg .hc-tl-state')).toHaveLength(1);
  });

  it('are compared between variants, including those without effect', () => {
    const still = { ...swept.runs[0]!, variant: 'nothing', patches: [{ path: 'x', value: '1' }] };
    const both = {
      ...still,
      variant: 'both',
      patches: [...swept.runs[1]!.patches, ...swept.runs[3]!.patches],
    };
    const document = page('variants', { ...swept, runs: [...swept.runs, still, both] });
    const text = document.body.textContent!;
    expect(text).toContain('No effect: nothing, both.');
    expect(text).toContain('no_retries and short_queue together');
    expect(text).toContain('metastable, no recovery');
    expect(text).toMatch(/after 39 s|after 4\d s/);
    expect(text).toContain('in none of 3 runs');
  });

  it('show how impact depends on a value', () => {
    const document = page('sensitivity', swept);
    expect(document.querySelectorAll('.hc-chart-wide .hc-ch-line')).toHaveLength(2);
    expect(csv(document)[0]!.slice(0, 3)).toEqual(['value', 'x', 'checkout_impact_seconds']);
    expect(summaries(document)[0]).toContain('goes from 1 to 4');
  });

  it("mark the scenario's own value", () => {
    const [one] = swept.sensitivities;
    const withOwn = (own: { value: string; x: number } | null) =>
      page('sensitivity', { ...swept, sensitivities: [{ ...one!, own }] });
    const rules = (document: Document) =>
      document.querySelectorAll('.hc-chart-wide .hc-ch-rule.hc-ch-base').length;
    const marked = page('sensitivity', swept);
    expect(rules(marked)).toBe(1);
    expect(summaries(marked)[0]).toContain('The scenario uses 3.');
    expect(marked.querySelector('tbody th .hc-sub')?.closest('th')?.textContent).toMatch(
      /^3 scenario value$/,
    );
    expect(rules(withOwn(null))).toBe(0);
    expect(rules(withOwn({ value: '99', x: 99 }))).toBe(0);
  });

  it('are text in a terminal too', () => {
    const look = {
      result: swept,
      times: timesOf(swept),
      paint: (_tone: unknown, text: string) => text,
      width: 120,
    };
    const lines = sweepLines(look).join('\n');
    expect(lines).toContain('The base is metastable in all 3 runs.');
    expect(lines).toMatch(/Recovery: .*0\/3/);
    const load = seriesLines(look, swept.runs[0]!).join('\n');
    expect(load).toMatch(/goodput {2}[▅▆▇█]+▂?▁{20,}/u);
    expect(load).toContain('metastable');
    expect(bars([0, null, 10, 5], 4)).toBe('▁·█▅');
  });
});

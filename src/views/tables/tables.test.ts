import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { MarkResult, NumberUsed, Result, Run, ServiceResult } from '../../result.ts';
import { awsResult, emptyRun } from '../../tests/support/results/run.ts';
import { emptyResult, noClockResult } from '../../tests/support/results/run-odd.ts';
import { MINUTE, SECOND } from '../../time/duration.ts';
import { BASES, badge, sourceLink } from '../markup/provenance.ts';
import { expectations } from '../search/verdicts.ts';
import { impactTime } from '../trace/moments.ts';
import { changeText } from '../words/number-format.ts';
import { assumptions, finalState } from './assumptions.ts';
import { fitSummary, fit as fitView } from './fit.ts';
import { budgetText, impact, sparkline } from './impact.ts';
import { unfiredSteps } from './unfired.ts';
import { differences, variants } from './variants.ts';

function page(markup: string): Document {
  return new JSDOM(markup).window.document;
}

/** The text of the cells in each row of the first table. */
function cells(markup: string): string[][] {
  return [...page(markup).querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').trim()),
  );
}

const aws = awsResult();
const base = aws.runs[0]!;

function withServices(change: (service: ServiceResult) => Partial<ServiceResult>): Run {
  return { ...base, services: base.services.map((service) => ({ ...service, ...change(service) })) };
}

describe('impact', () => {
  it('shows times in the page’s zone, duration, peak error rate, failed requests and error budget', () => {
    expect(cells(impact(aws, base))[0]).toEqual([
      'dynamodb',
      'Oct 19 23:48:00 PDT',
      'Oct 20 02:41:00 PDT',
      '2 h 53 min',
      '97%',
      '3,281,000 of 4,000,000',
      '38×',
    ]);
    const text = page(impact(aws, base)).body.textContent!;
    expect(text).toContain('One simulated request represents 1,000 real requests.');
    expect(text).toContain('Error budget used = failed requests ÷');
    expect(text).toContain('dynamodb: 99.9% over 30 d');
  });

  it('states explicitly that there is no impact', () => {
    expect(cells(impact(aws, base))[1]![1]).toBe('No impact. No requests failed.');
    expect(impact(aws, aws.runs[1]!)).toContain('the model predicts no impact');
    expect(impact(emptyResult(), emptyRun())).toContain('no services');
  });

  it('lists several periods, including one that does not end', () => {
    const windows = [
      { from: 18 * MINUTE, to: 20 * MINUTE, failed: 7, worstErrorRate: 0.5 },
      { from: 30 * MINUTE, to: null, failed: 9, worstErrorRate: 1 },
    ];
    const run = withServices(() => ({ windows }));
    const document = page(impact(aws, run));
    expect(document.querySelectorAll('tbody tr')).toHaveLength(4);
    expect(document.querySelectorAll('th[rowspan="2"]')).toHaveLength(2);
    expect(document.body.textContent).toContain('not by end of run');
    expect(impactTime(run.services[0]!, 60 * MINUTE)).toBe(32 * MINUTE);
  });

  it('writes error budgets below twice the budget as percentages, others as multiples', () => {
    expect([0, 0.054, 1.5, 37.98].map(budgetText)).toEqual(['0%', '5.4%', '150%', '38×']);
    const [first] = cells(
      impact(
        aws,
        withServices(() => ({ slo: null, budget: null })),
      ),
    );
    expect(first).toHaveLength(6);
  });

  it('leaves gaps in the error rate where there are no requests', () => {
    const service = { ...base.services[0]!, errorRate: [0, 1, null, 0.5] };
    const path = page(sparkline(service).toString()).querySelector('.hc-spark-area')!.getAttribute('d');
    expect(path).toBe('M0 25V25H30V1H60V25ZM90 25V13H120V25Z');
    const long = { ...service, errorRate: Array.from({ length: 5000 }, (_, i) => (i === 2500 ? 1 : 0)) };
    expect(sparkline(long).toString().length).toBeLessThan(3000);
    expect(sparkline(long).toString()).toContain('V1H');
  });
});

describe('fit', () => {
  const labeled = withLabels(aws);

  it('counts distances where labels are unknown, and labels where they are known', () => {
    expect(fitSummary(aws, base)).toBe(
      '5 marks are compared: 1 within tolerance, 1 outside, 1 didn’t happen, 1 set by an observed time, 1 used to fit a number.',
    );
    expect(fitSummary(labeled, base)).toBe(
      '2 comparisons: 1 holds up, 1 was missed. The model has no numbers.',
    );
    expect(fitSummary(labeled, aws.runs[1]!)).not.toContain('holds up');
  });

  it('shows every mark with residual, distance and, if it is known, what agreement is worth', () => {
    const rows = cells(fitView(aws, base));
    expect(rows.map((row) => [row[2]!.replace(/^.* PDT /, ''), row[3]])).toEqual([
      ['2.9 s later, tolerance ± 1 min', 'within tolerance'],
      ['not by end of run tolerance ± 2 min', 'never reached'],
      ['no difference, tolerance ± 1 min', 'set by an observed time'],
      ['4 min 30 s later, tolerance ± 2 min', 'outside tolerance'],
      ['1 min 10 s later, tolerance ± 2 min', 'used to fit a number'],
    ]);
    expect(rows[0]![1]).toBe('Oct 19 23:48 PDT aws.amazon.com');
    expect(cells(fitView(labeled, base)).map((row) => row[3])).toEqual([
      'Holds up (from sources) Rests on keep (2): moves it by 3 s. No tolerance stated.',
      'Missed Never came.',
      'set by an observed time',
      'outside tolerance',
      'used to fit a number',
    ]);
    expect(fitView(labeled, base)).toContain('hc-good');
    expect(fitView(aws, base)).not.toContain('hc-good');
  });

  it('lists facts without a mark and marks without a fact', () => {
    expect(fitView(aws, base)).toContain('00:38 PDT: Engineers find the DNS state');
    const lone: MarkResult = { ...base.marks[0]!, observed: null, residual: null, within: null };
    expect(cells(fitView(aws, { ...base, marks: [lone] }))[0]!.slice(1)).toEqual([
      'not observed',
      'Oct 19 23:48:03 PDT',
      'not observed',
    ]);
    expect(fitSummary(aws, { ...base, marks: [lone] })).toBe('No mark is compared.');
    expect(fitView(aws, { ...base, marks: [] })).toContain('no marks');
  });

  it('counts a residual equal to the tolerance as within it', () => {
    const edge: MarkResult = { ...base.marks[0]!, residual: -MINUTE, within: MINUTE };
    expect(cells(fitView(aws, { ...base, marks: [edge] }))[0]![3]).toBe('within tolerance');
    const beyond: MarkResult = { ...edge, residual: -MINUTE - SECOND };
    expect(cells(fitView(aws, { ...base, marks: [beyond] }))[0]![3]).toBe('outside tolerance');
  });
});

/** The result with labels for its first two marks. */
function withLabels(result: Result): Result {
  const [first, second] = result.runs[0]!.marks;
  const common = { kind: 'mark', restsOn: [], observed: 0, until: null, latest: null, within: null } as const;
  return {
    ...result,
    validation: {
      numbers: [],
      fixes: [],
      probes: null,
      runs: 90,
      left: 0,
      comparisons: [
        {
          ...common,
          id: first!.id,
          label: 'holds up',
          support: 'from sources',
          reason: 'Rests on `keep` (2): moves it by 3 s.',
          tags: ['no tolerance stated'],
        },
        { ...common, id: second!.id, label: 'missed', support: null, reason: 'Never came.', tags: [] },
      ],
    },
  };
}

describe('variants', () => {
  it('compares each outcome with the base', () => {
    const rows = cells(variants(aws));
    expect(rows[0]).toEqual([
      'Change',
      'none',
      'enactor.apply.skip_if: self.plan in deleted || self.plan <= active',
      'enactor.instances: [E1, E2, E3]',
    ]);
    expect(rows[1]).toEqual(['Effect', '–', '7 of 11 outcomes differ', 'no effect']);
    expect(rows[4]).toEqual(['dns restored Mark', '02:25:00 PDT', 'never', '02:25:00 PDT']);
    expect(rows[7]).toEqual(['dynamodb Impact', '2 h 53 min', 'none', '2 h 53 min']);
    expect(rows[8]).toEqual(['dynamodb Failed requests', '3,281,000 (82%)', '0 (0%)', '3,281,000 (82%)']);
    expect(rows[11]).toEqual(['endpoint_resolves Property', 'Violated', 'Holds', 'Violated']);
    expect(page(variants(aws)).querySelectorAll('td.hc-changed')).toHaveLength(7);
  });

  it('reports variants without effect and names the outcomes that differ', () => {
    expect(variants(aws)).toContain('No effect: three_enactors.');
    expect(differences(aws, aws.runs[2]!)).toEqual([]);
    expect(differences(aws, aws.runs[1]!)).toContain('dns fails');
    expect(variants(emptyResult())).toContain('no variants');
  });
});

describe('assumptions, claims and state', () => {
  it('lists constants with value, range, basis and source', () => {
    expect(cells(assumptions(aws))).toEqual([
      ['keep', '2', '1 to 8', 'assumed', 'no source'],
      ['publish_every', '1 min', '', 'assumed', 'no source'],
      ['slow_apply', '8 min', '2 min to 30 min', 'assumed', 'no source'],
      ['negative_ttl', '15 min', '', 'fitted', 'fitted to connections_ok'],
      ['enactors', '3', '', 'sourced', 'aws.amazon.com/message/101925'],
    ]);
    expect(page(assumptions(aws)).querySelectorAll('.hc-list li')).toHaveLength(2);
  });

  it('counts every number, and lists those that are not constants', () => {
    const common = {
      kind: 'duration',
      source: null,
      range: null,
      factors: null,
      isThreshold: false,
    } as const;
    const numbers: NumberUsed[] = [
      { ...common, id: 'const.keep', label: 'keep', written: '2', basis: 'assumed', inVariant: false },
      {
        ...common,
        id: 'duration 5',
        label: 'enactor.apply.delay',
        written: '5m',
        basis: 'assumed',
        inVariant: true,
      },
      {
        ...common,
        id: 'duration 9',
        label: 'planner.delay',
        written: '9m',
        basis: 'sourced',
        source: 'https://a.example/x',
        inVariant: false,
      },
    ];
    const view = assumptions({ ...withLabels(aws), validation: { ...withLabels(aws).validation!, numbers } });
    expect(view).toContain('3 numbers: 1 with a source, 2 assumed.');
    expect(view).toContain('2 numbers written directly in the model');
    const listed = [...page(view).querySelectorAll('details li')].map((item) => item.textContent);
    expect(listed).toEqual([
      'enactor.apply.delay 5m, only in a variant',
      'planner.delay 9m, from a.example/x',
    ]);
  });

  it('lists claims with their results', () => {
    expect(cells(expectations(aws))[0]).toEqual([
      'base',
      'The base violates endpoint_resolves.',
      'It is first broken at 23:48:02 PDT.',
      'Met',
    ]);
    expect(expectations(aws)).not.toMatch(/\d+ claims?\b|hc-good/);
    const failed: Result = {
      ...aws,
      runs: [{ ...base, expectations: [{ claim: 'A.', found: 'B.', met: false }] }],
    };
    expect(expectations(failed)).toContain('Not met: 1.');
    expect(cells(expectations(failed))[0]![3]).toBe('Not met');
    expect(expectations(emptyResult())).toContain('no claims');
  });

  it('shows the final state', () => {
    expect(cells(finalState(aws, base))).toContainEqual(['deleted', '[297, 298]']);
    expect(finalState(aws, base)).toContain('02:50:00 PDT');
    expect(finalState(noClockResult(), noClockResult().runs[0]!)).toContain('no shared state');
  });
});

describe('provenance', () => {
  it('gives each basis a distinct word, shape and class', () => {
    const badges = BASES.map((basis) => page(badge(basis).toString()).querySelector('.hc-badge')!);
    expect(badges.map((one) => one.textContent)).toEqual(['observed', 'simulated', 'estimated', 'assumed']);
    expect(new Set(badges.map((one) => one.querySelector('svg')!.innerHTML)).size).toBe(4);
    expect(new Set(badges.map((one) => one.className)).size).toBe(4);
  });

  it('links only HTTP URLs', () => {
    expect(sourceLink('https://aws.amazon.com/message/101925/').toString()).toBe(
      '<a class="hc-source" href="https://aws.amazon.com/message/101925/">aws.amazon.com/<wbr>message/<wbr>101925</a>',
    );
    for (const other of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      'https://a b',
      'a book',
    ]) {
      expect(sourceLink(other).toString()).not.toContain('href');
    }
    expect(sourceLink(null).toString()).toContain('no source');
  });
});

describe('changes of state', () => {
  it('are written as values, or as additions and removals of a list', () => {
    const plain = { name: 'active', from: 20, to: 2, added: [], removed: [] };
    expect(changeText(plain)).toBe('active: 2 (was 20)');
    const set = { name: 'deleted', from: null, to: null, added: [1, 2, 3, 4, 5], removed: ['x'] };
    expect(changeText(set)).toBe('deleted: added 1, 2, 3, 4 and 1 more, removed x');
    const hosts = (rows: number) => [
      { name: 'db1', rows },
      { name: 'db2', rows: 2 },
    ];
    const list = { ...plain, name: 'hosts', from: hosts(3), to: hosts(0) };
    const [was, is] = [list.from[0]!, list.to[0]!];
    expect(changeText({ ...list, added: [is], removed: [was] })).toBe('hosts[0].rows: 0 (was 3)');
    const other = { name: 'db3', rows: 4 };
    expect(changeText({ ...list, to: [other, was], added: [other], removed: [hosts(3)[1]!] })).toBe(
      'hosts: added {name: db3, rows: 4}, removed {name: db2, rows: 2}',
    );
    expect(changeText({ ...set, added: [], removed: [] })).toBe('deleted changed');
  });
});

describe('steps that never happened', () => {
  const step = { variant: 'base', process: 'operator', step: 'restart', since: 0, waited: 5 * MINUTE };
  const waits = { ...step, instance: 'operator', why: ['`down` was false the whole time'] };

  it('are listed with the reasons, folded, and the steps that no instance reached', () => {
    const never = { ...step, step: 'close', instance: null, waited: 0, why: ['no instance reached it'] };
    const markup = unfiredSteps({ ...awsResult(), unfired: [waits, never] })!.toString();
    expect(markup).toMatch(/^<details/);
    expect(markup).toContain('operator.restart');
    expect(markup).toContain('operator waited 5 min: `down` was false the whole time');
    expect(markup).toMatch(/not reached.*operator\.close/);
  });

  it('are left out if there are none in the base', () => {
    expect(unfiredSteps(awsResult())).toBeNull();
    expect(unfiredSteps({ ...awsResult(), unfired: [{ ...waits, variant: 'other' }] })).toBeNull();
  });
});

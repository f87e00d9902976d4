import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Exploration, Result } from '../../result.ts';
import {
  baseExploration,
  exploredResult,
  holding,
  incomplete,
  stopped,
} from '../../tests/support/results/exploration.ts';
import { resultOf, violated } from '../../tests/support/results/exploration-odd.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { expectations, verdicts } from './verdicts.ts';

function page(result: Result): Document {
  return new JSDOM(verdicts(result)).window.document;
}

function texts(document: Document, selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((element) => (element.textContent ?? '').trim());
}

function cells(document: Document, table: string): string[][] {
  return [...document.querySelectorAll(`${table} tbody tr`)].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').trim()),
  );
}

function summary(...explorations: Exploration[]): string {
  return texts(page(resultOf(...explorations)), 'figcaption span')[0]!;
}

describe('verdicts', () => {
  it('sums up the outcome of the base and the number of variants that hold', () => {
    expect(texts(page(exploredResult()), 'figcaption span')).toEqual([
      'The base violates endpoint_resolves in 8 steps; 3 of 4 variants hold in every interleaving.',
    ]);
    const base = { ...holding('base', 652, 1545, 12) };
    expect(summary(base)).toBe('The base holds in every interleaving (652 states).');
    expect(summary(base, baseExploration())).toContain('; variant base doesn’t hold');
    expect(summary(base, holding('a', 1, 0, 0))).toContain('; variant a holds in every interleaving.');
    expect(summary(base, incomplete('a'))).toContain('; variant a is undecided.');
    expect(summary(base, incomplete('a'), holding('b', 1, 0, 0), baseExploration())).toContain(
      '; 1 of 3 variants holds in every interleaving; 1 is undecided.',
    );
    expect(summary(base, baseExploration(), baseExploration())).toContain('; 0 of 2 variants hold');
    expect(summary(incomplete('base'))).toBe(
      'The base is undecided: the search stopped at its limit (max_states 1,000,000) after 1,000,000 states.',
    );
    expect(summary(violated('deadlock', []))).toBe('The base is deadlocked in the initial state.');
    expect(summary(violated('invariant', []))).toBe('The base violates gets_in in the initial state.');
    expect(summary(violated('eventually', []))).toBe('The base violates gets_in.');
  });

  it('lists each variant with its changes, verdict, states, transitions and the base counterexample', () => {
    expect(cells(page(exploredResult()), '.hc-table-verdicts')).toEqual([
      ['base unchanged', 'Violated endpoint_resolves in 8 steps', '1,130', '2,687', '–'],
      [
        'recheck_on_apply enactor.apply.skip_if: self.plan in deleted || self.plan <= active',
        'Holds',
        '652',
        '1,545',
        'blocked at step 7 of 8 (E1: apply)',
      ],
      [
        'keep_active enactor.cleanup.set.deleted: deleted + range(self.plan).filter(p, p > 0 && self.plan - p >= keep && p != active)',
        'Holds',
        '1,075',
        '2,537',
        'all 8 steps possible, no violation',
      ],
      [
        'apply_and_cleanup_atomic enactor.atomic: [[apply, cleanup]]',
        'Holds',
        '382',
        '914',
        'blocked at step 7 of 8 (E1: apply)',
      ],
      [
        'three_enactors enactor.instances: [E1, E2, E3]',
        'Violated endpoint_resolves in 8 steps',
        '15,569',
        '51,080',
        'all 8 steps possible',
      ],
    ]);
    const first = {
      ...holding('a', 3, 2, 1),
      againstBase: { followed: 0, of: 2, divergesAt: 'P0: raise', trace: [], instead: null },
    };
    expect(cells(page(resultOf(baseExploration(), first)), '.hc-table-verdicts')[1]![4]).toBe(
      'blocked at step 1 of 2 (P0: raise)',
    );
  });

  it('has a different sign for each verdict', () => {
    const document = page(resultOf(baseExploration(), holding('a', 1, 0, 0), incomplete('b')));
    const signs = [...document.querySelectorAll('.hc-table-verdicts .hc-badge-sign')].map(
      (sign) => sign.innerHTML,
    );
    expect(new Set(signs).size).toBe(3);
    expect(texts(document, '.hc-table-verdicts .hc-verdict')).toEqual(['Violated', 'Holds', 'Incomplete']);
  });

  it('names the limit that was hit and marks partial numbers of states', () => {
    const rows = cells(page(resultOf(stopped(), incomplete('b'))), '.hc-table-verdicts');
    expect(rows.map((row) => row.slice(1, 3))).toEqual([
      ['Violated endpoint_resolves in 8 steps', '349 partial'],
      ['Incomplete max_states 1,000,000', '1,000,000 partial'],
    ]);
    const notes = texts(page(resultOf(stopped(), incomplete('b'))), '.hc-notes li');
    expect(notes).toContain(
      'A search stops at the first violation, so its number of states isn’t the total.',
    );
    expect(notes).toContain(
      'Incomplete: the search stopped before it visited every state, so it proves nothing.',
    );
    expect(notes.some((note) => note.startsWith('Holds:'))).toBe(false);
  });

  it('says which constants a variant that holds changes', () => {
    const patched = { ...holding('fewer', 10, 9, 3), patches: [{ path: 'const.plans', value: '3' }] };
    const failing = { ...baseExploration(), variant: 'more', patches: [{ path: 'const.keep', value: '9' }] };
    expect(texts(page(resultOf(baseExploration(), patched, failing)), '.hc-notes li').join(' ')).toContain(
      'constants (plans 5, keep 2; in variant fewer: plans 3), not to a larger one.',
    );
  });

  it('says what a verdict covers, with its constants and limits', () => {
    const notes = texts(page(exploredResult()), '.hc-notes li');
    expect(notes[0]).toMatch(
      /^Holds: every property .* constants \(plans 5, keep 2\), not to a larger one\.$/,
    );
    expect(notes).toContain('Searches are limited to 1,000,000 states.');
    const bounds = { maxStates: 5000, symmetry: ['enactor'], reduction: false };
    const other = texts(page(resultOf({ ...holding('base', 1, 0, 0), bounds })), '.hc-notes li');
    expect(other).toContain('Searches are limited to 5,000 states.');
    expect(other).toContain('Instances of enactor are interchangeable (symmetry reduction).');
    expect(other.join(' ')).not.toContain('partial-order reduction');
  });

  it('reports reachable conditions, so that vacuous properties are noticed', () => {
    const reach = (verdict: 'reached' | 'not reached' | 'incomplete', variant: string): Exploration => {
      const one = holding(variant, 1, 0, 0);
      const properties = one.properties.map((p) => (p.kind === 'reachable' ? { ...p, verdict } : p));
      return { ...one, properties };
    };
    expect(texts(page(exploredResult()), '.hc-plain-list li')).toEqual([
      'Reached: old_plan_cleaned in every search.',
    ]);
    const mixed = resultOf(reach('reached', 'base'), reach('not reached', 'a'), reach('incomplete', 'b'));
    expect(texts(page(mixed), '.hc-plain-list li')).toEqual([
      'Reached: old_plan_cleaned in the base.',
      'Not reached: old_plan_cleaned in a, so properties may hold there vacuously.',
      'Undecided: old_plan_cleaned in b: not reached before the search stopped.',
    ]);
    const none = { ...holding('base', 1, 0, 0), properties: [] };
    expect(texts(page(resultOf(none)), '.hc-notes li')[1]).toContain('has no reachable conditions');
  });

  it('lists the verdict of every property in every search', () => {
    expect(cells(page(exploredResult()), '.hc-table-properties')).toEqual([
      [
        'endpoint_resolves invariant: active == 0 || !(active in deleted)',
        'Violated',
        'Holds',
        'Holds',
        'Holds',
        'Violated',
      ],
      ['deadlock', 'Holds', 'Holds', 'Holds', 'Holds', 'Holds'],
      [
        'old_plan_cleaned reachable: size(deleted) > 0 && active == newest',
        ...Array.from({ length: 5 }, () => 'Reached'),
      ],
    ]);
    expect(cells(page(resultOf(stopped())), '.hc-table-properties')[1]).toEqual(['deadlock', 'Undecided']);
  });

  it('shows the words of a property as text, not as markup', () => {
    const base = baseExploration();
    const says = '<img src=x onerror=alert(1)> & "more"';
    const properties = base.properties.map((property) => ({ ...property, says }));
    const document = page(resultOf({ ...base, properties }));
    expect(document.querySelector('img')).toBeNull();
    expect(document.body.textContent).toContain(says);
  });

  it('says if there is no search', () => {
    expect(texts(page(awsResult()), 'figcaption span')).toEqual(['The scenario has no search.']);
  });
});

describe('claims of searches', () => {
  it('are listed with those of runs and labeled', () => {
    const both = { ...awsResult(), explorations: exploredResult().explorations };
    const { document } = new JSDOM(expectations(both)).window;
    expect(texts(document, 'tbody th').slice(0, 4)).toEqual([
      'base single run',
      'base single run',
      'recheck_on_apply single run',
      'three_enactors single run',
    ]);
    expect(texts(document, 'tbody th').slice(5)).toEqual([
      'base every interleaving',
      'base every interleaving',
      'recheck_on_apply every interleaving',
      'keep_active every interleaving',
      'apply_and_cleanup_atomic every interleaving',
    ]);
    expect(texts(document, '.hc-origin')).toHaveLength(2);
    expect(texts(new JSDOM(expectations(awsResult())).window.document, 'tbody th')[0]).toBe('base');
  });
});

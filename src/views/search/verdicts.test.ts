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
  it('says above how the base came out, and how many variants hold', () => {
    expect(texts(page(exploredResult()), 'figcaption span')).toEqual([
      'The base breaks endpoint_resolves in 8 steps; 3 of 4 variants hold in every interleaving.',
    ]);
    const base = { ...holding('base', 652, 1545, 12) };
    expect(summary(base)).toBe('The base holds in every interleaving, in all 652 states.');
    expect(summary(base, baseExploration())).toContain('; the variant base does not hold');
    expect(summary(base, holding('a', 1, 0, 0))).toContain('; the variant a holds in every interleaving.');
    expect(summary(base, incomplete('a'))).toContain('; the variants are not decided.');
    expect(summary(base, incomplete('a'), holding('b', 1, 0, 0), baseExploration())).toContain(
      '; 1 of 3 variants holds in every interleaving; 1 is not decided.',
    );
    expect(summary(base, baseExploration(), baseExploration())).toContain('; none of 2 variants hold');
    expect(summary(incomplete('base'))).toBe(
      'The base is not decided: the search ended early (max_states 1,000,000) after 1,000,000 states.',
    );
    expect(summary(violated('deadlock', []))).toBe('The base is in a deadlock from the very start.');
    expect(summary(violated('invariant', []))).toBe('The base breaks gets_in from the very start.');
    expect(summary(violated('eventually', []))).toBe('The base can miss gets_in for ever.');
  });

  it('lists what each variant changes, its verdict, states, transitions and the base’s counterexample in it', () => {
    expect(cells(page(exploredResult()), '.hc-table-verdicts')).toEqual([
      ['baseas written', 'violatedendpoint_resolves in 8 steps', '1,130', '2,687', '–'],
      [
        'recheck_on_applyenactor.apply.skip_if: self.plan in deleted || self.plan <= active',
        'holds',
        '652',
        '1,545',
        '6 of 8 steps happen; step 7 (E1: apply) can’t',
      ],
      [
        'keep_activeenactor.cleanup.set.deleted: deleted + range(self.plan).filter(p, p > 0 && self.plan - p >= keep && p != active)',
        'holds',
        '1,075',
        '2,537',
        'all 8 steps happen, and nothing breaks',
      ],
      [
        'apply_and_cleanup_atomicenactor.atomic: [[apply, cleanup]]',
        'holds',
        '382',
        '914',
        '6 of 8 steps happen; step 7 (E1: apply) can’t',
      ],
      [
        'three_enactorsenactor.instances: [E1, E2, E3]',
        'violatedendpoint_resolves in 8 steps',
        '15,569',
        '51,080',
        'all 8 steps happen',
      ],
    ]);
    const first = {
      ...holding('a', 3, 2, 1),
      againstBase: { followed: 0, of: 2, divergesAt: 'P0: raise', trace: [], instead: null },
    };
    expect(cells(page(resultOf(baseExploration(), first)), '.hc-table-verdicts')[1]![4]).toBe(
      'step 1 (P0: raise) can’t happen',
    );
  });

  it('has a sign of its own for each verdict, beside the word', () => {
    const document = page(resultOf(baseExploration(), holding('a', 1, 0, 0), incomplete('b')));
    const signs = [...document.querySelectorAll('.hc-table-verdicts .hc-badge-sign')].map(
      (sign) => sign.innerHTML,
    );
    expect(new Set(signs).size).toBe(3);
    expect(texts(document, '.hc-table-verdicts .hc-verdict')).toEqual(['violated', 'holds', 'incomplete']);
  });

  it('names the bound that was hit, and tells states that are not all', () => {
    const rows = cells(page(resultOf(stopped(), incomplete('b'))), '.hc-table-verdicts');
    expect(rows.map((row) => row.slice(1, 3))).toEqual([
      ['violatedendpoint_resolves in 8 steps', '349not all'],
      ['incompletemax_states 1,000,000', '1,000,000not all'],
    ]);
    const notes = texts(page(resultOf(stopped(), incomplete('b'))), '.hc-notes li');
    expect(notes).toContain('A search ends at the first violation, so its states are not all there are.');
    expect(notes).toContain('Incomplete: the search ended before all states were seen. It proves nothing.');
    expect(notes.some((note) => note.startsWith('Holds:'))).toBe(false);
  });

  it('says what holds means, for which numbers, and with which bounds', () => {
    const notes = texts(page(exploredResult()), '.hc-notes li');
    expect(notes[0]).toMatch(/^Holds: all states .* numbers \(plans 5, keep 2\), not for a larger one\.$/);
    expect(notes).toContain('At most 1,000,000 states are kept.');
    const bounds = { maxStates: 5000, symmetry: ['enactor'], reduction: false };
    const other = texts(page(resultOf({ ...holding('base', 1, 0, 0), bounds })), '.hc-notes li');
    expect(other).toContain('At most 5,000 states are kept.');
    expect(other).toContain('Instances of enactor count as interchangeable.');
    expect(other.join(' ')).not.toContain('one order stands for all');
  });

  it('tells an invariant from empty talk', () => {
    const reach = (verdict: 'reached' | 'not reached' | 'incomplete', variant: string): Exploration => {
      const one = holding(variant, 1, 0, 0);
      const properties = one.properties.map((p) => (p.kind === 'reachable' ? { ...p, verdict } : p));
      return { ...one, properties };
    };
    expect(texts(page(exploredResult()), '.hc-plain-list li')).toEqual([
      'reachedold_plan_cleaned in every search, so that what holds there is not empty talk.',
    ]);
    const mixed = resultOf(reach('reached', 'base'), reach('not reached', 'a'), reach('incomplete', 'b'));
    expect(texts(page(mixed), '.hc-plain-list li')).toEqual([
      'reachedold_plan_cleaned in the base, so that what holds there is not empty talk.',
      'not reachedold_plan_cleaned in a: what holds there may hold only because nothing happens.',
      'openold_plan_cleaned in b: it was not met before the search ended.',
    ]);
    const none = { ...holding('base', 1, 0, 0), properties: [] };
    expect(texts(page(resultOf(none)), '.hc-notes li')[1]).toContain('names nothing that must be reachable');
  });

  it('lists every property of every search', () => {
    expect(cells(page(exploredResult()), '.hc-table-properties')).toEqual([
      [
        'endpoint_resolvesinvariant: active == 0 || !(active in deleted)',
        'violated',
        'holds',
        'holds',
        'holds',
        'violated',
      ],
      ['deadlockdeadlock', 'holds', 'holds', 'holds', 'holds', 'holds'],
      [
        'old_plan_cleanedreachable: size(deleted) > 0 && active == newest',
        ...Array.from({ length: 5 }, () => 'reached'),
      ],
    ]);
    expect(cells(page(resultOf(stopped())), '.hc-table-properties')[1]).toEqual([
      'deadlockdeadlock',
      'not decided',
    ]);
  });

  it('says so where there is no search', () => {
    expect(texts(page(awsResult()), 'figcaption span')).toEqual(['The scenario asks for no search.']);
  });
});

describe('claims of searches', () => {
  it('stand beside those of runs, and say which they are', () => {
    const both = { ...awsResult(), explorations: exploredResult().explorations };
    const { document } = new JSDOM(expectations(both)).window;
    expect(texts(document, 'tbody th').slice(0, 4)).toEqual([
      'baseone run',
      'baseone run',
      'recheck_on_applyone run',
      'three_enactorsone run',
    ]);
    expect(texts(document, 'tbody th').slice(5)).toEqual([
      'baseevery interleaving',
      'baseevery interleaving',
      'recheck_on_applyevery interleaving',
      'keep_activeevery interleaving',
      'apply_and_cleanup_atomicevery interleaving',
    ]);
    expect(texts(document, '.hc-origin')).toHaveLength(2);
    expect(texts(new JSDOM(expectations(awsResult())).window.document, 'tbody th')[0]).toBe('base');
  });
});

import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Result } from '../result.ts';
import { exploredResult } from '../tests/support/results/exploration.ts';
import { hostileExploredResult, oddExploredResult } from '../tests/support/results/exploration-odd.ts';
import { awsResult } from '../tests/support/results/run.ts';
import {
  emptyResult,
  HOSTILE,
  hostileResult,
  manyEventsResult,
  noClockResult,
} from '../tests/support/results/run-odd.ts';
import { sequenceFigure } from './sequence/sequence.ts';
import { VIEW_STYLES } from './styles/style-files.ts';
import { renderView, viewNames, viewNeeds } from './views.ts';

const MAKE: Readonly<Record<string, () => Result>> = {
  aws: awsResult,
  empty: emptyResult,
  'no clock': noClockResult,
  'many events': manyEventsResult,
  hostile: hostileResult,
  explored: exploredResult,
  'odd searches': oddExploredResult,
  'hostile searches': hostileExploredResult,
};

const CASES = viewNames.flatMap((name) => Object.keys(MAKE).map((which) => [name, which] as const));

const css = VIEW_STYLES.map((name) =>
  readFileSync(new URL(`./styles/${name}`, import.meta.url), 'utf8'),
).join('\n');

describe('every view of every result', () => {
  it.each(CASES)('%s of %s has unique ids and no styles, scripts or event handlers', (name, which) => {
    const markup = renderView(name, MAKE[which]!());
    const { document } = new JSDOM(markup).window;
    const elements = [...document.querySelectorAll('*')];
    expect(document.querySelectorAll('script, style, iframe, img, object, foreignObject')).toHaveLength(0);
    const attributes = new Set(elements.flatMap((element) => element.getAttributeNames()));
    expect([...attributes].filter((one) => one === 'style' || one.startsWith('on'))).toEqual([]);
    const links = [...document.querySelectorAll('a')].map((a) => a.getAttribute('href')!);
    expect(links.filter((href) => !/^https:\/\/|^data:text\/csv;charset=utf-8,/.test(href))).toEqual([]);
    const ids = elements.map((element) => element.id).filter((id) => id !== '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(markup).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('shows hostile strings as text', () => {
    for (const result of [hostileResult(), hostileExploredResult()]) {
      const markup = viewNames.map((name) => renderView(name, result)).join('');
      const text = new JSDOM(markup).window.document.body.textContent!;
      for (const bad of HOSTILE.slice(0, 3)) expect(text).toContain(bad);
      expect(markup).not.toContain('\u0000');
    }
  });

  it('refers only to existing ids', () => {
    const { document } = new JSDOM(renderView('timeline', awsResult())).window;
    const fills = [...document.querySelectorAll('[fill]')].map((one) => one.getAttribute('fill')!);
    const wanted = fills.filter((fill) => fill.startsWith('url(#')).map((fill) => fill.slice(5, -1));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((id) => document.getElementById(id) === null)).toEqual([]);
  });

  it('uses only hc- classes, and the style sheets define them', () => {
    const classes = new Set<string>();
    for (const name of viewNames) {
      for (const make of Object.values(MAKE)) {
        // Quotes in text are escaped, so this finds only attributes.
        for (const [, list] of renderView(name, make()).matchAll(/ class="([^"]*)"/g)) {
          for (const one of list!.split(' ')) classes.add(one);
        }
      }
    }
    expect([...classes].filter((one) => !one.startsWith('hc-'))).toEqual([]);
    const unstyled = [...classes].filter((one) => !new RegExp(`\\.${one}(?![\\w-])`).test(css));
    // Classes that only identify views, tables, lanes and signs.
    const names =
      /^hc-(?:table-\w|shape|tl-lane|tl-track|tl-axis|look-|mark-computed|impact-|tl-broken$|figure)/;
    expect(unstyled.filter((one) => !names.test(one) && !viewNames.includes(one.slice(3)))).toEqual([]);
  });
});

describe('the registry', () => {
  it('selects the run of a variant and says if there is none', () => {
    expect(renderView('impact', awsResult(), { variant: 'recheck_on_apply' })).toContain(
      'the model predicts no impact',
    );
    expect(renderView('impact', awsResult(), { variant: 'nobody' })).toContain('no run of variant nobody');
    expect(renderView('counterexample', exploredResult(), { variant: 'three_enactors' })).toContain(
      'Variant three_enactors violates',
    );
    expect(renderView('counterexample', awsResult())).toContain('no search of the base');
    expect(() => renderView('toString', awsResult())).toThrow(RangeError);
  });

  it('reports what each view needs', () => {
    expect(viewNames.filter((name) => viewNeeds(name) === 'search')).toEqual([
      'verdicts',
      'counterexample',
      'side-by-side',
    ]);
    expect(viewNames.filter((name) => viewNeeds(name) === 'neither')).toEqual([
      'assumptions',
      'expectations',
    ]);
    for (const name of viewNames.filter((one) => viewNeeds(one) !== 'run')) {
      expect(renderView(name, exploredResult())).toContain('</figure>');
    }
  });

  it('takes an id prefix to keep ids unique', () => {
    const twice =
      renderView('timeline', awsResult()) + renderView('timeline', awsResult(), { id: 'hc-second' });
    const { document } = new JSDOM(twice).window;
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('frames a rendered diagram with its table', () => {
    const markup = sequenceFigure(awsResult(), awsResult().runs[0]!, '<svg id="given"></svg>');
    const { document } = new JSDOM(markup).window;
    expect(document.querySelector('.hc-sequence-scroll #given')).not.toBeNull();
    expect(document.querySelectorAll('.hc-table-sequence tbody tr').length).toBeGreaterThan(20);
  });
});

describe('the style sheets', () => {
  /** Colors of a property: light, then dark. */
  function colors(name: string): [string, string] {
    const found = new RegExp(`--hc-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)!;
    return [found[1]!, found[2]!];
  }

  /** Contrast ratio of two colors. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
  function contrast(a: string, b: string): number {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(color: string): number {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const channel = Number.parseInt(color.slice(i, i + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  const TEXT = ['ink', 'muted', 'link', 'observed', 'simulated', 'estimated', 'assumed', 'bad', 'good'];
  const GROUNDS = ['surface', 'raised', 'bad-wash', 'good-wash'];

  it.each(TEXT)('%s has enough contrast on every background, light and dark', (text) => {
    for (const ground of GROUNDS) {
      for (const scheme of [0, 1] as const) {
        expect(contrast(colors(text)[scheme], colors(ground)[scheme])).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('markers and impact bars have enough contrast', () => {
    for (const scheme of [0, 1] as const) {
      for (const fill of ['simulated', 'observed', 'bad', 'good']) {
        expect(contrast(colors('on-color')[scheme], colors(fill)[scheme])).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(colors('impact')[scheme], colors('surface')[scheme])).toBeGreaterThanOrEqual(3);
    }
  });
});

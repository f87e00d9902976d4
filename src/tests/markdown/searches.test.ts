import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPageCompiler, writeUp } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

/** Two processes take turns without checking again. The third turn violates the bound. */
const TURNS = `scenario: turns
const: { most: 2 }
state: { turn: 0 }
processes:
  p:
    instances: [P0, P1]
    loop: true
    local: { seen: 0 }
    steps:
      - { id: look, when: turn < most, set: { self.seen: turn } }
      - { id: take, set: { turn: turn + 1 }, to: board }
invariants:
  bounded: turn <= most
variants:
  at_once: { 'p.atomic': [[look, take]] }`;

async function pagesOf(
  body: string,
  scenario = TURNS,
  before = '',
): Promise<{ writeUp: Document; model: Document }> {
  const text = writeUp(`${before}\`\`\`scenario\n${scenario}\n\`\`\`\n\n${body}`);
  const { page, diagnostics } = await compile('page.md', text);
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  const parsed = (html: string): Document => new JSDOM(html).window.document;
  return { writeUp: parsed(page!.body.html), model: parsed(page!.data.models[0]!.html) };
}

/** The views on a page, except the curve for a reader's own numbers. */
function views(document: Document): string[] {
  return [...document.querySelectorAll('figure')]
    .filter((figure) => figure.closest('[data-numbers]') === null)
    .map((figure) => figure.className.split('hc-').at(-1)!);
}

describe('a scenario that is searched', () => {
  test('shows verdicts and the counterexample of the base, with its diagram', async () => {
    const { model } = await pagesOf('');
    expect(views(model)).toEqual(['counterexample', 'verdicts', 'assumptions']);
    expect(model.querySelectorAll('.is-search[data-numbers]')).toHaveLength(1);
    expect(model.querySelectorAll('figcaption')[1]!.textContent).toContain(
      'The base violates bounded in 6 steps; variant at_once holds in every interleaving.',
    );
    const svg = model.querySelector('#hc-counterexample-turns-base');
    expect(svg?.tagName.toLowerCase()).toBe('svg');
    expect(svg!.textContent).toContain('bounded is violated');
  });

  test.each([
    ['', 'H2'],
    ['## What happened\n\n', 'H3'],
    ['<template><h2>Not on the page</h2></template>\n\n', 'H2'],
  ])('has a heading one level below the heading above it: %j', async (before, tag) => {
    const { writeUp: page } = await pagesOf('', TURNS, before);
    expect(page.querySelector('.hc-card-title')!.tagName).toBe(tag);
  });

  test('has a card with the steps in lanes and the verdict on each variant', async () => {
    const { writeUp: page } = await pagesOf('');
    const card = page.querySelector('article.hc-card')!;
    expect(card.querySelector('.hc-card-title')!.textContent).toBe(
      'As it was, “bounded” can fail in 6 steps; with at once, it can’t',
    );
    expect([...card.querySelectorAll('.hc-lanes > li')].map((step) => step.firstChild!.textContent)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    expect(card.querySelectorAll('.hc-lane-breaks')).toHaveLength(1);
    expect(
      [...card.querySelectorAll('.hc-rows tbody td:nth-of-type(1)')].map((cell) => cell.textContent),
    ).toEqual(['Fails in 6 steps', 'Holds in every order']);
    expect(card.querySelector('.hc-card-links a')!.getAttribute('href')).toBe('models/turns/#steps');
  });

  test('shows no counterexample if every property holds, and views of the run if it has one', async () => {
    const holds = await pagesOf('', TURNS.replace('turn <= most', 'turn <= most + 1'));
    expect(views(holds.model)).toEqual(['verdicts', 'assumptions']);
    const both = TURNS.replace('scenario: turns', 'scenario: turns\nuntil: 1m\nexplore: {}');
    expect(views((await pagesOf('', both)).model)).toEqual([
      'counterexample',
      'timeline',
      'sequence',
      'variants',
      'verdicts',
      'assumptions',
    ]);
    const { model: variant } = await pagesOf(
      '```show\n{ scenario: turns, view: counterexample, variant: at_once }\n```',
    );
    expect(variant.body.textContent).toContain('No counterexample exists. Variant at_once holds');
  });

  test('can be cited, with its basis', async () => {
    const { writeUp: document } = await pagesOf(
      [
        'turns.explore.base.states',
        'turns.explore.states',
        'turns.explore.verdict',
        'turns.explore.steps',
        'turns.explore.property',
        'turns#at_once.explore.verdict',
        'turns.explore.at_once.states',
        'turns#at_once.explore.depth',
        'turns.const.most',
      ]
        .map((path) => `\`sim: ${path}\``)
        .join(' '),
    );
    const cites = [...document.querySelectorAll('.hc-cite')];
    const { explorations } = (await compile('page.md', writeUp(`\`\`\`scenario\n${TURNS}\n\`\`\``))).page!
      .data.scenarios[0]!.result;
    const [base, variant] = explorations;
    expect(cites.map((cite) => cite.firstChild!.textContent)).toEqual([
      String(base!.states),
      String(base!.states),
      'violated',
      '6',
      'bounded',
      'holds',
      String(variant!.states),
      String(variant!.depth),
      '2',
    ]);
    expect(cites[0]!.getAttribute('title')).toBe(
      'simulated (explored): scenario turns, base, every interleaving',
    );
    expect(cites[5]!.getAttribute('title')).toContain('variant at_once');
    expect(cites[0]!.className).toBe('hc-cite hc-basis-simulated');
  });
});

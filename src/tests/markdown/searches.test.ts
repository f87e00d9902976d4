import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPageCompiler, writeUp } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

/** Two processes take turns without checking again: the third turn violates the bound. */
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

async function bodyOf(body: string, scenario = TURNS): Promise<Document> {
  const text = writeUp(`\`\`\`scenario\n${scenario}\n\`\`\`\n\n${body}`);
  const { page, diagnostics } = await compile('page.md', text);
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return new JSDOM(page!.body.html).window.document;
}

function views(document: Document): string[] {
  return [...document.querySelectorAll('figure')].map((figure) => figure.className.split('hc-').at(-1)!);
}

describe('a scenario that is searched', () => {
  test('shows verdicts and the counterexample of the base, with its diagram', async () => {
    const document = await bodyOf('');
    expect(views(document)).toEqual(['verdicts', 'counterexample', 'assumptions']);
    expect(document.querySelector('figcaption')!.textContent).toContain(
      'The base violates bounded in 6 steps; variant at_once holds in every interleaving.',
    );
    const svg = document.querySelector('#hc-counterexample-turns-base');
    expect(svg?.tagName.toLowerCase()).toBe('svg');
    expect(svg!.textContent).toContain('bounded is violated');
  });

  test('shows no counterexample if every property holds, and views of the run if it has one', async () => {
    const holds = await bodyOf('', TURNS.replace('turn <= most', 'turn <= most + 1'));
    expect(views(holds)).toEqual(['verdicts', 'assumptions']);
    const both = TURNS.replace('scenario: turns', 'scenario: turns\nuntil: 1m\nexplore: {}');
    expect(views(await bodyOf('', both))).toEqual([
      'timeline',
      'sequence',
      'variants',
      'verdicts',
      'counterexample',
      'assumptions',
    ]);
    const variant = await bodyOf('```show\n{ scenario: turns, view: counterexample, variant: at_once }\n```');
    expect(variant.body.textContent).toContain('No counterexample exists. Variant at_once holds');
  });

  test('can be cited, with its basis', async () => {
    const document = await bodyOf(
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

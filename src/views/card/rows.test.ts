import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluateWith, runHere, scenarioText } from '../../hindcast.ts';
import { cardRows, outcomeTable } from './rows.ts';

/** A service that fails until it's repaired, which is earlier in the variant. */
const repaired = (columns: string): string => `scenario: repair
${columns}
until: 2h
state: { up: true, looked: false }
services: { shop: { available: 'up ? 1.0 : 0.0' } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 1/s } }]
processes:
  operator:
    steps:
      - { id: fail, delay: 5m, set: { up: false } }
      - { id: look, delay: 5m, set: { looked: true } }
      - { id: repair, delay: 20m, set: { up: true } }
marks: { noticed: looked, working: { is: up, after: noticed } }
measure: { good: rate(shop.ok) }
steady_state: good > 0.5
trigger: operator.fail
variants: { faster: { operator.look.delay: 2m } }
`;

async function tableOf(columns: string): Promise<string[][]> {
  const source = scenarioText(fileSource('a.yaml', repaired(columns)));
  const { result, diagnostics } = await evaluateWith(runHere, source, {});
  expect(diagnostics).toEqual([]);
  const table = outcomeTable(result!, cardRows(result!).shown, 'Outcomes')!;
  const { document } = new JSDOM(table.toString()).window;
  return [...document.querySelectorAll('tr')].map((row) =>
    [...row.children].slice(1).map((cell) => cell.textContent!.trim()),
  );
}

test('shows impact and a mark that change by default', async () => {
  expect(await tableOf('')).toEqual([
    ['Shop impacted', 'Noticed'],
    ['25 min', '10 min'],
    ['22 min', '7 min'],
  ]);
});

test('shows the columns that the author names, in that order', async () => {
  expect(await tableOf('columns: [working, noticed]')).toEqual([
    ['Working', 'Noticed'],
    ['30 min', '10 min'],
    ['27 min', '7 min'],
  ]);
  expect((await tableOf('columns: [recovery]'))[0]).toEqual(['Recovered after']);
  expect(await tableOf('columns: [working]')).toEqual([['Working'], ['30 min'], ['27 min']]);
});

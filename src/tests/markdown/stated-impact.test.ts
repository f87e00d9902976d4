import { beforeAll, describe, expect, test } from 'vitest';
import { findScenarios } from '../../cli/input/scenarios.ts';
import { evaluate } from '../../hindcast.ts';
import { scenarioText } from '../../scenario/cases.ts';
import { createPageCompiler } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

const OUTAGES = `scenario: outages
clock: { start: 2026-03-02T09:00:00Z }
until: 1h
state: { up: true }
services: { shop: { available: up } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 10/s } }]
faults:
  - { id: first, at: 10m, for: 10m, set: { up: false } }
  - { id: second, at: 40m, for: 5m, set: { up: false } }`;

const ENTRY =
  '- { id: failing, at: 2026-03-02T09:40:00Z, to: 2026-03-02T09:45:00Z, kind: impact, text: A, evidence: x }';

function page(rows: string, timeline = ''): string {
  const front = `title: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2026-03-02T09:10:00Z\n${rows}`;
  const entries = timeline === '' ? '' : `\`\`\`timeline\n${timeline}\n\`\`\`\n\n`;
  return `---\n${front}---\n\n${entries}\`\`\`scenario\n${OUTAGES}\n\`\`\`\n`;
}

const row = (from: string, to: string | null, keys = ''): string =>
  `  - { service: shop, from: 2026-03-02T${from}:00Z${to === null ? '' : `, to: 2026-03-02T${to}:00Z`}${keys} }\n`;

const minutes = (found: readonly { from: number; to: number }[] | null | undefined): unknown =>
  found?.map(({ from, to }) => [from / 60_000_000, to / 60_000_000]) ?? null;

async function foundIn(text: string, edition: 'internal' | 'public' = 'internal'): Promise<unknown> {
  const compiled = await compile('page.md', text, {}, { edition });
  expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return minutes(compiled.page!.data.scenarios[0]!.result.unobservedImpact);
}

describe('impact in the front matter', () => {
  test('is observed, like periods of impact in the timeline', async () => {
    expect(await foundIn(page(''))).toBeNull();
    expect(await foundIn(page(`impact:\n${row('09:10', '09:20')}`))).toEqual([[40, 45]]);
    expect(await foundIn(page(`impact:\n${row('09:10', '09:15')}${row('09:12', '09:20')}`, ENTRY))).toEqual(
      [],
    );
    expect(await foundIn(page(`impact:\n${row('09:10', null)}`))).toBeNull();
  });

  test('is observed in `hindcast run`, too', async () => {
    const text = page(`impact:\n${row('09:10', '09:20')}`).replace('SEV3', 'P1');
    const { scenarios, record, zone } = await findScenarios({ file: 'page.md', text, kind: 'write-up' });
    const { result } = evaluate(scenarioText(scenarios[0]!.source), { record, zone });
    expect(minutes(result!.unobservedImpact)).toEqual([[40, 45]]);
  });

  test('isn’t compared if the public edition hides a part of it', async () => {
    const of = (keys: string): string =>
      page(
        `visibility: public\npublic: everything\nimpact:\n${row('09:10', '09:20')}${row('09:40', '09:45', keys)}`,
      ).replace('scenario: outages', 'scenario: outages\nvisibility: public');
    expect(await foundIn(of(''), 'public')).toEqual([]);
    expect(await foundIn(of(', visibility: internal'), 'public')).toBeNull();
    expect(await foundIn(of(', visibility: internal'))).toEqual([]);
  });
});

import { beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { actionCalendar } from '../../exports/calendar.ts';
import type { ExportedIncident } from '../../exports/entry.ts';
import { atomFeed, jsonFeed } from '../../exports/feeds.ts';
import { incidentJson, incidentMarkdown } from '../../exports/incident-copies.ts';
import { createPageCompiler } from '../support/page.ts';
import { generatedPage, type Twin } from './generated-pages.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

const PAGES = Math.round(3000 * inject('draws'));
const { facts } = readConfig({ title: 'Site' }).config!.editions.public;
const AT = { site: 'https://status.example', base: '/' };

/** A page in every format of the public edition. */
async function publicBytes(seed: number, twin: Twin, edition: 'internal' | 'public'): Promise<string> {
  const text = generatedPage(seed, twin);
  const { page, diagnostics } = await compile('a.md', text, {}, { edition, hiddenPages: ['hidden'] });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors, `seed ${seed}:\n${text}`).toEqual([]);
  const { data, body, prose } = page!;
  const entry: ExportedIncident = { id: 'a', ...data };
  return JSON.stringify([
    data,
    body,
    prose(),
    incidentMarkdown(entry),
    incidentJson(entry, facts, AT),
    atomFeed([entry], facts, AT),
    jsonFeed([entry], facts, AT),
    actionCalendar([entry], facts, AT),
  ]);
}

test(`${PAGES} random pages publish nothing internal, and the same bytes as their twins`, async () => {
  let canaries = 0;
  for (let seed = 1; seed <= PAGES; seed++) {
    const bytes = await publicBytes(seed, 'canary', 'public');
    const leak = /.{0,60}canary\d*q?.{0,20}/is.exec(bytes);
    expect(leak?.[0], `seed ${seed}:\n${generatedPage(seed, 'canary')}`).toBeUndefined();
    const twin = await publicBytes(seed, 'other', 'public');
    if (twin !== bytes) expect(twin, `seed ${seed}:\n${generatedPage(seed, 'canary')}`).toBe(bytes);
    canaries += generatedPage(seed, 'canary').split('canary').length - 1;
  }
  expect(canaries / PAGES).toBeGreaterThan(20);
});

test('the internal edition has the words, so the public one could leak them', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const text = generatedPage(seed, 'canary');
    const { page } = await compile('a.md', text, {}, { edition: 'internal' });
    expect(JSON.stringify(page).includes('canary')).toBe(true);
  }
});

import { readConfig } from '../../config/read-config.ts';
import { actionCalendar } from '../../exports/calendar.ts';
import type { ExportedIncident } from '../../exports/entry.ts';
import { atomFeed, jsonFeed } from '../../exports/feeds.ts';
import { incidentJson, incidentMarkdown } from '../../exports/incident-copies.ts';
import type { createPageCompiler } from '../support/page.ts';
import { generatedPage, type Twin } from './generated-pages.ts';

type Compile = Awaited<ReturnType<typeof createPageCompiler>>;

const { facts } = readConfig({ title: 'Site' }).config!.editions.public;
const AT = { site: 'https://status.example', base: '/' };

/**
 * A random page's bytes in every format of the public edition.
 *
 * @throws Error if the page has errors
 */
async function publicBytes(compile: Compile, seed: number, twin: Twin): Promise<string> {
  const text = generatedPage(seed, twin);
  const edition = { edition: 'public', hiddenPages: ['hidden'] } as const;
  const { page, diagnostics } = await compile('a.md', text, {}, edition);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (page === null || error !== undefined) throw new Error(`${error?.code} ${error?.message}\n${text}`);
  const { data, body, prose } = page;
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

/**
 * What a random page leaks into its public edition. Null if it leaks nothing and its twin has the same public bytes.
 */
export async function leakOf(compile: Compile, seed: number): Promise<string | null> {
  const bytes = await publicBytes(compile, seed, 'canary');
  const leak = /.{0,60}canary\d*q?.{0,20}/is.exec(bytes);
  if (leak !== null) return `leaked ${leak[0]}`;
  return (await publicBytes(compile, seed, 'other')) === bytes ? null : 'its twin has other public bytes';
}

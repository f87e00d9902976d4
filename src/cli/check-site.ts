import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Root } from 'mdast';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { splitPage } from '../incident/front-matter.ts';
import { readIncident } from '../incident/read-incident.ts';
import { findBlocks } from '../markdown/blocks.ts';
import { reviewActions } from '../review/actions.ts';
import { reviewBlame } from '../review/blame.ts';
import { type LinkedPage, reviewLinks } from '../review/links.ts';
import { type GivenName, reviewRepeats } from '../review/repeats.ts';
import type { CheckedPage } from './check-pages.ts';
import type { Input } from './input.ts';
import { parseBody } from './parse-body.ts';
import { foundScenario } from './write-up.ts';

/** A file of the site, read and checked by itself. */
export interface SiteFile {
  readonly input: Input;
  /** Null for a bare scenario. */
  readonly page: CheckedPage | null;
}

export interface ReviewSetting {
  /** Folder of astro.config; null outside of a site. */
  readonly root: string | null;
  /** Whether to look for words that judge a person. */
  readonly blame: boolean;
  /** Paths of all pages of the site that a file belongs to. */
  pagesBeside(file: string): string[];
}

/** What is found only by looking at files beside each other, and by reading as a reviewer does. */
export async function reviewSite(files: readonly SiteFile[], setting: ReviewSetting): Promise<Diagnostic[]> {
  const out: Diagnostic[] = [];
  const names: GivenName[] = [];
  const ids = new Map(files.flatMap(({ page }) => (page === null ? [] : [[page.path, page.ids] as const])));
  const hasFile = (path: string): boolean => isElsewhere(path, setting.root);
  for (const { input, page } of files) {
    const { file, text } = input;
    if (page === null) {
      names.push(...scenarioNames(fileSource(file, text), file));
      continue;
    }
    if (page.refused === true) continue;
    if (setting.blame) out.push(...reviewBlame(file, text));
    const { blocks, links } = await partsOf(file, text);
    const pages = [...new Set([...setting.pagesBeside(file), page.path])].map(
      (path): LinkedPage => ({ path, ids: ids.get(path) ?? null }),
    );
    out.push(...reviewLinks(links, page.path, { pages, hasFile }));
    const { frontMatter } = splitPage(file, text);
    // Guides may tell of the same model as a write-up does.
    if (frontMatter === null || !page.path.startsWith('incidents/')) continue;
    for (const { language, source } of blocks) {
      if (language === 'scenario') names.push(...scenarioNames(source, file));
    }
    const { incident, placeOf } = readIncident(frontMatter);
    if (incident === null) continue;
    out.push(...reviewActions(incident, placeOf));
    names.push({ kind: 'title', name: incident.title, file, span: placeOf(['title']) });
    for (const [index, { id }] of incident.actions.entries()) {
      names.push({ kind: 'action', name: id, file, span: placeOf(['actions', index, 'id']) });
    }
  }
  return [...out, ...reviewRepeats(names)];
}

async function partsOf(file: string, text: string): Promise<ReturnType<typeof findBlocks>> {
  const tree: Root = await parseBody(splitPage(file, text).body);
  return findBlocks(tree, file, text);
}

function scenarioNames(source: Parameters<typeof foundScenario>[0], file: string): GivenName[] {
  const { id, place } = foundScenario(source, source.spanAt(0, 0));
  return id === null ? [] : [{ kind: 'scenario', name: id, file, span: place }];
}

/**
 * Whether a path that is no page of write-ups or guides may well be there: a file of `public/`, or a page that the site
 * makes by itself. Only what would be a write-up or a guide is known for sure.
 */
function isElsewhere(path: string, root: string | null): boolean {
  if (root !== null && existsSync(join(root, 'public', path))) return true;
  return !/^(?:incidents|guides)\//.test(path);
}

import { readdirSync, readFileSync } from 'node:fs';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { readTimeline } from '../../incident/timeline.ts';
import { recordEntry, seriesEntries } from '../../markdown/page.ts';
import type { PageContext } from '../../scenario/cases.ts';
import { parseInstant } from '../../time/instant.ts';

/** A scenario in the repository. */
export interface Found {
  readonly kind: 'incidents' | 'guides' | 'examples' | 'cases';
  readonly name: string;
  readonly text: string;
  readonly page: PageContext;
}

/** Larger fleets are reduced to this size, since the reference runner evaluates every instance after every event. */
const MAX_FLEET = 12;

/** All scenarios in write-ups, guides and examples, and the cases in `cases/good`. */
export function repositoryScenarios(): Found[] {
  return [
    ...pagesIn('incidents'),
    ...pagesIn('guides'),
    ...textsIn('examples', new URL('../../../content/examples/', import.meta.url), '.yaml'),
    ...textsIn('cases', new URL('../cases/good/', import.meta.url), '.txt'),
  ];
}

/** The scenario, with fleets that are small enough for the reference runner. */
export function withSmallFleets(text: string): string {
  const names = ['instances', ...[...text.matchAll(/\binstances: ([a-z_]\w*)/g)].map((match) => match[1]!)];
  return text.replace(
    new RegExp(`\\b(${names.join('|')}): (\\d+)\\b`, 'g'),
    (whole, name: string, size: string) => (Number(size) > MAX_FLEET ? `${name}: ${MAX_FLEET}` : whole),
  );
}

function textsIn(kind: Found['kind'], folder: URL, extension: string): Found[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => {
      const whole = readFileSync(new URL(name, folder), 'utf8');
      const end = whole.lastIndexOf('---- expected\n');
      return { kind, name, text: end < 0 ? whole : whole.slice(0, end), page: {} };
    });
}

/** The scenarios in write-ups or guides, each with its page's timeline and observed series. */
function pagesIn(kind: 'incidents' | 'guides'): Found[] {
  const folder = new URL(`../../../content/${kind}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => {
      const page = readFileSync(new URL(name, folder), 'utf8');
      const blocks = (language: string): string[] =>
        [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
          (match) => match[1]!,
        );
      const timeline = blocks('timeline').flatMap((text) =>
        readTimeline(fileSource(name, text)).entries.map(recordEntry),
      );
      const started = /^started_at: (.+)$/m.exec(page)?.[1];
      const series = seriesEntries(
        seriesFilesOf(new URL(name, folder), name),
        started === undefined ? null : parseInstant(started),
      );
      const record = [...timeline, ...series.entries];
      return blocks('scenario').map((text, i) => ({
        kind,
        name: `${name}#${i + 1}`,
        text,
        page: { record },
      }));
    });
}

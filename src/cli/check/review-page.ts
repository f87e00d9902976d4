import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { numbersIn, type RecordEntry, type ScenarioText, scenarioText } from '../../hindcast.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { readIncident } from '../../incident/read-incident.ts';
import { findBlocks } from '../../markdown/blocks.ts';
import type { WrittenLink } from '../../review/links.ts';
import { type GivenName, reviewActions, reviewBlame } from '../../review/write-up-checks.ts';
import { childOf } from '../../yaml/node.ts';
import { foundScenario, parseBody } from '../input/scenarios.ts';

/** What a reviewer would look at in a page, as plain data. Depends only on the file's name and text. */
export interface PageReview {
  readonly blame: readonly Diagnostic[];
  readonly actions: readonly Diagnostic[];
  readonly links: readonly WrittenLink[];
  /** Names that have to be unique on the site. A guide has none, since it may repeat a write-up's scenario. */
  readonly names: readonly GivenName[];
}

/** A page that was compiled for checking. */
export interface CheckedPage {
  readonly diagnostics: readonly Diagnostic[];
  /** Path on the site. Example: `incidents/dns-race/`. */
  readonly path: string;
  /** Ids that links can point to; null if the page has errors. */
  readonly ids: ReadonlySet<string> | null;
  /** Paths of the model pages that belong to the page. */
  readonly models?: readonly string[];
  /** Counts of the numbers in the page's scenarios. Absent if the page has errors. */
  readonly numbers?: NumberCounts;
  /** Absent if the page hasn't been reviewed yet. */
  readonly review?: PageReview;
  /** True if the whole file was rejected, for example because of its name. Rejected files aren't reviewed. */
  readonly refused?: boolean;
}

export async function reviewPage(file: string, text: string, isIncident: boolean): Promise<PageReview> {
  const { body, frontMatter } = splitPage(file, text);
  const { blocks, links } = findBlocks(await parseBody(body), file, text);
  const found = { blame: reviewBlame(file, text), links: links.map(({ url, span }) => ({ url, span })) };
  if (frontMatter === null || !isIncident) return { ...found, actions: [], names: [] };
  const names = blocks.flatMap(({ language, source }) =>
    language === 'scenario' ? scenarioNames(source, file) : [],
  );
  const { incident, placeOf } = readIncident(frontMatter);
  if (incident === null) return { ...found, actions: [], names };
  names.push({ kind: 'title', name: incident.title, file, span: placeOf(['title']) });
  for (const [index, { id }] of incident.actions.entries()) {
    names.push({ kind: 'action', name: id, file, span: placeOf(['actions', index, 'id']) });
  }
  return { ...found, actions: reviewActions(incident, placeOf), names };
}

/** The name of a scenario. Empty if the scenario can't be parsed far enough. */
export function scenarioNames(source: Parameters<typeof foundScenario>[0], file: string): GivenName[] {
  const { id, place } = foundScenario(source, source.spanAt(0, 0));
  return id === null ? [] : [{ kind: 'scenario', name: id, file, span: place }];
}

/** Counts of numbers that predictions may depend on, numbers without a source, and claims that need labels. */
export interface NumberCounts {
  readonly all: number;
  readonly unsourced: number;
  readonly labelClaims: number;
}

export function countNumbers(texts: readonly string[], record: readonly RecordEntry[]): NumberCounts {
  const scenarios = texts.map((text) => scenarioText(fileSource('', text)));
  const numbers = scenarios.flatMap((text) => numbersIn(text, record));
  return {
    all: numbers.length,
    unsourced: numbers.filter(({ basis }) => basis !== 'sourced').length,
    labelClaims: scenarios.reduce((sum, text) => sum + countLabelClaims(text), 0),
  };
}

/** Claims about labels and about what variants change, which need more runs than a check performs. */
function countLabelClaims({ yaml: { root } }: ScenarioText): number {
  const expected = childOf(root ?? undefined, 'expect');
  const claims = expected?.kind === 'map' ? expected.entries.map(({ value }) => value) : [];
  return claims.reduce((sum, claim) => {
    const labels = childOf(claim, 'labels');
    const helps = childOf(claim, 'helps') === undefined ? 0 : 1;
    return sum + helps + (labels?.kind === 'map' ? labels.entries.length : 0);
  }, 0);
}

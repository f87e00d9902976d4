import { readdirSync, readFileSync } from 'node:fs';
import { shippedGuides } from '../../astro/setup/docs.ts';
import { evaluate } from '../../hindcast.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { readGuide } from '../../incident/guide.ts';
import { findBlocks } from '../../markdown/blocks.ts';
import { citedValue, parseCite } from '../../markdown/cite.ts';
import { type ReferencePage, referencePages } from '../../reference/pages.ts';
import type { Result } from '../../result.ts';
import { findScenarios, parseBody } from '../input/scenarios.ts';
import type { DocsTopic } from '../output/reports.ts';
import type { Block } from './document.ts';
import { htmlBlocks, markdownBlocks } from './read-document.ts';

/** A documentation topic and its text. */
export interface Topic extends DocsTopic {
  /**
   * The topic's text. If `values` is true, a guide's scenarios are evaluated, and their values replace `sim:`
   * citations.
   */
  blocks(values: boolean): Promise<Block[]>;
}

/** The guides that ship with Hindcast, in reading order, followed by the reference pages. */
export function allTopics(): Topic[] {
  return [...guides(), ...referencePages().map(referenceTopic)];
}

function guides(): Topic[] {
  const folder = shippedGuides();
  const read = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      const { frontMatter } = splitPage(name, text);
      const guide = frontMatter === null ? null : readGuide(frontMatter).value;
      return guide === null ? [] : [{ name, text, ...guide }];
    });
  return read
    .sort(
      (a, b) => (a.order ?? Number.MAX_VALUE) - (b.order ?? Number.MAX_VALUE) || (a.title < b.title ? -1 : 1),
    )
    .map(({ name, text, title, summary }) => ({
      id: name.slice(0, -'.md'.length),
      kind: 'guide',
      title,
      summary,
      blocks: async (values) => [
        { kind: 'heading', depth: 1, text: title },
        { kind: 'paragraph', text: summary },
        ...(await guideBlocks(name, text, values)),
      ],
    }));
}

function referenceTopic({ id, title, summary, sections }: ReferencePage): Topic {
  return {
    id,
    kind: 'reference',
    title,
    summary,
    blocks: async () => [
      { kind: 'heading', depth: 1, text: title },
      { kind: 'paragraph', text: summary },
      ...sections.flatMap((section): Block[] => [
        { kind: 'heading', depth: 2, text: section.title },
        ...htmlBlocks(section.body.toString()),
      ]),
    ],
  };
}

async function guideBlocks(file: string, text: string, withValues: boolean): Promise<Block[]> {
  const tree = await parseBody(splitPage(file, text).body);
  if (!withValues) return markdownBlocks(tree, () => undefined);
  const { cites } = findBlocks(tree, file, text);
  const { scenarios, record, zone } = await findScenarios({ file, text, kind: 'write-up' });
  const results = new Map<string, Result | null>();
  const resultOf = (id: string): Result | null => {
    const known = results.get(id);
    if (known !== undefined) return known;
    const found = scenarios.find((one) => one.id === id);
    const result = found === undefined ? null : evaluate(found.source, { record, zone }).result;
    results.set(id, result);
    return result;
  };
  const values = new Map<number, string>();
  for (const { path, span, range } of cites) {
    const cited = parseCite(path);
    const result = cited === null ? null : resultOf(cited.scenario);
    const value = result === null ? undefined : citedValue(result, cited!, span).value;
    if (value !== undefined) values.set(range.start, value.text);
  }
  return markdownBlocks(tree, (node) => values.get(node.position?.start.offset ?? -1));
}

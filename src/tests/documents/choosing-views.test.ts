import { beforeAll, describe, expect, test } from 'vitest';
import { VIEW_NAMES } from '../../result.ts';
import { createGuideCompiler } from '../support/page.ts';
import { readDocument } from './blocks.ts';

/* The table of views in the guide: which views exist, and what happens if a view has nothing to show. */

const GUIDE = 'content/guides/choosing-views.md';

/** Table rows: the view, what it shows, and what happens if it’s empty. */
const ROWS = readDocument(GUIDE)
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 7 && cells[1]!.startsWith('`'))
  .map(([, view, , of, , then]) => ({ view: view!.replaceAll('`', ''), of: of!, then: then! }));

const RUN = 'until: 1m\nprocesses: { p: { steps: [{ id: wait, delay: 1s }] } }\n';
const SEARCH = 'state: { n: 0 }\nprocesses: { p: { steps: [{ id: add, set: { n: 1 } }] } }\n';

test('the guide lists all views, once each', () => {
  expect(ROWS.map(({ view }) => view).sort()).toEqual([...VIEW_NAMES].sort());
});

let compile: Awaited<ReturnType<typeof createGuideCompiler>>;
beforeAll(async () => {
  compile = await createGuideCompiler();
});

describe.each(ROWS)('the view $view', ({ view, of, then }) => {
  /** Diagnostic codes for a page that shows this view of a scenario. */
  const codes = async (model: string): Promise<string[]> => {
    const page = `---\ntitle: A\nsummary: B.\n---\n\n\`\`\`scenario\nscenario: s\n${model}show: [${view}]\n\`\`\`\n`;
    const { diagnostics } = await compile('content/guides/a.md', page, {}, { edition: 'internal' });
    return diagnostics.map(({ code }) => code);
  };

  test('reports an empty view as the guide says', async () => {
    expect(await codes(of.startsWith('search') ? SEARCH : RUN)).toEqual(
      then === 'error' ? ['page/empty-view'] : [],
    );
  });

  test('is an error for a scenario that isn’t run or searched', async () => {
    if (of === 'both') return expect([await codes(RUN), await codes(SEARCH)]).toEqual([[], []]);
    if (of.startsWith('search')) return expect(await codes(RUN)).toEqual(['page/no-search']);
    return expect(await codes(SEARCH)).toEqual(['page/no-run']);
  });
});

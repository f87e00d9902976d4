import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WRITE_UP } from '../compare/write-up.ts';
import { Editor } from './editor.ts';

describe('hindcast lsp, through the protocol', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-lsp-'));
  const file = join(folder, 'cold.md');
  let editor: Editor;
  beforeAll(async () => {
    writeFileSync(file, WRITE_UP);
    editor = new Editor(file);
    const first = editor.diagnostics();
    await editor.open(WRITE_UP);
    expect(await first).toEqual([]);
  });
  afterAll(async () => {
    expect(await editor.close()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('reports an error while typing, at its location, and removes it after the fix', async () => {
    const broken = editor.diagnostics((found) => found.length > 0);
    await editor.edit('set: { warm: true }', 'set: { warm: tru }');
    const [found] = await broken;
    expect(found).toMatchObject({ code: 'cel/unknown-name', severity: 1, source: 'hindcast' });
    const line = WRITE_UP.split('\n').findIndex((text) => text.includes('set: { warm: true }'));
    expect(found!.range).toEqual({ start: { line, character: 21 }, end: { line, character: 24 } });
    const fixed = editor.diagnostics((all) => all.length === 0);
    await editor.edit('set: { warm: tru }', 'set: { warm: true }');
    await fixed;
  });

  it('reports what only a run finds after a pause in typing', async () => {
    const found = editor.diagnostics((all) => all.some(({ code }) => code === 'expect/unmet'));
    await editor.edit('fill_time: 18m', 'fill_time: 2h');
    expect((await found)[0]!.message).toContain('recovered');
    const fixed = editor.diagnostics((all) => all.length === 0);
    await editor.edit('fill_time: 2h', 'fill_time: 18m');
    await fixed;
  });

  it('reports errors in front matter and timelines', async () => {
    const found = editor.diagnostics((all) => all.length >= 2);
    await editor.edit('status: draft', 'status: drft');
    await editor.edit('kind: recovery', 'kind: recovry');
    expect((await found).map(({ code }) => code)).toEqual(['schema/value', 'schema/value']);
    await editor.edit('status: drft', 'status: draft');
    await editor.edit('kind: recovry', 'kind: recovery');
  });

  it('reports an open fence instead of the errors inside it', async () => {
    const found = editor.diagnostics((all) => all.length > 0);
    await editor.edit(', within: 10m }\n```\n', ', within: 10m }\n');
    expect((await found).map(({ code }) => code)).toEqual(['page/open-fence']);
    const fixed = editor.diagnostics((all) => all.length === 0);
    await editor.edit(', within: 10m }\n', ', within: 10m }\n```\n');
    await fixed;
  });

  it.each([
    ['keys of the scenario', '    loop: true\n    ', ['fair', 'atomic', 'instances'], ['steps', 'loop']],
    ['keys of a step', '        to: cache\n        ', ['skip_if', 'choose'], ['say', 'when']],
    [
      'names in an expression',
      "        when: '!",
      ['warm', 'cold', 'fill_time', 'filler', 'size', 'stale'],
      ['recovered'],
    ],
    ['what a step may set', '        set: { ', ['warm'], ['fill_time', 'when', 'stale']],
    ['names in a process', 'id: write, set: { value: ', ['self.read', 'self.outdated'], ['self.warm']],
    ['timeline entries', 'at: observed.', ['observed.deploy', 'observed.recovered'], ['warm']],
    ['services', 'id: visitors, to: ', ['shop'], ['warm']],
    ['allowed values', 'arrivals: { dist: ', ['poisson', 'constant'], ['warm']],
    ['scenarios and variants of an action', 'verified_by: ', ['cold-cache', 'cold-cache#warmed'], ['shop']],
    ['keys of the front matter', 'services: [shop]\n', ['detected_at', 'root_causes'], ['steps']],
  ])('offers %s', async (_what, before, offered, not) => {
    const labels = await editor.complete(before);
    expect(labels).toEqual(expect.arrayContaining(offered));
    for (const label of not) expect(labels).not.toContain(label);
  });

  it('offers keys while a line is half typed', async () => {
    await editor.edit('        say: fills the cache', '        say: fills the cache\n        sk');
    expect(await editor.complete('        say: fills the cache\n        sk')).toContain('skip_to');
    await editor.edit('        say: fills the cache\n        sk', '        say: fills the cache');
  });

  it.each([
    ['a key', '        whe', 'waits until'],
    ['a name', "when: '!war", 'true'],
    ['a timeline entry', 'at: observed.depl', 'Release 214 empties the cache'],
    ['a named expression', 'let: { stale', 'let'],
    ['a function', 'writer.al', 'every item'],
    ['a number', 'fill_time: 18', 'assumed (`fill_time`)\n\nIt has no source'],
  ])('describes %s', async (_what, before, text) => {
    expect(await editor.hover(before)).toContain(text);
  });

  it.each([
    ['a state', "when: '!war", 'warm: true }'],
    ['a constant', '        delay: fill_', 'fill_time: 18m, cold: 0.4 }'],
    ['a timeline entry', 'at: observed.depl', 'deploy, at: 2026-03-02T09:00:00+01:00, kind: response'],
    ['a local', 'value: self.re', 'read: 0 }'],
    ['a named expression', 'value != self.re', 'read: 0 }'],
    ['a variant', 'verified_by: cold-cache#war', 'warmed: { const.fill_time: 1m }'],
  ])('finds the definition of %s', async (_what, before, text) => {
    expect(await editor.definition(before)).toMatch(
      new RegExp(`^${text.replace(/[[\](){}.+*?^$|]/g, '\\$&')}`),
    );
  });
});

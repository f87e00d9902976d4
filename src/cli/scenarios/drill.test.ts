import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench, LEASE, WRITE_UP } from '../../tests/support/command.ts';
import type { DrillReport } from '../output/reports.ts';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('page.md', WRITE_UP.replace('For a test.', 'The end is given away.\nzone: Europe/Berlin'));
  bench.write('lease.yaml', LEASE);
  bench.write('prose.md', '---\ntitle: No timeline\n---\n\nText.\n');
  bench.write('broken.md', WRITE_UP.replace('at: 2025-10-20T08:30:00+02:00', 'at: yesterday'));
  bench.write('model.md', WRITE_UP.replace("lost: '!up'", "lost: '!upp'"));
});

afterAll(() => bench.remove());

describe('a drill', () => {
  test('shows the entries, and compares the notes with what was done', async () => {
    const { code, out, err } = await bench.call(['drill', 'page.md'], { stdin: 'Check the lease\n' });
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`A lease was lost
Drill: the observed timeline, one entry at a time (2 entries). Enter without text means no note; q ends the
drill.

1 of 2  Oct 20 08:11 CEST  impact
  Writes fail
  Simulated: lost at 08:10:00 (fitted)

What do you look at? What do you do next?
> 

2 of 2  Oct 20 08:30 CEST  recovery
  Writes pass
  Simulated: restored at 08:30:00 (given)

Your notes                            what was done until your next note
  Oct 20 08:11 CEST  Check the lease  Oct 20 08:30 CEST: Writes pass

Models
  model 1  leases: A lease is lost
`);
  });

  test.each(['q\n', ' q \nignored\n', ''])('ends early with input %j', async (stdin) => {
    const { code, out, err } = await bench.call(['drill', 'page.md'], { stdin });
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toContain('2 of 2');
    expect(out).toMatch(/Your notes[\s\S]*no note +Oct 20 08:30 CEST: Writes pass/);
  });

  test('runs no model with --no-models', async () => {
    const { code, out } = await bench.call(['drill', 'page.md', '--no-models'], { stdin: 'q\n' });
    expect(code).toBe(0);
    expect(out).not.toMatch(/Simulated|Models/);
  });

  test('prints JSON without the prompts', async () => {
    const stdin = 'Check the \u001b[31mlease\n';
    const { code, out, err } = await bench.call(['drill', 'page.md', '--json'], { stdin });
    expect(code).toBe(0);
    expect(err).toContain('What do you look at?');
    const report: DrillReport = JSON.parse(out);
    expect(report).toMatchObject({ version: 1, title: 'A lease was lost', diagnostics: [] });
    expect(report.steps.map(({ id, note }) => [id, note])).toEqual([
      ['lost', 'Check the \u001b[31mlease'],
      ['restored', null],
    ]);
    const text = await bench.call(['drill', 'page.md'], { stdin });
    expect(text.out).toContain('Check the \ufffd[31mlease');
  });

  test('reports a model that can’t run, and leaves it out', async () => {
    const { code, out, err } = await bench.call(['drill', 'model.md'], { stdin: 'a\n' });
    expect(code).toBe(1);
    expect(out).toMatch(/2 of 2[\s\S]*Your notes/);
    expect(out).not.toContain('Simulated');
    expect(err).toMatch(/^model\.md:\d+:\d+ error cel\//);
  });
});

describe('refuses', () => {
  test('a write-up without a timeline', async () => {
    const { code, out, err } = await bench.call(['drill', 'prose.md']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('prose.md:1:1 error page/no-timeline: this write-up has no observed timeline');
    expect((await bench.call(['drill', 'lease.yaml'])).code).toBe(1);
  });

  test('a timeline with errors', async () => {
    const { code, out, err } = await bench.call(['drill', 'broken.md']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^broken\.md:12:\d+ error page\/time: /);
  });

  test('standard input as the write-up', async () => {
    const { code, err } = await bench.call(['drill', '-'], { stdin: WRITE_UP });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: the write-up must be a file/);
  });
});

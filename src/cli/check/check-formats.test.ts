import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type Bench, createBench, LEASE } from '../../tests/support/command.ts';

const PAGE = `---
severity: SEV3
title: A page
summary: It was human error, all of it.
started_at: 2025-10-20T08:10:00+02:00
actions:
  - { id: a, title: Do it, owner: ops }
---

[No page](../nothing/)
`;

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  // With this folder, all calls share a result cache.
  bench.write('node_modules/astro/package.json', '{}');
  bench.write('a b/page.md', PAGE);
  bench.write('trap.yaml', LEASE.replace("lost: '!up'", 'lost: !up'));
});

afterAll(() => bench.remove());

const read = (file: string): string => readFileSync(join(bench.folder, file), 'utf8');
const call = (...argv: string[]) => bench.call(['check', ...argv]);

describe('formats', () => {
  test('lists each rule once in SARIF and points into the file', async () => {
    const { code, out, err } = await call('.', '--format', 'sarif');
    expect([code, err]).toEqual([1, '']);
    const { $schema, version, runs } = JSON.parse(out);
    expect([$schema, version, runs.length]).toEqual([
      'https://json.schemastore.org/sarif-2.1.0.json',
      '2.1.0',
      1,
    ]);
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver).toMatchObject({ name: 'hindcast', semanticVersion: manifest.version });
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['review/action-due', 'review/blame', 'review/broken-link', 'yaml/tag']);
    for (const result of results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId);
      expect(['error', 'warning']).toContain(result.level);
      const { startLine, startColumn, endLine, endColumn } = result.locations[0].physicalLocation.region;
      expect(Math.min(startLine, startColumn, endLine, endColumn)).toBeGreaterThan(0);
      expect(endLine > startLine || endColumn >= startColumn).toBe(true);
    }
    expect(results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'a%20b/page.md' });
  });

  test('escapes annotations for GitHub', async () => {
    const { code, out, err } = await call('.', '--format', 'github');
    expect([code, err]).toEqual([
      1,
      '2 files, 2 errors, 2 warnings\n1 can be fixed automatically: hindcast check --fix\n',
    ]);
    expect(out.split('\n')).toEqual([
      '::warning file=a b/page.md,line=4,endLine=4,col=17,endColumn=28,title=review/blame::`human error` blames a person%0Ahint: describe what the person saw and did, and what made that step likely',
      '::warning file=a b/page.md,line=7,endLine=7,col=11,endColumn=12,title=review/action-due::the action `a` has no due date%0Ahint: add `due:` with a date like 2026-04-30',
      "::error file=a b/page.md,line=10,endLine=10,col=1,endColumn=23,title=review/broken-link::`../nothing/` doesn't point to a page on this site%0Ahint: link to other write-ups as ../file-name/",
      expect.stringMatching(
        /^::error file=trap\.yaml,line=10,.*,title=yaml\/tag::YAML treats `!up` as a tag/,
      ),
      '',
    ]);
  });

  test('keeps fingerprints for GitLab when lines move', async () => {
    const fingerprints = async (): Promise<string[]> => {
      const { out } = await call('a b', '--format', 'gitlab');
      const found: { fingerprint: string; severity: string; location: unknown; check_name: string }[] =
        JSON.parse(out);
      expect(found.map((one) => [one.check_name, one.severity])).toEqual([
        ['review/blame', 'minor'],
        ['review/action-due', 'minor'],
        ['review/broken-link', 'major'],
      ]);
      return found.map(({ fingerprint }) => fingerprint);
    };
    const before = await fingerprints();
    expect(new Set(before).size).toBe(3);
    bench.write('a b/page.md', PAGE.replace('severity', 'status: draft\nseverity'));
    expect(await fingerprints()).toEqual(before);
    bench.write('a b/page.md', PAGE);
  });

  test('--no-blame leaves out warnings about blame', async () => {
    const { out } = await call('a b', '--no-blame');
    expect(out).not.toContain('review/blame');
    expect(out).toMatch(/\n1 file, 1 error, 1 warning\nTo learn more .*\n$/);
  });
});

describe('--fix', () => {
  test('changes the files, reports where, and changes nothing the second time', async () => {
    bench.write('fix/page.md', PAGE.replaceAll('\n', '\r\n').replace(/^/, '\uFEFF'));
    bench.write('fix/real.yaml', LEASE.replace("lost: '!up'", 'lost: !up'));
    chmodSync(join(bench.folder, 'fix/real.yaml'), 0o640);
    symlinkSync('real.yaml', join(bench.folder, 'fix/trap.yaml'));
    const { code, out } = await call('fix/page.md', 'fix/trap.yaml', '--fix', '--no-blame');
    expect(code).toBe(1);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'fixed fix/page.md:2: ordered the keys: title, summary, severity, started_at, actions',
      'fixed fix/trap.yaml:10: quoted !up',
      '',
    ]);
    expect(read('fix/real.yaml')).toBe(LEASE);
    expect(statSync(join(bench.folder, 'fix/real.yaml')).mode & 0o777).toBe(0o640);
    expect(read('fix/page.md')).toMatch(
      /^\uFEFF---\r\ntitle: A page\r\nsummary: [^\n]*\r\nseverity: SEV3\r\n/,
    );
    expect(read('fix/page.md').replaceAll('\r\n', '')).not.toContain('\n');
    expect(readdirSync(join(bench.folder, 'fix')).sort()).toEqual(['page.md', 'real.yaml', 'trap.yaml']);
    const before = [read('fix/page.md'), read('fix/real.yaml')];
    const again = await call('fix/page.md', 'fix/trap.yaml', '--fix', '--format', 'json');
    expect(JSON.parse(again.out).fixes).toEqual([]);
    expect([read('fix/page.md'), read('fix/real.yaml')]).toEqual(before);
  });
});

describe('--fix and errors', () => {
  test('counts what --fix would fix', async () => {
    const { out } = await call('trap.yaml');
    expect(out).toContain('\n1 can be fixed automatically: hindcast check --fix\n');
  });

  test('leaves the order of keys in a block with errors', async () => {
    const scenario = (id: string, until: string): string =>
      `\n\`\`\`scenario\nuntil: ${until}\nscenario: ${id}\n\`\`\`\n`;
    const page = PAGE.replace('[No page](../nothing/)\n', '');
    const text = page.replace('SEV3', 'SEV9') + scenario('broken', 'soon') + scenario('fine', '1s');
    bench.write('order/page.md', text);
    const { out } = await call('order/page.md', '--fix', '--no-blame');
    const line = text.split('\n').indexOf('scenario: fine');
    expect(out.match(/^fixed .*$/gm)).toEqual([
      `fixed order/page.md:${line}: ordered the keys: scenario, until`,
    ]);
    expect(read('order/page.md')).toBe(
      text.replace('until: 1s\nscenario: fine', 'scenario: fine\nuntil: 1s'),
    );
  });

  test('orders the keys after quoting a value fixes the error', async () => {
    bench.write('order/trap.yaml', `until: 1h\n${LEASE.replace('until: 1h\n', '').replace("'!up'", '!up')}`);
    const { out } = await call('order/trap.yaml', '--fix');
    expect(out.match(/^fixed .*$/gm)).toEqual([
      'fixed order/trap.yaml:10: quoted !up',
      expect.stringMatching(/^fixed order\/trap\.yaml:1: ordered the keys: scenario, title, until, /),
    ]);
  });
});

describe('a site', () => {
  test('is checked with its configuration, in its own folders', async () => {
    const integration = new URL('../../astro/hindcast.ts', import.meta.url).href;
    const config = (options: string): void =>
      bench.write(
        `${options.length}/astro.config.mjs`,
        `import hindcast from '${integration}';\nexport default { integrations: [hindcast(${options})] };\n`,
      );
    const options = "{ content: 'here', guides: 'taught', severities: [{ id: 'P1' }] }";
    config(options);
    const folder = String(options.length);
    bench.write(`${folder}/here/one.md`, PAGE.replace('../nothing/', '../../guides/how/#steps'));
    bench.write(
      `${folder}/taught/how.md`,
      '---\ntitle: How\nsummary: To do it.\n---\n\n## Steps\n\n[One](../../incidents/one/)\n',
    );
    bench.write(`${folder}/elsewhere/broken.md`, '---\n');
    const { out } = await bench.callIn(join(bench.folder, folder), ['check', '--format', 'json']);
    const { files, diagnostics } = JSON.parse(out);
    expect(files).toEqual(['here/one.md', 'taught/how.md']);
    expect(diagnostics.map(({ code }: { code: string }) => code)).toEqual([
      'page/unknown-severity',
      'review/blame',
      'review/action-due',
    ]);
  });

  test('reports a broken configuration', async () => {
    bench.write('bad/astro.config.mjs', 'export default nothing;\n');
    bench.write('bad/content/incidents/one.md', PAGE);
    const { code, out } = await bench.callIn(join(bench.folder, 'bad'), ['check']);
    expect(code).toBe(1);
    expect(out).toContain("astro.config.mjs:1:1 error site/config: can't read the site's configuration");
  });
});

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { type Bench, createBench } from '../../tests/support/command.ts';

const page = (body: string): string =>
  `---\ntitle: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T08:10:00+02:00\n---\n\n${body}\n`;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('site/node_modules/astro/package.json', '{}');
  const integration = fileURLToPath(new URL('../../astro/hindcast.ts', import.meta.url));
  bench.write(
    'site/astro.config.mjs',
    `import hindcast from '${integration}';\nexport default { integrations: [hindcast({})] };\n`,
  );
});

afterAll(() => bench.remove());

const write = (file: string, text: string): void => bench.write(`site/${file}`, text);

async function check(...argv: string[]) {
  const { code, out, err } = await bench.callIn(join(bench.folder, 'site'), ['check', ...argv]);
  return { code, out, err };
}

describe('the files of a site', () => {
  test('that a build rejects are errors', async () => {
    write('content/incidents/empty.md', '');
    write('content/incidents/Notes.md', 'Some notes.');
    write('content/incidents/sub/nested.md', page('Text.'));
    write('content/incidents/sub/LICENSE.md', 'No page.');
    write('content/incidents/bad.svg', SVG);
    bench.write('outside.png', '');
    bench.write('secret.md', page('canary'));
    symlinkSync(join(bench.folder, 'outside.png'), join(bench.folder, 'site/content/incidents/link.png'));
    symlinkSync(join(bench.folder, 'secret.md'), join(bench.folder, 'site/content/incidents/secret.md'));
    write('public/robots.txt', '');
    symlinkSync('/etc/passwd', join(bench.folder, 'site/public/users.txt'));
    write(
      'content/incidents/pictures.md',
      page(
        '![a](./gone.png)\n![a](./bad.svg)\n![a](../../../outside.png)\n![a](./link.png)\n![a][b]\n\n[b]: ./gone.svg',
      ),
    );
    const { code, out } = await check('--format', 'json');
    const { diagnostics, files } = JSON.parse(out) as { diagnostics: Diagnostic[]; files: string[] };
    expect(code).toBe(1);
    expect(diagnostics.map((one) => `${one.code} ${one.span.file}:${one.span.start.line}`)).toEqual([
      'page/file-name content/incidents/Notes.md:1',
      'page/front-matter content/incidents/empty.md:1',
      'page/image-file content/incidents/pictures.md:8',
      'page/image-file content/incidents/pictures.md:9',
      'page/image-file content/incidents/pictures.md:10',
      'page/image-file content/incidents/pictures.md:11',
      'page/image-file content/incidents/pictures.md:14',
      'page/folder content/incidents/sub/nested.md:1',
      'site/public-link public/users.txt:1',
    ]);
    expect(files).not.toContain('content/incidents/secret.md');
    expect(out).not.toContain('canary');
  });

  test.each(['text', 'github'])(
    'can’t run commands of a CI service by their names, as %s',
    async (format) => {
      write('content/incidents/::error::a.md', '---\n---\n');
      write('content/incidents/b\n::set-output name=a::b\n##[command]c.md', '---\n---\n');
      const { out, err } = await check('--format', format);
      const lines = (out + err).split(/[\n\r]/).map((line) => line.trim());
      expect(lines.some((line) => line.includes('set-output'))).toBe(true);
      const commands = lines.filter((line) => /^(?:::|##\[)/.test(line));
      if (format === 'text') expect(commands).toEqual([]);
      for (const command of commands)
        expect(command).toMatch(
          /^::(?:error|warning) file=[^:]+,title=[a-z-]+%2F?[a-z/-]*::|^::(?:error|warning) file=[^:]*,line=/,
        );
    },
  );
});

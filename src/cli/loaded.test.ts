import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a command in a new process. Returns the packages it loaded, in alphabetical order. */
async function packagesOf(...args: string[]): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module';
    const urls = new Set();
    registerHooks({
      resolve(name, context, next) {
        const resolved = next(name, context);
        urls.add(resolved.url);
        return resolved;
      },
    });
    const { main } = await import('./src/cli/main.ts');
    const silent = { write: () => true };
    const io = { stdin: process.stdin, stdout: silent, stderr: silent };
    await main(${JSON.stringify(args)}, io);
    const names = [...urls].flatMap((url) => url.match(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(names)].sort()));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
  });
  return JSON.parse(stdout) as string[];
}

// Loading the Markdown parser and the chart library takes longer than most runs.
test('a run of a bare scenario loads only what reads and runs scenarios', async () => {
  expect(await packagesOf('run', 'content/examples/lost-update.yaml')).toMatchInlineSnapshot(`
    [
      "@marcbachmann/cel-js",
      "commander",
      "fdir",
      "picomatch",
      "tinyglobby",
      "unist-util-is",
      "unist-util-visit",
      "unist-util-visit-parents",
      "yaml",
      "zod",
    ]
  `);
});

test('the help loads no scenario', async () => {
  expect(await packagesOf('--help')).toMatchInlineSnapshot(`
    [
      "commander",
    ]
  `);
});

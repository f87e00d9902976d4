import { benchDev } from './dev.ts';
import { benchExplore } from './explore.ts';
import { benchLabels } from './labels.ts';
import { benchLsp } from './lsp.ts';
import { benchRun } from './run.ts';
import { benchSite } from './site/main.ts';

/**
 * Benchmarks by name. Where possible, they also run a comparable tool, since ratios can be compared between machines.
 */
const BENCHES: Readonly<Record<string, (sizes: readonly number[]) => void | Promise<void>>> = {
  explore: benchExplore,
  run: benchRun,
  labels: benchLabels,
  lsp: benchLsp,
  dev: benchDev,
  site: (sizes) => benchSite(sizes.length === 0 ? [100, 300] : sizes),
};

const args = process.argv.slice(2);
const sizes = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const names = args.filter((arg) => !/^\d+$/.test(arg));
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown benchmark: ${unknown.join(', ')}; choose from ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const name of names.length === 0 ? Object.keys(BENCHES) : names) await BENCHES[name]!(sizes);
}

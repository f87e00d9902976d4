import { benchDev } from './dev.ts';
import { benchExplore } from './explore.ts';
import { benchLsp } from './lsp.ts';
import { benchRun } from './run.ts';

/** Measurements by name. Each compares with a peer in the same run, so that its ratios hold on any machine. */
const BENCHES: Readonly<Record<string, () => void | Promise<void>>> = {
  explore: benchExplore,
  run: benchRun,
  lsp: benchLsp,
  dev: benchDev,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark is called ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const name of asked.length === 0 ? Object.keys(BENCHES) : asked) await BENCHES[name]!();
}

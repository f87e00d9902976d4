import { firstDifference } from './comparison.ts';
import { scenarioOf } from './scenarios.ts';

/** Compares the engine with the reference runner on the scenarios of some seeds: `node src/tests/random/replay.ts 123 [to]`. */
const from = Number(process.argv[2] ?? 1);
const to = Number(process.argv[3] ?? from);
let different = 0;
for (let seed = from; seed <= to; seed++) {
  const text = scenarioOf(seed);
  const found = firstDifference(text);
  if (found === null) continue;
  different++;
  process.stdout.write(`${text}\nseed ${seed}, first difference: ${JSON.stringify(found, null, 2)}\n`);
}
process.stdout.write(`${to - from + 1} scenarios, ${different} differ\n`);
process.exitCode = different === 0 ? 0 : 1;

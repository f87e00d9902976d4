import { firstDifference } from './comparison.ts';
import { scenarioOf } from './scenarios.ts';

/**
 * Compares the engine with the reference runner on random scenarios. Usage: `node src/tests/random/replay.ts 123` for
 * one seed, `... 1 300` for all seeds from 1 to 300, or `... 1 300 first` to stop at the first difference.
 */
const from = Number(process.argv[2] ?? 1);
const to = Number(process.argv[3] ?? from);
const endsAtFirst = process.argv[4] === 'first';
let different = 0;
for (let seed = from; seed <= to && !(endsAtFirst && different > 0); seed++) {
  const text = scenarioOf(seed);
  const found = firstDifference(text);
  if (found === null) continue;
  different++;
  process.stdout.write(`${text}\nseed ${seed}, first difference: ${JSON.stringify(found, null, 2)}\n`);
}
process.stdout.write(`${different} scenarios differ\n`);
process.exitCode = different === 0 ? 0 : 1;

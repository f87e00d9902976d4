/**
 * Tries every attack and prints one table: `node src/tests/prove/main.ts [short] [name ...]`. Exits with 1 if anything
 * got through. In the full size, the results go to results.json and the guide "How we know".
 */
import { cpuUsage } from 'node:process';
import { ATTACKS } from './attacks.ts';
import { readResults, writeResults } from './results.ts';
import { type Row, textTable } from './table.ts';

const SHOWN = 20;

const args = process.argv.slice(2);
const size = args.includes('short') ? 'short' : 'full';
const wanted = args.filter((arg) => arg !== 'short').map((arg) => arg.toLowerCase());
const chosen = ATTACKS.filter(
  ({ name, slow }) =>
    (size === 'full' || slow !== true) &&
    (wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part))),
);
const rows: Row[] = [];
const start = performance.now();
for (const { name, means, least, run } of chosen) {
  const before = performance.now();
  const { tried, through } = await run(size);
  const seconds = Math.round((performance.now() - before) / 1000);
  rows.push({ attack: name, tried, through: through.length });
  process.stderr.write(`${name}: ${tried} tried, ${through.length} got through, ${seconds} s\n`);
  if (through.length > 0) process.stderr.write(`  it gets through if ${means}\n`);
  for (const line of through.slice(0, SHOWN)) process.stderr.write(`  ${line}\n`);
  if (size === 'full' && tried < least) {
    process.stderr.write(`  only ${tried} of at least ${least} were tried\n`);
    process.exitCode = 1;
  }
}
if (size === 'full') {
  const others = readResults().filter(({ attack }) => !rows.some((row) => row.attack === attack));
  writeResults([...others, ...rows]);
}
process.stdout.write(`\n${textTable(rows)}`);
const { user, system } = cpuUsage();
const [elapsed, cpu] = [(performance.now() - start) / 60_000, (user + system) / 60e6];
process.stdout.write(`${elapsed.toFixed(1)} min, ${cpu.toFixed(1)} min of CPU in this process\n`);
if (rows.some(({ through }) => through > 0)) process.exitCode = 1;

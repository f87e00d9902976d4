/**
 * Tries every attack and prints a table: `node src/tests/prove/main.ts [short] [name ...]`. If names are given, tries
 * only attacks whose names contain one of them. Two attacks run at a time, each in a separate process. Exits with 1 if
 * anything got through. In the full size, also writes results.json and the guide "How we know".
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Attack } from './attack.ts';
import { ATTACKS } from './attacks.ts';
import type { Order, Outcome } from './lane.ts';
import { readResults, writeResults } from './results.ts';
import { textTable } from './table.ts';

const LANES = 2;
const LANE = fileURLToPath(new URL('lane.ts', import.meta.url));

const args = process.argv.slice(2);
const size = args.includes('short') ? 'short' : 'full';
const wanted = args.filter((arg) => arg !== 'short').map((arg) => arg.toLowerCase());
const chosen = ATTACKS.filter(
  ({ name, slow }) =>
    (size === 'full' || slow !== true) &&
    (wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part))),
);
// Start with the longest attacks, so that both processes are busy until the end.
const waiting = chosen.toSorted((a, b) => Number(b.long === true) - Number(a.long === true));
const outcomes: Outcome[] = [];
const start = performance.now();

/** Tries an attack in a process. */
function tried(child: ChildProcess, { name }: Attack): Promise<Outcome> {
  return new Promise((done, fail) => {
    const ended = (code: number | null): void => fail(new Error(`${name}: its process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (outcome: Outcome) => {
      child.off('exit', ended);
      done(outcome);
    });
    child.send({ name, size } satisfies Order);
  });
}

function report({ name, tried, through, shown, seconds, cpu }: Outcome): void {
  const { means, least } = ATTACKS.find((one) => one.name === name)!;
  process.stderr.write(
    `${name}: ${tried} tried, ${through} got through, ${seconds.toFixed(0)} s, ${cpu.toFixed(0)} s of CPU\n`,
  );
  if (through > 0) process.stderr.write(`  it gets through if ${means}\n`);
  for (const line of shown) process.stderr.write(`  ${line}\n`);
  if (size === 'short' || tried >= least) return;
  process.stderr.write(`  only ${tried} of at least ${least} were tried\n`);
  process.exitCode = 1;
}

async function lane(): Promise<void> {
  const child = fork(LANE);
  try {
    for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
      const outcome = await tried(child, attack);
      report(outcome);
      outcomes.push(outcome);
    }
  } finally {
    child.kill();
  }
}

await Promise.all(Array.from({ length: Math.min(LANES, waiting.length) }, lane));
const rows = chosen.map(({ name }) => {
  const { tried, through } = outcomes.find((one) => one.name === name)!;
  return { attack: name, tried, through };
});
if (size === 'full') {
  const others = readResults().filter(({ attack }) => !rows.some((row) => row.attack === attack));
  writeResults([...others, ...rows]);
}
process.stdout.write(`\n${textTable(rows)}`);
const cpu = outcomes.reduce((sum, one) => sum + one.cpu, 0);
process.stdout.write(
  `${((performance.now() - start) / 60_000).toFixed(1)} min, ${(cpu / 60).toFixed(1)} min of CPU in ${LANES} processes\n`,
);
if (rows.some(({ through }) => through > 0)) process.exitCode = 1;

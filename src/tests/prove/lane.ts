/**
 * A process in which `main.ts` tries attacks, one after another. An attack can harm only the process that it runs in.
 */
import { cpuUsage } from 'node:process';
import type { Size } from './attack.ts';
import { ATTACKS } from './attacks.ts';

/** An attack to try. */
export interface Order {
  readonly name: string;
  readonly size: Size;
}

/**
 * An attack's results: how many cases were tried, how many got through, and a line for each of the first few that got
 * through.
 */
export interface Outcome {
  readonly name: string;
  readonly tried: number;
  readonly through: number;
  readonly shown: readonly string[];
  readonly seconds: number;
  /** CPU time of this process, in seconds. */
  readonly cpu: number;
}

const SHOWN = 20;

process.on('message', async ({ name, size }: Order) => {
  const attack = ATTACKS.find((one) => one.name === name)!;
  const start = performance.now();
  const before = cpuUsage();
  // An attack that couldn't be tried must not count as unsuccessful.
  const { tried, through } = await attack
    .run(size)
    .catch((error: unknown) => ({ tried: 0, through: [`it couldn't be tried: ${String(error)}`] }));
  const { user, system } = cpuUsage(before);
  process.send?.({
    name,
    tried,
    through: through.length,
    shown: through.slice(0, SHOWN),
    seconds: (performance.now() - start) / 1000,
    cpu: (user + system) / 1e6,
  } satisfies Outcome);
});

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explore } from '../explore/search.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions } from '../explore/space/options.ts';
import { compile } from '../model/compile.ts';
import { dnsRaceScenario } from '../tests/explore/dns-race.ts';
import { scenariosIn } from '../tests/explore/reference/read-model.ts';
import { commitScenario } from './explore-commit.ts';

/**
 * Two sizes of the model of the fixed DNS race: numbers of plans, Enactors, endpoints, and generations that cleanup
 * keeps.
 */
const SIZES = [
  { plans: 5, enactors: 4, endpoints: 3, keep: 1, states: 1_093_890, bits: 22 },
  { plans: 7, enactors: 4, endpoints: 3, keep: 1, states: 8_700_771, bits: 24 },
] as const;
const ROUNDS = 3;

/** Number of participants in the two-phase commit, number of states, and whether to measure the plain engine too. */
const COMMITS = [
  { participants: 5, states: 163_361, plain: true },
  { participants: 6, states: 1_085_514, plain: false },
] as const;

interface Measured {
  states: number;
  seconds: number;
  bytesPerState: number;
}

/**
 * Searches the whole state space of the same model with SPIN (compiled C, -O3, no reduction) and with Hindcast,
 * alternating between the two, and prints states per second in the best round of each. Hindcast's time includes reading
 * and compiling the scenario. SPIN's time doesn't include the compiler.
 */
export function benchExplore(): void {
  const spin = hasSpin();
  if (!spin) {
    process.stdout.write(
      'no comparison with SPIN: spin or gcc is not installed (apt-get install spin gcc)\n',
    );
    process.exitCode = 1;
  }
  for (const size of SIZES) {
    const theirs: Measured[] = [];
    const ours: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (spin) theirs.push(measureSpin(size));
      ours.push(measureHindcast(size));
    }
    report(size, theirs, ours);
  }
  for (const commit of COMMITS) reportCommit(commit);
}

/** Compares generated code with the plain engine on a model that has messages, a timer and a fault. */
function reportCommit({ participants, states, plain }: (typeof COMMITS)[number]): void {
  process.stdout.write(
    `two-phase commit by messages, with a timer and a crash: ${participants} participants; best of ${ROUNDS}\n`,
  );
  const text = commitScenario(participants);
  const measured = (options: Partial<ExploreOptions>): Measured =>
    best(Array.from({ length: ROUNDS }, () => measure(text, states, options)));
  const generated = measured({});
  process.stdout.write(line('Hindcast', generated));
  if (!plain) return;
  const slow = measured({ plain: true });
  process.stdout.write(line('plain', slow));
  const gain = slow.seconds / generated.seconds;
  process.stdout.write(`  generated code is ${gain.toFixed(1)}× as fast as the plain engine\n`);
}

type Size = (typeof SIZES)[number];

function best(all: readonly Measured[]): Measured {
  return all.reduce((a, b) => (a.seconds < b.seconds ? a : b));
}

function line(name: string, one: Measured): string {
  const rate = Math.round(one.states / one.seconds).toLocaleString('en-US');
  return `  ${name.padEnd(10)} ${one.states.toLocaleString('en-US').padStart(10)} states  ${rate.padStart(10)} states/s  ${one.bytesPerState.toFixed(1).padStart(6)} bytes/state\n`;
}

function report(size: Size, theirs: readonly Measured[], ours: readonly Measured[]): void {
  const { plans, enactors, endpoints, keep } = size;
  process.stdout.write(
    `DNS race, fixed: ${plans} plans, ${enactors} Enactors, ${endpoints} endpoints, keep ${keep}; best of ${ROUNDS}\n`,
  );
  if (theirs.length > 0) process.stdout.write(line('SPIN', best(theirs)));
  process.stdout.write(line('Hindcast', best(ours)));
  if (theirs.length === 0) return;
  const ratio = best(theirs).seconds / best(theirs).states / (best(ours).seconds / best(ours).states);
  process.stdout.write(`  Hindcast reaches ${ratio.toFixed(2)}× SPIN's states per second\n`);
}

function measureHindcast(size: Size): Measured {
  return measure(dnsRaceScenario({ ...size, fixed: true }), size.states, {});
}

/**
 * Searches the whole state space of a scenario that has no violations. The time includes reading and compiling the
 * scenario.
 */
function measure(text: string, states: number, options: Partial<ExploreOptions>): Measured {
  const start = process.hrtime.bigint();
  const model = compile(scenariosIn(text).get('base')!);
  const all = { ...EXPLORE_DEFAULTS, maxStates: 2 * states, keepGoing: true, ...options };
  const found = explore(model, all);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (found.states !== states || found.verdict !== 'holds') {
    throw new Error(`Hindcast found ${found.states} states (${found.verdict}); there are ${states}`);
  }
  return { states: found.states, seconds, bytesPerState: found.bytes / found.states };
}

function measureSpin(size: Size): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    copyFileSync(
      fileURLToPath(new URL('../tests/explore/spin/dns-race.pml', import.meta.url)),
      join(folder, 'model.pml'),
    );
    const run = (command: string, args: string[]): string =>
      execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
    const { plans, enactors, keep } = size;
    const sizes = [`-DPLANS=${plans}`, `-DENACTORS=${enactors}`, `-DKEEP=${keep}`];
    run('spin', ['-a', ...sizes, 'model.pml']);
    run('gcc', ['-O3', '-w', '-DSAFETY', '-DNOREDUCE', '-DNOFAIR', '-o', 'pan', 'pan.c']);
    const out = run('./pan', ['-m1000000', `-w${size.bits}`]);
    const states = Number(/(\S+) states, stored/.exec(out)?.[1]);
    const seconds = Number(/elapsed time (\S+) seconds/.exec(out)?.[1]);
    const megabytes = Number(/(\S+)\s+total actual memory usage/.exec(out)?.[1]);
    if (Math.abs(states - size.states) > 1)
      throw new Error(`SPIN found ${states} states; there are ${size.states}`);
    return { states, seconds: Math.max(seconds, 0.01), bytesPerState: (megabytes * 2 ** 20) / states };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasSpin(): boolean {
  try {
    execFileSync('spin', ['-V'], { stdio: 'ignore' });
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

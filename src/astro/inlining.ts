import { setFlagsFromString } from 'node:v8';

/** Versions of V8 that know the words below; another one would complain of them. */
const KNOWN = [12, 13, 14];

/**
 * Lets V8 put more functions into the one that calls them, in this process and all its threads. An event of a run goes
 * through some thirty short functions, and V8 stops at 920 bytes of their code: with more a run takes about a quarter
 * less time. It changes only how what is compiled from here on runs, and no result.
 */
export function inlineMore(): void {
  if (!KNOWN.includes(Number.parseInt(process.versions.v8, 10))) return;
  setFlagsFromString('--max-inlined-bytecode-size=1500');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
}

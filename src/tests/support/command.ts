import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../cli/main.ts';

/** The exit status and output from a command. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

export interface CallSetting {
  /** Text or bytes on standard input. */
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  /** Terminal width. Default: the output isn't a terminal. */
  terminal?: number;
  /** Number of times to press Ctrl-C after a progress line appears. */
  interrupts?: number;
  /** True to run searches and sweeps on threads, as the program does. Default: on the calling thread. */
  threads?: boolean;
}

/** A temporary folder for running commands. */
export interface Bench {
  readonly folder: string;
  /** Writes a file, and creates its folder if necessary. */
  write(name: string, text: string | Uint8Array): void;
  call(argv: readonly string[], setting?: CallSetting): Promise<Outcome>;
  /** Runs a command in another folder. */
  callIn(cwd: string, argv: readonly string[], setting?: CallSetting): Promise<Outcome>;
  remove(): void;
}

export function createBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-cli-test-'));
  return {
    folder,
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    call(argv, setting) {
      return this.callIn(folder, argv, setting);
    },
    async callIn(cwd, argv, { stdin = '', env = {}, terminal, interrupts = 0, threads = false } = {}) {
      let out = '';
      let err = '';
      let handlers: (() => void)[] = [];
      let left = interrupts;
      const tty = { isTTY: terminal !== undefined, columns: terminal };
      const code = await main(argv, {
        stdout: { ...tty, write: (text) => (out += text) },
        stderr: {
          ...tty,
          write(text) {
            err += text;
            for (; left > 0 && text.includes('\r'); left--) for (const handle of handlers) handle();
          },
        },
        stdin: Object.assign(Readable.from([stdin]), tty.isTTY ? { isTTY: true } : {}),
        cwd,
        env,
        threads,
        onInterrupt(handler) {
          handlers.push(handler);
          return () => {
            handlers = handlers.filter((one) => one !== handler);
          };
        },
      });
      return { code, out, err };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A lease that expires after ten minutes. The variant `same` has no effect. */
export const LEASE = `scenario: lease
title: A lease is lost
until: 1h
state: { up: true }
processes:
  holder:
    steps:
      - { id: lose, delay: 10m, set: { up: false }, say: loses the lease }
marks:
  lost: '!up'
invariants:
  held: up
variants:
  longer: { holder.lose.delay: 30m }
  same: { holder.lose.delay: 10m }
expect:
  base: { run: { happens: lost, violates: held } }
`;

/** A write-up about the same lease, with an observed timeline, a clock and a service. Its scenario is inside a list. */
export const WRITE_UP = `---
title: A lease was lost
summary: For a test.
severity: SEV3
started_at: 2025-10-20T08:10:00+02:00
---

## Timeline

\`\`\`timeline
- { id: lost, at: 2025-10-20T08:11:00+02:00, kind: impact, text: Writes fail, evidence: https://example.com/1, within: 2m }
- { id: restored, at: 2025-10-20T08:30:00+02:00, kind: recovery, text: Writes pass, evidence: https://example.com/2 }
\`\`\`

1. The model:

   \`\`\`scenario
   scenario: leases
   title: A lease is lost
   assumes: [One holder represents all of them]
   clock: { start: 2025-10-20T08:00:00+02:00, zone: Europe/Berlin }
   until: 1h
   const: { patience: { value: 10m, basis: 'fitted: observed.lost' } }
   state: { up: true }
   processes:
     holder:
       steps:
         - { id: lose, delay: patience, set: { up: false }, say: loses the lease }
     operators:
       steps:
         - { id: restore, at: observed.restored, set: { up: true }, say: restore the lease }
   services:
     writes: { available: up, slo: { target: 99.9%, window: 30d } }
   load:
     - { id: writers, to: writes, arrivals: { dist: poisson, rate: 1/s } }
   marks:
     lost: '!up'
     restored: { is: up, after: lost }
   variants:
     longer: { const.patience: 40m }
   \`\`\`
`;

/** Two counters. The base violates `level` in one step and `low` in three. */
export const COUNTERS = `scenario: counters
title: Two counters
const: { top: 2 }
state: { a: 0, b: 0 }
processes:
  left:
    steps:
      - { id: up, while: a < top, delay: 1s, set: { a: a + 1 }, say: raises a to <a> }
  right:
    steps:
      - { id: up, while: b < top, when: b < a, delay: 2s, set: { b: b + 1 }, say: raises b to <b> }
invariants:
  level: a - b <= 0
  low: a + b < 3
reachable:
  top_reached: a == top && b == top
variants:
  stepwise: { left.up.when: a == b, right.up.say: follows to <b> }
  still: { const.top: 0 }
expect:
  base: { explore: { violates: level, in_steps: 1 } }
`;

/** A scenario with more states than a test can search. */
export const HUGE = `scenario: huge
state: { most: 0 }
processes:
  p:
    instances: [A, B, C, D, E, F, G, H, I, J, K, L]
    local: { n: 0 }
    steps:
      - id: count
        while: self.n < 9
        set:
          self.n: self.n + 1
          most: max(most, self.n + 1)
invariants: { small: most <= 9 }
`;

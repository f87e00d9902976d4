import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutants.ts';
import { TESTS } from './tests.ts';

/**
 * In order: random scenarios noticed the mutant; it passes random scenarios, but tests haven't run yet; tests noticed
 * it; it passes everything.
 */
export type Fate = 'scenarios' | 'passes' | 'tests' | 'survives';

interface Entry {
  readonly fate: Fate;
  /** Digest of the tests when this result was stored. */
  readonly tests: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The results for mutants in earlier runs, stored in a file. A mutant is identified by its file's entire text. */
export class KnownMutants {
  readonly #place: string;
  readonly #entries: Record<string, Entry>;
  readonly #tests = digestOf(
    globSync([...TESTS], { cwd: ROOT })
      .sort()
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .join('\0'),
  );

  constructor(place: string) {
    this.#place = place;
    try {
      this.#entries = JSON.parse(readFileSync(place, 'utf8')) as Record<string, Entry>;
    } catch {
      this.#entries = {};
    }
  }

  of(mutant: Mutant): Fate | null {
    return this.#entries[keyOf(mutant)]?.fate ?? null;
  }

  /** True if the tests haven't changed since this was recorded. */
  isCurrent(mutant: Mutant): boolean {
    return this.#entries[keyOf(mutant)]?.tests === this.#tests;
  }

  set(mutant: Mutant, fate: Fate): void {
    this.#entries[keyOf(mutant)] = { fate, tests: this.#tests };
    mkdirSync(dirname(this.#place), { recursive: true });
    writeFileSync(this.#place, JSON.stringify(this.#entries));
  }
}

function keyOf({ file, text }: Mutant): string {
  return digestOf(`${file}\0${text}`);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import type { Mutant } from './mutants.ts';

/**
 * In order: random scenarios noticed the mutant; it passes random scenarios, but not all tests have run yet; tests
 * noticed it; it passes everything.
 */
export type Fate = 'scenarios' | 'passes' | 'tests' | 'survives';

interface Entry {
  readonly fate: Fate;
  /** Digests of the test files that it has passed. */
  readonly passed: readonly string[];
}

/** What a test file evaluates without a mutant, by the mutants' keys. */
export interface Recorded {
  readonly milliseconds: number;
  readonly evaluated: readonly string[];
}

interface Stored {
  readonly mutants: Record<string, Entry>;
  readonly recorded: Record<string, Recorded>;
}

const PRINTER = ts.createPrinter({ removeComments: true });

/** The results for mutants in earlier runs, stored in a file. A mutant is identified by its file's code. */
export class KnownMutants {
  readonly #place: string;
  readonly #stored: Stored;

  constructor(place: string) {
    this.#place = place;
    let stored: Partial<Stored> = {};
    try {
      stored = JSON.parse(readFileSync(place, 'utf8')) as Partial<Stored>;
    } catch {
      // There is no earlier run.
    }
    this.#stored = { mutants: stored.mutants ?? {}, recorded: stored.recorded ?? {} };
  }

  of(mutant: Mutant): Fate | null {
    return this.#stored.mutants[keyOf(mutant)]?.fate ?? null;
  }

  /** True if the mutant has passed a test file with this digest. */
  hasPassed(mutant: Mutant, file: string): boolean {
    return this.#stored.mutants[keyOf(mutant)]?.passed.includes(file) ?? false;
  }

  set(mutant: Mutant, fate: Fate, passed: readonly string[] = []): void {
    this.#stored.mutants[keyOf(mutant)] = { fate, passed };
    this.#write();
  }

  recorded(digest: string): Recorded | null {
    return this.#stored.recorded[digest] ?? null;
  }

  record(digest: string, recorded: Recorded): void {
    this.#stored.recorded[digest] = recorded;
    this.#write();
  }

  /** A run that is ended while it writes leaves the earlier results. */
  #write(): void {
    mkdirSync(dirname(this.#place), { recursive: true });
    writeFileSync(`${this.#place}.part`, JSON.stringify(this.#stored));
    renameSync(`${this.#place}.part`, this.#place);
  }
}

const keys = new WeakMap<Mutant, string>();

/** The digest leaves out comments and layout, so changing them doesn't discard results. */
export function keyOf(mutant: Mutant): string {
  let key = keys.get(mutant);
  if (key === undefined) {
    key = digestOf(`${mutant.file}\0${codeOf(mutant.text)}`);
    keys.set(mutant, key);
  }
  return key;
}

/** A file's text without comments, in a uniform layout. */
export function codeOf(text: string): string {
  return PRINTER.printFile(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest));
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

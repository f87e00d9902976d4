import type { Difference } from '../compare/difference.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Change, Exploration } from '../result.ts';
import type { Examined } from './examined.ts';
import type { FileFix } from './fix.ts';

/*
 * What commands print as JSON. The published JSON Schemas are made of these types (`npm run reference`), so that a field
 * that is not told here is printed nowhere. What `hindcast run` prints is a Result.
 */

/** What `hindcast check --format json` prints. */
export interface CheckReport {
  /** Raised when a field changes its meaning or goes away. */
  readonly version: 1;
  /** Names of the files that were checked, sorted. */
  readonly files: readonly string[];
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `--fix` changed before the check. */
  readonly fixes: readonly FileFix[];
}

/** What `hindcast doctor --json` prints. */
export interface DoctorReport {
  /** Raised when a field changes its meaning or goes away. */
  readonly version: 1;
  readonly examined: readonly Examined[];
}

/** What `hindcast diff --format json` prints. */
export interface DiffReport {
  /** Raised when a field changes its meaning or goes away. */
  readonly version: 1;
  /** How many differences there are, in words. */
  readonly summary: string;
  /** The weightiest first. */
  readonly differences: readonly Difference[];
}

/** One search of what `hindcast explore --json` prints. */
export interface SearchReport {
  readonly scenario: string;
  /** `base` or the id of a variant. */
  readonly variant: string;
  readonly verdict: Exploration['verdict'];
  /** The property that is violated; null where none is. */
  readonly property: string | null;
  /** Steps of the shortest way to the violation. */
  readonly steps: number | null;
  /** Distinct states that were met. */
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest of the shortest ways to a state. */
  readonly depth: number;
  readonly bounds: {
    readonly maxStates: number;
    readonly symmetry: readonly string[];
    readonly reduction: boolean;
    /** The bound that ended the search; null where none did. */
    readonly hit: string | null;
  };
  /** The way to the violation. */
  readonly trace: readonly TraceStep[];
  /** Length of the search in seconds. */
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly bytesPerState: number;
}

/** One step of a way to a violation. */
export interface TraceStep {
  readonly actor: string;
  readonly process: string | null;
  readonly step: string | null;
  readonly say: string;
  readonly changes: readonly Change[];
}

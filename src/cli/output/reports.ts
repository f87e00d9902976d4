import type { Difference } from '../../compare/difference.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type {
  Change,
  Exploration,
  FactResult,
  MarkResult,
  Micros,
  Sensitivity,
  Sweep,
  SweptMark,
} from '../../result.ts';
import type { FitCounts } from '../../views/tables/fit.ts';

/** How `hindcast check` can print. */
export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** What the doctor found about one part of a set-up. */
export interface Examined {
  /** Such as `node`, `config`, `fonts`. */
  readonly part: string;
  readonly status: 'ok' | 'warning' | 'error';
  /** What was found, in a sentence. */
  readonly found: string;
  /** What to do about it; null where all is well. */
  readonly hint: string | null;
}

/** A part with which all is well. */
export const well = (part: string, found: string): Examined => ({ part, status: 'ok', found, hint: null });

/** A part with which something is wrong, and what to do about it. */
export const wrong = (status: 'warning' | 'error', part: string, found: string, hint: string): Examined => ({
  part,
  status,
  found,
  hint,
});

/** A change that `--fix` made. */
export interface FileFix {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

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

/** One scenario of what `hindcast sweep --json` prints. */
export interface SweepReport {
  readonly scenario: string;
  /** Many runs of the base and of each variant. */
  readonly sweeps: readonly Sweep[];
  /** One run for each value under `vary`. */
  readonly sensitivities: readonly Sensitivity[];
}

/** One scenario of what `hindcast fit --json` prints: its base beside the record. */
export interface FitReport {
  readonly scenario: string;
  readonly counts: FitCounts;
  /** Marks of which the record has a moment of the same name. */
  readonly marks: readonly FitMark[];
  /** States of affairs of the record, in all variants. */
  readonly facts: readonly FactResult[];
}

/** A mark beside the record. */
export interface FitMark extends MarkResult {
  /** The moment in the record, in simulated time; null where the clock does not tie it to one. */
  readonly recorded: Micros | null;
  /** How the mark is spread over many runs of the base; null where the text asks for none. */
  readonly range: FitRange | null;
}

/** How a mark is spread over many runs. */
export interface FitRange extends SweptMark {
  readonly kind: Sweep['kind'];
}

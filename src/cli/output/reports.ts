import type { Difference } from '../../compare/difference.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { DrillModel, DrillStep } from '../../drill/steps.ts';
import type { Calibration, ObservedOrder } from '../../hindcast.ts';
import type {
  Change,
  CurveResult,
  Exploration,
  FactResult,
  MarkResult,
  Micros,
  NumberUsed,
  QuantityResult,
  Sensitivity,
  StabilityMap,
  Sweep,
  SweptMark,
  SweptQuantity,
  Validation,
} from '../../result.ts';
import type { LabelTally } from '../../views/words/labels.ts';

/*
 * The JSON output of all commands except `hindcast run`, which prints Results. The published JSON Schemas are generated
 * from these types and their comments (`npm run reference`).
 */

/** Output of `hindcast check --format json`. */
export interface CheckReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  /** Names of the checked files, sorted. */
  readonly files: readonly string[];
  /** Sorted by file and position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Changes made by `--fix`. */
  readonly fixes: readonly FileFix[];
  /** Numbers in all scenarios that predictions may depend on, and how many of them have no source. */
  readonly numbers: { readonly all: number; readonly unsourced: number };
  /**
   * Claims about labels and about what variants change. Builds and `hindcast fit --labels` check them; this command
   * doesn't.
   */
  readonly labelClaims: number;
}

/** A change made by `--fix`. */
export interface FileFix {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** Output formats of `hindcast check`. */
export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** Output of `hindcast doctor --json`. */
export interface DoctorReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  readonly examined: readonly Examined[];
}

/** One check of a site's setup. */
export interface Examined {
  /** What was checked, for example `node`, `config` or `fonts`. */
  readonly part: string;
  readonly status: 'ok' | 'warning' | 'error';
  /** The result of the check, as a sentence. */
  readonly found: string;
  /** How to fix the problem; null if the status is `ok`. */
  readonly hint: string | null;
}

/** Output of `hindcast cache stats --json` and `hindcast cache prune --json`. */
export interface CacheReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  /** One item for each edition that has a cache. */
  readonly caches: readonly {
    readonly edition: 'internal' | 'public';
    /** Astro's cache folder for the edition. */
    readonly folder: string;
    readonly kinds: readonly CachedKind[];
    /** What `prune` removed; null for `stats`. */
    readonly removed: { readonly entries: number; readonly bytes: number } | null;
  }[];
}

/** Cache entries of one kind. */
export interface CachedKind {
  /**
   * Results with their labels, diagrams, highlighted code, pages as `check` found them, pages that `diff` compared,
   * bodies of pages, and rendered pages.
   */
  readonly kind: 'results' | 'diagrams' | 'code' | 'checks' | 'compared' | 'bodies' | 'pages';
  readonly entries: number;
  readonly bytes: number;
  /** Number of entries that no command used the last time it processed the whole site. 0 if none has done so. */
  readonly unused: number;
  readonly unusedBytes: number;
}

/** Output of `hindcast cache explain FILE --json`. */
export interface CacheExplanation {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  /** Path from the site's root. */
  readonly file: string;
  readonly edition: 'internal' | 'public';
  /** The page, then its scenarios and diagrams in the order in which a build needs them. */
  readonly parts: readonly CachedPart[];
}

/** Something that a build reads from the cache or recomputes. */
export interface CachedPart {
  readonly kind: 'page' | 'scenario' | 'labels' | 'diagram';
  readonly name: string;
  readonly cached: boolean;
  /** The reason, as part of a sentence. */
  readonly why: string;
}

/** Output of `hindcast import --json`. */
export interface ImportReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  /** True if nothing was written because of `--dry-run`. */
  readonly dryRun: boolean;
  /** Path of the write-up or, with `--scaffold`, of the scenario. Null if it couldn't be determined. */
  readonly target: string | null;
  /** The files that were recognized, and what they are. */
  readonly files: readonly { readonly file: string; readonly source: string }[];
  /** The write-up and its series, or the scenario. Empty if there are errors. */
  readonly written: readonly WrittenFile[];
  /** What was added, by kind. */
  readonly added: readonly Counted[];
  /** What the write-up already had, by kind. */
  readonly found: readonly Counted[];
  /** Values that differ from those in the write-up, which were left unchanged. */
  readonly kept: readonly string[];
  /** Number of entries merged because they were in the files twice. */
  readonly joined: number;
  /** What wasn't imported from the files, and why. */
  readonly left: readonly LeftOut[];
  /** Secrets and personal data that were removed, without their values. */
  readonly removed: readonly Removed[];
  /** What was guessed and marked with `TODO check`. */
  readonly guessed: readonly string[];
  readonly notes: readonly string[];
  readonly series: readonly ImportedSeries[];
  /** Errors, and a warning for each removal. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that an import writes. */
export interface WrittenFile {
  readonly file: string;
  readonly change: 'created' | 'extended' | 'unchanged';
}

/** A count of items of one kind. */
export interface Counted {
  readonly what: string;
  readonly count: number;
}

/** Something in a file that wasn't imported, and why. */
export interface LeftOut extends Counted {
  readonly source: string;
  readonly why: string;
}

/** Secrets or personal data of one kind that were removed from one place. */
export interface Removed extends Counted {
  readonly file: string;
  readonly place: string;
}

/** An observed series that was imported. */
export interface ImportedSeries {
  /** File name in the write-up's `series` folder. */
  readonly file: string;
  readonly name: string;
  /** Null if the file doesn't specify a unit. */
  readonly unit: string | null;
  /** Number of points in the source, including those without a value. */
  readonly points: number;
  readonly withoutValue: number;
  /** Number of intervals without points. */
  readonly gaps: number;
  /** RFC 3339 in UTC. */
  readonly first: string;
  readonly last: string;
  readonly notes: readonly string[];
}

/** Output of `hindcast docs --json`. */
export interface DocsReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  readonly topics: readonly DocsTopic[];
}

/** A documentation topic. */
export interface DocsTopic {
  /** The argument for `hindcast docs`. */
  readonly id: string;
  readonly kind: 'guide' | 'reference';
  readonly title: string;
  readonly summary: string;
}

/** Output of `hindcast diff --format json`. */
export interface DiffReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  /** Number of differences, as a sentence. */
  readonly summary: string;
  /** Most significant first. */
  readonly differences: readonly Difference[];
}

/** One search in the output of `hindcast explore --json`. */
export interface SearchReport {
  readonly scenario: string;
  /** `base` or the variant's id. */
  readonly variant: string;
  readonly verdict: Exploration['verdict'];
  /** The violated property, or null. */
  readonly property: string | null;
  /** Number of steps in the shortest path to the violation. */
  readonly steps: number | null;
  /** Number of distinct states found. */
  readonly states: number;
  readonly transitions: number;
  /** The largest distance of any state from the initial state, in steps. */
  readonly depth: number;
  readonly bounds: {
    readonly maxStates: number;
    readonly symmetry: readonly string[];
    readonly reduction: boolean;
    /** The limit that stopped the search, or null. */
    readonly hit: string | null;
  };
  /** The path to the violation. */
  readonly trace: readonly TraceStep[];
  /**
   * Address of the violation on the model's page, or its path if the site's address isn't configured. Null if no page
   * shows it.
   */
  readonly link: string | null;
  /** Duration of the search in seconds. */
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly bytesPerState: number;
}

/** One search in the output of `hindcast explore --observed --json`. */
export interface ObservedReport {
  readonly scenario: string;
  /** `base` or the variant's id. */
  readonly variant: string;
  /**
   * `impossible` if no execution reaches the observed marks in the observed order; `not found` if a limit ended the search
   * first.
   */
  readonly verdict: ObservedOrder['verdict'];
  /** The marks with an observed time, sorted by that time. */
  readonly marks: ObservedOrder['marks'];
  /** If not all marks are shown: the marks that would have to come next but never do. */
  readonly missing: readonly string[];
  /** If not all marks are shown: marks that can happen too early. */
  readonly early: readonly string[];
  /** Number of steps in the trace. */
  readonly steps: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bounds: SearchReport['bounds'];
  /**
   * The shortest execution that shows the observed order. If there is none, the execution that shows the most marks in
   * order.
   */
  readonly trace: readonly TraceStep[];
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly bytesPerState: number;
}

/** One step in a path to a violation, or in an execution that shows the observed order. */
export interface TraceStep {
  readonly actor: string;
  readonly process: string | null;
  readonly step: string | null;
  readonly say: string;
  readonly changes: readonly Change[];
}

/** One scenario in the output of `hindcast sweep --json`. */
export interface SweepReport {
  readonly scenario: string;
  /** Sweeps of the base and of each variant. */
  readonly sweeps: readonly Sweep[];
  /** One run for each value under `vary`. */
  readonly sensitivities: readonly Sensitivity[];
  /** One run for each cell of the map. Absent if the scenario has no `map`. */
  readonly map?: StabilityMap;
}

/** One scenario in the output of `hindcast map --json`. */
export interface MapReport {
  readonly scenario: string;
  /** The runs of the base with different values of two constants. */
  readonly map: StabilityMap;
}

/** One scenario in the output of `hindcast fit --json`: its base compared with the observed timeline. */
export interface FitReport {
  readonly scenario: string;
  /** Counts of labels; null without `--labels`. */
  readonly counts: LabelTally | null;
  /** Marks with an observed entry. */
  readonly marks: readonly FitMark[];
  /** Observed facts that runs should reproduce, for all variants. */
  readonly facts: readonly FactResult[];
  /** Observed values, compared with the base. */
  readonly quantities: readonly FitQuantity[];
  /** The base's measures that are compared with observed series. */
  readonly curves: readonly CurveResult[];
  /** What each comparison depends on; null without `--labels`. */
  readonly validation: Validation | null;
}

/** Output of `hindcast calibrate --json`. */
export interface CalibrationReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  readonly scenario: string;
  /** Null if there are errors. */
  readonly calibration: Calibration | null;
  /** The basis of the fitted numbers, as `--write` writes it. Null if there are errors. */
  readonly basis: string | null;
  /** True if the values were written to the file. */
  readonly written: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Output of `hindcast drill --json`. */
export interface DrillReport {
  /** Incremented when a field is removed or its meaning changes. */
  readonly version: 1;
  readonly title: string;
  /** The observed timeline in order. Empty if there are errors. */
  readonly steps: readonly NotedStep[];
  readonly models: readonly DrillModel[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface NotedStep extends DrillStep {
  /** Null if no note was written after this entry. */
  readonly note: string | null;
}

/** One scenario in the output of `hindcast numbers --json`. */
export interface NumbersReport {
  readonly scenario: string;
  /** Every number that a prediction could depend on, in source order. */
  readonly numbers: readonly PlacedNumber[];
}

export interface PlacedNumber extends Omit<NumberUsed, 'isThreshold' | 'inVariant'> {
  /** True if only variants set the number. */
  readonly variantOnly: boolean;
  readonly places: readonly { readonly file: string; readonly line: number; readonly column: number }[];
}

/** An observed value compared with an outcome or measure. */
export interface FitQuantity extends QuantityResult {
  /** Distribution over many runs of the base; null if the scenario doesn't request a sweep. */
  readonly range: FitValueRange | null;
}

/** Distribution of a value over many runs. */
export interface FitValueRange extends SweptQuantity {
  readonly kind: Sweep['kind'];
}

/** A mark compared with the observed timeline. */
export interface FitMark extends MarkResult {
  /** The observed time, converted to simulated time; null if there is no clock. */
  readonly recorded: Micros | null;
  /** The mark's distribution over many runs of the base; null if the scenario doesn't ask for a sweep. */
  readonly range: FitRange | null;
}

/** A mark's distribution over many runs. */
export interface FitRange extends SweptMark {
  readonly kind: Sweep['kind'];
}

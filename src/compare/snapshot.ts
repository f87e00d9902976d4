import type { Incident } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';

/** A site as a comparison sees it: its write-ups with all that their scenarios gave. */
export interface SiteSnapshot {
  readonly incidents: readonly IncidentSnapshot[];
}

/** One write-up. */
export interface IncidentSnapshot {
  readonly slug: string;
  /** Null where the write-up has errors: then nothing of it can be compared but that. */
  readonly page: PageSnapshot | null;
  /** Findings that are errors, each as `code: message`. */
  readonly errors: readonly string[];
}

export interface PageSnapshot {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly scenarios: readonly ScenarioSnapshot[];
  /** The text behind the front matter, without the blocks that are compared by what they say. */
  readonly prose: string;
}

export interface ScenarioSnapshot {
  readonly id: string;
  readonly title: string;
  /** Text of the block. */
  readonly text: string;
  readonly result: Result;
}

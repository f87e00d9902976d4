import type { Epoch } from '../../time/instant.ts';
import type { EntryKind, ImportedAction, LeftOut, MomentName } from '../record/record.ts';

/*
 * The merged draft: what all files say about one incident, with text that is safe to write. Guesses are comments, which
 * authors remove once they have checked them.
 */

export interface DraftEntry {
  readonly at: Epoch;
  readonly to: Epoch | null;
  readonly kind: EntryKind;
  readonly text: string;
  readonly actor: string | null;
  /** The entry's name in its source, used to find it on the next import. */
  readonly key: string;
  readonly url: string | null;
  readonly basis: 'observed' | 'estimated';
  readonly guess: string | null;
}

export interface DraftMoment {
  readonly at: Epoch;
  readonly comment: string;
  readonly guessed: boolean;
}

export interface DraftUpdate {
  readonly at: Epoch;
  readonly text: string;
  readonly source: string;
}

export interface DraftImpact {
  readonly service: string;
  readonly text: string | null;
  readonly from: Epoch | null;
  readonly to: Epoch | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly source: string;
}

export interface DraftAction {
  readonly id: string;
  readonly title: string;
  readonly status: ImportedAction['status'];
  readonly owner: string | null;
  readonly ticket: string | null;
  readonly due: string | null;
  readonly priority: string | null;
}

export interface DraftLink {
  readonly title: string;
  readonly url: string;
}

export interface Severity {
  readonly id: string;
  /** How the value was derived, or null if it was copied from a source or the command line. */
  readonly comment: string | null;
}

export interface Draft {
  readonly title: string | null;
  readonly summary: string | null;
  readonly severity: Severity | null;
  /** The source's name for a severity that isn't on this site. */
  readonly unknownSeverity: string | null;
  readonly zone: string | null;
  readonly services: readonly string[];
  readonly moments: ReadonlyMap<MomentName, DraftMoment>;
  /** Entries sorted by time. Those with the same time are in the order of their sources. */
  readonly entries: readonly DraftEntry[];
  /** Deployments and events that aren't close enough to the incident. */
  readonly outside: readonly (LeftOut & { readonly source: string })[];
  readonly updates: readonly DraftUpdate[];
  readonly impact: readonly DraftImpact[];
  readonly actions: readonly DraftAction[];
  readonly links: readonly DraftLink[];
}

import type { Action, Impact, Incident } from '../incident/incident.ts';
import type { Basis } from '../result.ts';
import { countOf, listed } from '../views/words/number-format.ts';

/** How pages word the values in front matter. */
export const STATUS_WORDS: Readonly<Record<Incident['status'], string>> = {
  draft: 'Draft',
  in_review: 'In review',
  reviewed: 'Reviewed',
  published: 'Published',
  closed: 'Closed',
};

export const ACTION_STATUS_WORDS: Readonly<Record<Action['status'], string>> = {
  done: 'Done',
  in_progress: 'In progress',
  open: 'Open',
  announced: 'Announced',
  declined: 'Declined',
};

export const ACTION_TYPE_WORDS: Readonly<Record<Action['type'], string>> = {
  prevent: 'Prevent',
  mitigate: 'Mitigate',
  detect: 'Detect',
  process: 'Process',
  other: 'Other',
};

/** Provenance for each basis of impact. Measured and reported impact counts as observed. */
export const IMPACT_BASIS: Readonly<Record<Impact['basis'], Basis>> = {
  measured: 'observed',
  reported: 'observed',
  estimated: 'estimated',
  simulated: 'simulated',
};

/** Example: `2 done, 1 open`. Empty if there are no actions. */
export function actionTally(actions: readonly Action[]): string {
  return Object.entries(ACTION_STATUS_WORDS)
    .map(([status, word]) => [actions.filter((action) => action.status === status).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word.toLowerCase()}`)
    .join(', ');
}

/** The first few names and a count of the others. Example: `Netflix, Starbucks and 5 more`. */
export function someOf(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return listed(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most}\u00A0more`;
}

/** A count out of a total. Examples: `All 9 claims`, `8 of 9 claims`, `Both claims`, `1 claim`. */
export function share(some: number, all: number, one: string, many = `${one}s`): string {
  if (some !== all) return `${some} of ${countOf(all, one, many)}`;
  if (all === 1) return `1 ${one}`;
  return all === 2 ? `Both ${many}` : `All ${countOf(all, one, many)}`;
}

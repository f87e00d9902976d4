import type { Action, Impact, Incident } from '../incident/incident.ts';
import type { Basis } from '../result.ts';
import { countOf } from '../views/words/number-format.ts';

/** What the keys of the front matter are called on a page. */
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

/** Which provenance the basis of an impact is. What others measured or reported is on record. */
export const IMPACT_BASIS: Readonly<Record<Impact['basis'], Basis>> = {
  measured: 'observed',
  reported: 'observed',
  estimated: 'estimated',
  simulated: 'simulated',
};

/** `2 done, 1 open` in a fixed order; empty without actions. */
export function actionTally(actions: readonly Action[]): string {
  return Object.entries(ACTION_STATUS_WORDS)
    .map(([status, word]) => [actions.filter((action) => action.status === status).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word.toLowerCase()}`)
    .join(', ');
}

/** Who met the incident, each once, in the order of the file: customers before services of the house. */
export function whoWasHit(rows: readonly Impact[]): string[] {
  const people = rows.flatMap((row) => (row.who === null ? [] : [row.who]));
  return [...new Set(people.length > 0 ? people : rows.flatMap((row) => row.service ?? []))];
}

/** A name without what stands in brackets behind it, where a glance must do. */
export function shortName(name: string): string {
  return name.replace(/\s*\([^)]*\)$/, '') || name;
}

/** The first few names and how many more there are: `Netflix, Starbucks and 5 more`. */
export function someOf(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return allOf(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most}\u00A0more`;
}

/** `a, b and c`. */
export function allOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** `All 9 claims`, `8 of 9 claims`, `The one claim`: how many of a number. */
export function share(some: number, all: number, one: string, many = `${one}s`): string {
  if (some !== all) return `${some} of ${countOf(all, one, many)}`;
  return all === 1 ? `The one ${one}` : `All ${countOf(all, one, many)}`;
}

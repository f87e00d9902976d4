import type { DrillStep } from './steps.ts';

/** A row at the end of a drill: a note, and the actions taken between this note and the next. */
export interface ComparedNote {
  /** The step after which the note was written. */
  readonly step: DrillStep;
  /** Null if the row lists the actions taken before the first note. */
  readonly note: string | null;
  readonly done: readonly DrillStep[];
}

/**
 * Compares a drill's notes with the actions that were taken.
 *
 * @param notes one string for each step, in order. A missing or empty string means that there's no note
 */
export function compareNotes(steps: readonly DrillStep[], notes: readonly string[]): ComparedNote[] {
  const rows: { step: DrillStep; note: string | null; done: DrillStep[] }[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.isAction) {
      if (rows.length === 0) rows.push({ step: steps[0]!, note: null, done: [] });
      rows.at(-1)!.done.push(step);
    }
    const note = (notes[i] ?? '').trim();
    if (note !== '') rows.push({ step, note, done: [] });
  }
  return rows;
}

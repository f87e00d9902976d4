import type { RecordEntry } from '../hindcast.ts';
import type { TimelineEntry } from '../incident/timeline.ts';

/** An entry of a page's timeline as scenarios know it. */
export function recordEntry({ id, at, to, text, evidence, within }: TimelineEntry): RecordEntry {
  return { id, at, to, text, source: evidence?.url ?? evidence?.title ?? null, within };
}

/** Entries that a scenario can refer to: those whose id stands in its text. */
export function mentioned(text: string, record: readonly RecordEntry[]): RecordEntry[] {
  return record.filter((entry) => text.includes(entry.id));
}

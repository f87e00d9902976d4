import { stringify } from 'yaml';
import { ALWAYS_PUBLIC } from '../incident/incident.ts';
import type { ExportedIncident } from './entry.ts';

/** Keys whose items say for themselves who may read them: a copy is of one edition, so that it need not. */
const NO_FACTS = new Set(['visibility', 'internal', 'public']);

/**
 * A write-up as Markdown: its facts as front matter, its body as the edition shows it, and numbers in place of their
 * citations. What is empty is left out.
 */
export function incidentMarkdown({ incident, markdown }: ExportedIncident): string {
  const facts = withoutEmpty(incident) as Record<string, unknown>;
  const head = Object.fromEntries(
    Object.entries(facts).filter(
      ([key]) => !NO_FACTS.has(key) || (ALWAYS_PUBLIC as readonly string[]).includes(key),
    ),
  );
  return `---\n${stringify(head, { lineWidth: 100 })}---\n\n${markdown.trim()}\n`;
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([, one]) => one !== null && !(Array.isArray(one) && one.length === 0))
    .map(([key, one]) => [key, withoutEmpty(one)] as const);
  return Object.fromEntries(kept);
}

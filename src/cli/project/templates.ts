import { readFileSync } from 'node:fs';

/** Write-up templates for `hindcast new`. */
export const TEMPLATES = ['blank', 'race', 'retry-storm', 'cascade', 'bad-push'] as const;
export type Template = (typeof TEMPLATES)[number];

/** The date used throughout the templates. */
const TEMPLATE_DATE = '2026-01-15';

/**
 * Creates a write-up from a template.
 *
 * @param date the incident's date, like 2026-03-02; used for all times
 */
export function writeUpFrom(template: Template, title: string, date: string): string {
  return readTemplate(`${template}.md`)
    .replace('title: TITLE', () => `title: ${quoted(title)}`)
    .replaceAll(TEMPLATE_DATE, date);
}

export function readTemplate(file: string): string {
  return readFileSync(new URL(`../../templates/${file}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
}

/** Text as a YAML scalar in single quotes, in which only the quote itself has to be escaped. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

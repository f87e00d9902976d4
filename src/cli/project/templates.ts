import { readFileSync } from 'node:fs';

/** Write-ups to begin with. `first` is the one that a new site gets. */
export const TEMPLATES = ['blank', 'race', 'retry-storm', 'cascade', 'bad-push'] as const;
export type Template = (typeof TEMPLATES)[number];

const TEMPLATE_DAY = '2026-01-15';

/**
 * A write-up out of a template.
 *
 * @param day day of the incident, as 2026-03-02: it takes the place of the template's own in all times
 */
export function writeUpFrom(template: Template, title: string, day: string): string {
  return readTemplate(`${template}.md`)
    .replace('title: TITLE', () => `title: ${quoted(title)}`)
    .replaceAll(TEMPLATE_DAY, day);
}

/** The text of a file beside the templates. */
export function readTemplate(file: string): string {
  return readFileSync(new URL(`../../templates/${file}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
}

/**
 * Name of the file of a write-up, and so its address: small letters, digits and hyphens. Empty for a title that has none
 * of them.
 */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '');
}

/** Text as a YAML value: single quotes make everything in it plain. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

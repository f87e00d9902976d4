/** A name from a scenario as plain words: `keep_active` becomes `keep active`. */
export function plainName(name: string): string {
  return name.replace(/[_-]+/g, ' ').trim();
}

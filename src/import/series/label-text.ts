/** Labels written as `a="x",b="y"`, with escapes. Parts that aren't labels are ignored. */
export function parseLabels(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    if (name !== '__proto__')
      found[name!] = value!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? ' ' : c));
  }
  return found;
}

/** Labels as text: `{job="checkout"}`. Empty if there are no labels. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

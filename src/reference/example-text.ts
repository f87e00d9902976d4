/** Words and numbers that YAML doesn't read as strings. */
const NO_TEXT =
  /^(?:true|false|null|yes|no|on|off|~|[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+)$/i;

/** Text that needs no quotes, even inside `{ }` and `[ ]`. */
const PLAIN = /^[\w<./(](?:[\w ./()<>=+%’';;^~?*-]|:(?=\S))*$/;

/** A value as an author writes it in one line of YAML, with `{ }` and `[ ]`. */
export function yamlText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(yamlText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${quoted(key)}: ${yamlText(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A value as an author writes it in one line of JavaScript. */
export function javaScriptText(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(javaScriptText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${javaScriptText(inner)}`);
  return `{ ${entries.join(', ')} }`;
}

function quoted(text: string): string {
  const plain = PLAIN.test(text) && !NO_TEXT.test(text) && !text.endsWith(' ');
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

/**
 * Markup from text. This is the only file in which strings become markup: everything that goes through the `html` tag
 * is escaped unless it is `Html` already. There are no inline styles or scripts, so the strictest content security
 * policy holds.
 */

/** Finished markup. The private field keeps plain data, such as an author's JSON, from posing as markup. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template: null, undefined and false print nothing, lists print one member after the other. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, lone surrogates and non-characters: neither HTML nor XML may hold them. */
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu;

/** Escapes text for an element's content or a quoted attribute, in HTML and in SVG. */
export function escapeText(text: string): string {
  return text
    .replace(UNPRINTABLE, (char) => (char === '\n' || char === '\t' ? char : '\uFFFD'))
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** Builds markup: `html`<b>${name}</b>`` escapes `name`. Attribute values must be written in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let out = strings[0]!;
  parts.forEach((part, i) => {
    out += print(part) + strings[i + 1]!;
  });
  return new Html(out);
}

/** Takes a string as markup without escaping it. Only for markup that a renderer of ours has finished. */
export function raw(markup: string): Html {
  return new Html(markup);
}

/** ` name="value"`, or nothing where the value is null. */
export function attribute(name: string, value: string | number | null): Html {
  return value === null ? new Html('') : new Html(` ${name}="${escapeText(String(value))}"`);
}

function print(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  return part.map(print).join('');
}

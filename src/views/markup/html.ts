/*
 * This is the only file in which strings become markup: the `html` tag escapes everything that isn't already `Html`. It never emits inline styles or scripts, so pages work with the strictest content security policy.
 */

/**
 * Finished markup. The private field makes sure that plain data, such as JSON from an author, isn't accepted as
 * markup.
 */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** A value in a template. Null, undefined and false produce no output; lists produce their members in order. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, lone surrogates and noncharacters, which neither HTML nor XML may contain. */
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu;

/** Escapes text for element content or a quoted attribute, in HTML and SVG. */
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

/** Treats a string as markup without escaping it. Use only for output from our own renderers. */
export function raw(markup: string): Html {
  return new Html(markup);
}

/** ` name="value"`, or nothing if the value is null. */
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

import { classesOf, matchesSelector, parseSelector, type Selector } from './selector.ts';

/** Property names and values that apply to one element by declaration, before inheritance. */
export type DeclaredStyle = ReadonlyMap<string, string>;

interface Declaration {
  property: string;
  value: string;
  important: boolean;
}

interface Rule {
  selector: Selector;
  order: number;
  declarations: readonly Declaration[];
}

/** A style sheet's rules, and the cascade over them, `style` attributes and presentation attributes. */
export interface StyleSheet {
  /**
   * What is declared for an element, of the properties the sheet was read for: presentation attributes, then rules
   * by specificity and order, then the `style` attribute, then what is `!important`. Values are as written.
   */
  declared(element: Element): DeclaredStyle;
}

const COMMENT = /\/\*[\s\S]*?\*\//g;
/** Splits at commas that are not inside brackets. */
const SELECTOR_COMMA = /,(?![^(]*\))(?![^[]*\])/;

/**
 * Reads the rules of a style sheet that declare one of `properties`. At-rules are left out: diagrams use them for
 * movement and for screens of some kind, neither of which a still picture has.
 */
export function parseStyleSheet(css: string, properties: ReadonlySet<string>): StyleSheet {
  const rules: Rule[] = [];
  for (const [, selectors, body] of withoutAtRules(css.replace(COMMENT, '')).matchAll(
    /([^{}]+)\{([^{}]*)\}/g,
  )) {
    const declarations = parseDeclarations(body!).filter(({ property }) => properties.has(property));
    if (declarations.length === 0) continue;
    for (const text of selectors!.split(SELECTOR_COMMA)) {
      const selector = parseSelector(text);
      if (selector !== null) rules.push({ selector, order: rules.length, declarations });
    }
  }
  const index = new RuleIndex(rules);
  return { declared: (element) => cascade(element, index, properties) };
}

function cascade(element: Element, index: RuleIndex, properties: ReadonlySet<string>): DeclaredStyle {
  const style = new Map<string, string>();
  const important = new Map<string, string>();
  for (const { name, value } of Array.from(element.attributes)) {
    if (properties.has(name)) style.set(name, value.trim());
  }
  const apply = (declarations: readonly Declaration[]) => {
    for (const { property, value, important: strong } of declarations) {
      (strong ? important : style).set(property, value);
    }
  };
  for (const rule of index.matching(element)) apply(rule.declarations);
  const inline = element.getAttribute('style');
  if (inline !== null) apply(parseDeclarations(inline).filter(({ property }) => properties.has(property)));
  for (const [property, value] of important) style.set(property, value);
  return style;
}

/** Finds the rules for an element by what their last part asks for, so that few have to be tried. */
class RuleIndex {
  readonly #byKey = new Map<string, Rule[]>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      const { ids, classes, tag } = rule.selector.parts.at(-1)!.compound;
      const key =
        ids[0] !== undefined ? `#${ids[0]}` : classes[0] !== undefined ? `.${classes[0]}` : (tag ?? '*');
      const bucket = this.#byKey.get(key);
      if (bucket === undefined) this.#byKey.set(key, [rule]);
      else bucket.push(rule);
    }
  }

  /** Weakest first. */
  matching(element: Element): Rule[] {
    const keys = ['*', element.localName.toLowerCase(), `#${element.getAttribute('id') ?? ''}`];
    for (const name of new Set(classesOf(element))) keys.push(`.${name}`);
    return keys
      .flatMap((key) => this.#byKey.get(key) ?? [])
      .filter((rule) => matchesSelector(element, rule.selector))
      .sort((a, b) => a.selector.specificity - b.selector.specificity || a.order - b.order);
  }
}

/** Reads `name: value; name: value !important`. A semicolon inside brackets or quotes does not end a value. */
export function parseDeclarations(text: string): Declaration[] {
  const declarations: Declaration[] = [];
  for (const [part] of text.matchAll(/(?:[^;("']|\([^)]*\)?|"[^"]*"?|'[^']*'?)+/g)) {
    const colon = part.indexOf(':');
    if (colon < 0) continue;
    const property = part.slice(0, colon).trim().toLowerCase();
    const written = part.slice(colon + 1).trim();
    const value = written.replace(/\s*!\s*important$/i, '');
    if (value !== '') declarations.push({ property, value, important: value !== written });
  }
  return declarations;
}

/** Drops `@media {...}`, `@keyframes {...}` and `@import ...;` whole. */
function withoutAtRules(css: string): string {
  let kept = '';
  let index = 0;
  for (let at = css.indexOf('@'); at >= 0; at = css.indexOf('@', index)) {
    kept += css.slice(index, at);
    index = endOfAtRule(css, at);
  }
  return kept + css.slice(index);
}

function endOfAtRule(css: string, start: number): number {
  let depth = 0;
  for (let i = start; i < css.length; i++) {
    if (css[i] === '{') depth++;
    else if (css[i] === '}') depth--;
    else if (css[i] !== ';' || depth > 0) continue;
    if (depth === 0) return i + 1;
  }
  return css.length;
}

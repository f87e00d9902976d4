/** A parsed style sheet. It resolves the cascade of its rules, `style` attributes and presentation attributes. */
export interface StyleSheet {
  /**
   * Returns the element's declarations for the properties that the sheet was parsed for. From lowest to highest
   * precedence: presentation attributes, rules by specificity and order, the `style` attribute, `!important`. Values
   * are as written.
   */
  declared(element: Element): DeclaredStyle;
}

/** Properties declared for an element, before inheritance. */
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

const COMMENT = /\/\*[\s\S]*?\*\//g;

/** A comma outside brackets. */
const SELECTOR_COMMA = /,(?![^(]*\))(?![^[]*\])/;

/**
 * Parses the rules in a style sheet that declare one of `properties`. Skips at-rules, which diagrams use only for
 * animation and media queries.
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

/** Indexes rules by their last compound selector, so only a few are matched against each element. */
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

  /** Lowest precedence first. */
  matching(element: Element): Rule[] {
    const keys = ['*', element.localName.toLowerCase(), `#${element.getAttribute('id') ?? ''}`];
    for (const name of new Set(classesOf(element))) keys.push(`.${name}`);
    return keys
      .flatMap((key) => this.#byKey.get(key) ?? [])
      .filter((rule) => matchesSelector(element, rule.selector))
      .sort((a, b) => a.selector.specificity - b.selector.specificity || a.order - b.order);
  }
}

/** Parses `name: value; name: value !important`. Semicolons inside brackets or quotes don't end a value. */
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

/** Removes `@media {...}`, `@keyframes {...}` and `@import ...;`. */
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

/** A selector without commas: its parts from left to right, and its CSS specificity as a number. */
interface Selector {
  specificity: number;
  parts: readonly Part[];
}

interface Part {
  compound: Compound;
  /** Combinator between this part and the previous one; null for the first. */
  relation: 'descendant' | 'child' | null;
}

/** Conditions, all of which an element has to meet. */
interface Compound {
  tag: string | null;
  ids: readonly string[];
  classes: readonly string[];
  attributes: readonly AttributeTest[];
}

interface AttributeTest {
  name: string;
  operator: '' | '=' | '^=' | '$=' | '*=' | '~=';
  value: string;
}

const COMPOUND = /^(?=.)(\*|[a-zA-Z][\w-]*)?((?:#[\w-]+|\.[\w-]+|\[[^\]]+\])*)$/;

const TEST = /#([\w-]+)|\.([\w-]+)|\[([^\]]+)\]/g;

const ATTRIBUTE = /^\s*([\w-]+)\s*(?:([\^$*~]?=)\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*)?$/;

const CLASS_WEIGHT = 1_000;

const ID_WEIGHT = 1_000_000;

/**
 * Parses a selector made of tags, ids, classes and attributes with descendant and child combinators. Static diagrams
 * use no others. Returns null for anything else (`:hover`, `:root`, siblings), which then matches nothing.
 */
export function parseSelector(text: string): Selector | null {
  const words = text
    .trim()
    .replace(/\s*>\s*/g, ' > ')
    .split(/\s+(?![^[]*\])/);
  const parts: Part[] = [];
  let specificity = 0;
  let relation: Part['relation'] = null;
  for (const word of words) {
    if (word === '>') {
      relation = 'child';
      continue;
    }
    const compound = parseCompound(word);
    if (compound === null) return null;
    specificity +=
      compound.ids.length * ID_WEIGHT +
      (compound.classes.length + compound.attributes.length) * CLASS_WEIGHT +
      (compound.tag === null ? 0 : 1);
    parts.push({ compound, relation });
    relation = 'descendant';
  }
  return parts.length === 0 || relation === 'child' ? null : { specificity, parts };
}

function parseCompound(word: string): Compound | null {
  const match = COMPOUND.exec(word);
  if (match === null) return null;
  const tag = match[1] === undefined || match[1] === '*' ? null : match[1].toLowerCase();
  const ids: string[] = [];
  const classes: string[] = [];
  const attributes: AttributeTest[] = [];
  for (const [, id, className, attribute] of match[2]!.matchAll(TEST)) {
    if (id !== undefined) ids.push(id);
    else if (className !== undefined) classes.push(className);
    else {
      const test = parseAttribute(attribute!);
      if (test === null) return null;
      attributes.push(test);
    }
  }
  return { tag, ids, classes, attributes };
}

function parseAttribute(text: string): AttributeTest | null {
  const match = ATTRIBUTE.exec(text);
  if (match === null) return null;
  const operator = (match[2] ?? '') as AttributeTest['operator'];
  return { name: match[1]!, operator, value: match[3] ?? match[4] ?? match[5] ?? '' };
}

/** True if the selector matches the element. */
export function matchesSelector(element: Element, selector: Selector): boolean {
  return matchesFrom(element, selector.parts, selector.parts.length - 1);
}

function matchesFrom(element: Element, parts: readonly Part[], index: number): boolean {
  const { compound, relation } = parts[index]!;
  if (!passes(element, compound)) return false;
  if (relation === null) return true;
  for (let above = element.parentElement; above !== null; above = above.parentElement) {
    if (matchesFrom(above, parts, index - 1)) return true;
    if (relation === 'child') return false;
  }
  return false;
}

function passes(element: Element, compound: Compound): boolean {
  if (compound.tag !== null && element.localName.toLowerCase() !== compound.tag) return false;
  if (compound.ids.some((id) => element.getAttribute('id') !== id)) return false;
  if (compound.classes.length > 0) {
    const own = classesOf(element);
    if (compound.classes.some((name) => !own.includes(name))) return false;
  }
  return compound.attributes.every((test) => passesAttribute(element.getAttribute(test.name), test));
}

/** The names in the `class` attribute. (`className` is an object on SVG elements.) */
export function classesOf(element: Element): string[] {
  const text = element.getAttribute('class') ?? '';
  return text.split(/\s+/).filter((name) => name !== '');
}

function passesAttribute(actual: string | null, { operator, value }: AttributeTest): boolean {
  if (actual === null) return false;
  switch (operator) {
    case '':
      return true;
    case '=':
      return actual === value;
    case '^=':
      return value !== '' && actual.startsWith(value);
    case '$=':
      return value !== '' && actual.endsWith(value);
    case '*=':
      return value !== '' && actual.includes(value);
    case '~=':
      return actual.split(/\s+/).includes(value);
  }
}

/** One selector without commas, read from left to right; `specificity` as CSS counts it, ids first. */
export interface Selector {
  specificity: number;
  parts: readonly Part[];
}

interface Part {
  compound: Compound;
  /** How this part hangs on the one before it; null for the first. */
  relation: 'descendant' | 'child' | null;
}

/** Tests that one element has to pass, all of them. */
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
 * Reads a selector of tags, ids, classes and attributes with descendant and child combinators: all that diagrams
 * are styled by at rest. Null for anything else (`:hover`, `:root`, siblings), which then styles nothing.
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

/** True if the selector picks the element. */
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

/** The names in the `class` attribute. (Read from the attribute: `className` is an object on SVG elements.) */
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

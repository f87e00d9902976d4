import type { FontMetrics } from './font-metrics.ts';
import { type DeclaredStyle, parseStyleSheet, type StyleSheet } from './style-rules.ts';

/** Font size in pixels where no element states one: what pages and mermaid both start from. */
export const ROOT_FONT_SIZE = 16;
const BOLD = 700;
const REGULAR = 400;

/** Properties that change where text and shapes lie. */
const LAYOUT_PROPERTIES: ReadonlySet<string> = new Set([
  'display',
  'dominant-baseline',
  'font-size',
  'font-weight',
  'text-anchor',
  'transform',
]);
const EMPTY_SHEET = parseStyleSheet('', LAYOUT_PROPERTIES);

/** Style sheets of diagrams by their `style` element, so that each is read once and not for every label. */
export type SheetCache = WeakMap<Element, { text: string; sheet: StyleSheet }>;

/**
 * Styles of elements at one moment: what is read is kept, so use a new one after the document has changed. Honours
 * the style sheet inside the diagram, as the browser does that mermaid thinks it talks to.
 */
export class TextStyles {
  readonly #metrics: FontMetrics;
  readonly #sheets: SheetCache;
  readonly #declared = new Map<Element, DeclaredStyle>();
  #sheet: StyleSheet | null = null;

  constructor(metrics: FontMetrics, sheets: SheetCache) {
    this.#metrics = metrics;
    this.#sheets = sheets;
  }

  /** Value declared for the element itself, or null. */
  own(element: Element, property: string): string | null {
    let declared = this.#declared.get(element);
    if (declared === undefined) {
      this.#sheet ??= this.#sheetAround(element);
      declared = this.#sheet.declared(element);
      this.#declared.set(element, declared);
    }
    return declared.get(property) ?? null;
  }

  /** Value declared for the element or, failing that, its nearest ancestor that has one. */
  inherited(element: Element, property: string): string | null {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const value = this.own(at, property);
      if (value !== null && value !== 'inherit') return value;
    }
    return null;
  }

  /** Pixels. */
  fontSize(element: Element): number {
    const parent = element.parentElement;
    const value = this.own(element, 'font-size');
    if (value === null || !/^[\d.]/.test(value))
      return parent === null ? ROOT_FONT_SIZE : this.fontSize(parent);
    const relative = /(?:em|ex|%)$/.test(value);
    const base =
      relative && !value.endsWith('rem') && parent !== null ? this.fontSize(parent) : ROOT_FONT_SIZE;
    return this.length(value, base) ?? base;
  }

  fontWeight(element: Element): number {
    const value = this.inherited(element, 'font-weight');
    if (value === 'bold' || value === 'bolder') return BOLD;
    return Number(value) || REGULAR;
  }

  /** A CSS length in pixels, or null if the text is none. Percentages are of the font size. */
  length(text: string | null, fontSize: number): number | null {
    const number = Number.parseFloat(text ?? '');
    if (text === null || Number.isNaN(number)) return null;
    if (text.endsWith('rem')) return number * ROOT_FONT_SIZE;
    if (text.endsWith('em')) return number * fontSize;
    if (text.endsWith('ex')) return number * this.#metrics.line(fontSize, REGULAR).xHeight;
    return text.endsWith('%') ? (number * fontSize) / 100 : number;
  }

  #sheetAround(element: Element): StyleSheet {
    let svg: Element | null = null;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (at.localName === 'svg') svg = at;
    }
    const source = Array.from(svg?.children ?? []).find((child) => child.localName === 'style');
    if (source === undefined) return EMPTY_SHEET;
    const text = source.textContent ?? '';
    const known = this.#sheets.get(source);
    if (known?.text === text) return known.sheet;
    const sheet = parseStyleSheet(text, LAYOUT_PROPERTIES);
    this.#sheets.set(source, { text, sheet });
    return sheet;
  }
}

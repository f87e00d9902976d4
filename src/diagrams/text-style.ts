import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { type DeclaredStyle, parseStyleSheet, type StyleSheet } from './css.ts';

/** Properties that affect the position of text and shapes. */
const LAYOUT_PROPERTIES: ReadonlySet<string> = new Set([
  'display',
  'dominant-baseline',
  'font-size',
  'font-weight',
  'text-anchor',
  'transform',
]);

const EMPTY_SHEET = parseStyleSheet('', LAYOUT_PROPERTIES);

/** Parsed style sheets by `style` element, so each is parsed only once instead of once per label. */
export type SheetCache = WeakMap<Element, { text: string; sheet: StyleSheet }>;

/** Default font size in pixels, for both pages and mermaid. */
export const ROOT_FONT_SIZE = 16;

const BOLD = 700;

const REGULAR = 400;

/**
 * Computed styles, including the style sheet inside the diagram. Values are cached, so create a new instance after
 * changing the document.
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

  /** Value declared for the element, or null. */
  own(element: Element, property: string): string | null {
    let declared = this.#declared.get(element);
    if (declared === undefined) {
      this.#sheet ??= this.#sheetAround(element);
      declared = this.#sheet.declared(element);
      this.#declared.set(element, declared);
    }
    return declared.get(property) ?? null;
  }

  /** Value declared for the element or its nearest ancestor that has one. */
  inherited(element: Element, property: string): string | null {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const value = this.own(at, property);
      if (value !== null && value !== 'inherit') return value;
    }
    return null;
  }

  /** Font size in pixels. */
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

  /** Parses a CSS length into pixels; null if invalid. Percentages are relative to the font size. */
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

/** Measures text in the font that pages use. All lengths are in pixels. */
export interface FontMetrics {
  /** Advance width of a line of text, including kerning and ligatures. */
  width(text: string, size: number, weight: number): number;
  /** Ascent and descent of a line in whole pixels, as rounded by browsers, and the x-height. */
  line(size: number, weight: number): { ascent: number; descent: number; xHeight: number };
}

/** Reads the metrics of Inter 400 and 600 from the site's font files. */
export function loadFontMetrics(): FontMetrics {
  const regular = new Face(REGULAR_FACE);
  const bold = new Face(BOLD_FACE);
  const face = (weight: number) => (weight >= BOLD_FACE ? bold : regular);
  return {
    width: (text, size, weight) => face(weight).width(text) * size,
    line: (size, weight) => {
      const font = face(weight).subset(0);
      const scale = size / font.unitsPerEm;
      return {
        ascent: Math.round(font.ascent * scale),
        descent: Math.round(-font.descent * scale),
        xHeight: font.xHeight * scale,
      };
    },
  };
}

/** Unicode subsets of the font. The site has a file for each subset, in two weights. */
const SUBSETS = ['latin', 'latin-ext'];

const REGULAR_FACE = 400;

const BOLD_FACE = 600;

/** Maximum number of cached widths. Word wrapping measures every prefix of a label. */
const MAX_CACHED_WIDTHS = 20_000;

const ZERO_WIDTH_JOINER = 0x200d;

const NO_ADVANCE = /\p{M}|\p{Cf}|\p{Emoji_Modifier}/u;

const EMOJI = /\p{Extended_Pictographic}/u;

const REGIONAL = /\p{Regional_Indicator}/u;

const FULL_WIDTH =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** A single weight of the font. Subset files are opened when a character first needs them. */
class Face {
  readonly #weight: number;
  readonly #require = createRequire(import.meta.url);
  readonly #subsets: Font[] = [];
  readonly #subsetOf = new Map<number, Font | null>();
  readonly #widths = new Map<string, number>();

  constructor(weight: number) {
    this.#weight = weight;
  }

  subset(index: number): Font {
    for (let next = this.#subsets.length; next <= index; next++) {
      const file = `@fontsource/inter/files/inter-${SUBSETS[next]}-${this.#weight}-normal.woff2`;
      this.#subsets.push(openSync(this.#require.resolve(file)));
    }
    return this.#subsets[index]!;
  }

  /** Text width in em. */
  width(text: string): number {
    const known = this.#widths.get(text);
    if (known !== undefined) return known;
    if (this.#widths.size >= MAX_CACHED_WIDTHS) this.#widths.clear();
    const width = this.#measure(text);
    this.#widths.set(text, width);
    return width;
  }

  #measure(text: string): number {
    let width = 0;
    let run = '';
    let runFont: Font | null = null;
    let joined = false;
    const endRun = () => {
      if (runFont !== null && run !== '') width += runFont.layout(run).advanceWidth / runFont.unitsPerEm;
      run = '';
    };
    for (const character of text) {
      const codePoint = character.codePointAt(0)!;
      const font = this.#fontFor(codePoint);
      if (font !== runFont) {
        endRun();
        runFont = font;
      }
      if (font !== null) run += character;
      else if (!joined) width += fallbackAdvance(character, codePoint);
      joined = codePoint === ZERO_WIDTH_JOINER;
    }
    endRun();
    return width;
  }

  #fontFor(codePoint: number): Font | null {
    const known = this.#subsetOf.get(codePoint);
    if (known !== undefined) return known;
    let found: Font | null = null;
    for (let index = 0; index < SUBSETS.length && found === null; index++) {
      const font = this.subset(index);
      if (font.hasGlyphForCodePoint(codePoint)) found = font;
    }
    this.#subsetOf.set(codePoint, found);
    return found;
  }
}

/**
 * Estimated advance, in em, of a character missing from the site's font. Since fallback fonts differ between
 * systems, the estimate is generous, so that labels stay inside their boxes.
 */
function fallbackAdvance(character: string, codePoint: number): number {
  if (NO_ADVANCE.test(character)) return 0;
  if (REGIONAL.test(character)) return 0.65;
  if (codePoint >= 0x1f000 && EMOJI.test(character)) return 1.3;
  if (FULL_WIDTH.test(character)) return 1;
  return codePoint >= 0x2100 && codePoint <= 0x2bff ? 0.95 : 0.65;
}

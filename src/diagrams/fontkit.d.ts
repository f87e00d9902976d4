/** The part of fontkit that is used here; the package brings no types. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    /** Font units above the baseline. */
    readonly ascent: number;
    /** Font units below the baseline, negative. */
    readonly descent: number;
    readonly xHeight: number;
    /** Code points that it has glyphs for. */
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    /** Shapes a text with the features that browsers turn on by default, kerning among them. */
    layout(text: string): GlyphRun;
  }
  export interface GlyphRun {
    readonly advanceWidth: number;
    readonly glyphs: readonly { readonly path: Path }[];
    /** Font units. */
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  }
  /** An outline; each call gives a new one. */
  export interface Path {
    scale(x: number, y: number): Path;
    translate(x: number, y: number): Path;
    toSVG(): string;
  }
  export function openSync(path: string): Font;
}

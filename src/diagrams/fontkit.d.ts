/** The part of fontkit's API used here. The package has no types. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    /** Font units above the baseline. */
    readonly ascent: number;
    /** Font units below the baseline, negative. */
    readonly descent: number;
    readonly xHeight: number;
    /** Code points with a glyph. */
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    /** Shapes text with the features that browsers enable by default, including kerning. */
    layout(text: string): GlyphRun;
  }
  export interface GlyphRun {
    readonly advanceWidth: number;
    readonly glyphs: readonly { readonly path: Path }[];
    /** In font units. */
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  }
  /** An outline. Each call returns a new one. */
  export interface Path {
    scale(x: number, y: number): Path;
    translate(x: number, y: number): Path;
    toSVG(): string;
  }
  export function openSync(path: string): Font;
}

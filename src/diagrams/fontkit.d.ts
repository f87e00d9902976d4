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
    readonly glyphs: readonly Glyph[];
    /** In font units. */
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  }
  export interface Glyph {
    readonly id: number;
    readonly path: Path;
  }
  /** An outline in font units, with y pointing up. */
  export interface Path {
    readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
  }
  export function openSync(path: string): Font;
}

import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

/** A line of text as outlines, which look the same on any machine, no matter which fonts are installed. */
export interface OutlinedLine {
  /** SVG path data starting at the left end of the baseline. */
  readonly path: string;
  /** Advance in pixels. */
  readonly width: number;
}

const SUBSETS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const;

export type Weight = 400 | 600;

/** Draws lines of text in the site's sans-serif font. Characters missing from the font are left out. */
export class Outliner {
  readonly #require = createRequire(import.meta.url);
  readonly #fonts = new Map<string, Font>();

  line(text: string, size: number, weight: Weight): OutlinedLine {
    let x = 0;
    let path = '';
    for (const { font, run } of this.#runs(text, weight)) {
      const scale = size / font.unitsPerEm;
      const { glyphs, positions } = font.layout(run);
      for (const [index, glyph] of glyphs.entries()) {
        const at = positions[index]!;
        path += glyph.path
          .scale(scale, -scale)
          .translate(x + at.xOffset * scale, -at.yOffset * scale)
          .toSVG();
        x += at.xAdvance * scale;
      }
    }
    return {
      path: path.replace(/\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(2)))),
      width: x,
    };
  }

  /** Wraps text at spaces into at most `most` lines of at most `width` pixels. Truncated text ends in an ellipsis. */
  wrap(
    text: string,
    size: number,
    weight: Weight,
    { width, most }: { width: number; most: number },
  ): string[] {
    const lines: string[] = [];
    const fits = (line: string): boolean => this.line(line, size, weight).width <= width;
    for (const word of text.split(/\s+/)) {
      const last = lines.at(-1);
      if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    const kept = lines.slice(0, most).map((line) => this.#cut(line, fits, ''));
    if (lines.length > most) kept[most - 1] = this.#cut(kept[most - 1]!, fits, '…');
    return kept;
  }

  #cut(line: string, fits: (line: string) => boolean, end: string): string {
    let shown = line;
    if (fits(shown + end)) return shown + end;
    while (shown !== '' && !fits(`${shown}…`)) shown = [...shown].slice(0, -1).join('').trimEnd();
    return `${shown}…`;
  }

  #runs(text: string, weight: Weight): { font: Font; run: string }[] {
    const runs: { font: Font; run: string }[] = [];
    for (const character of text.normalize('NFC')) {
      const font = this.#fontOf(character.codePointAt(0)!, weight);
      if (font === null) continue;
      const last = runs.at(-1);
      if (last?.font === font) last.run += character;
      else runs.push({ font, run: character });
    }
    return runs;
  }

  #fontOf(codePoint: number, weight: Weight): Font | null {
    for (const subset of SUBSETS) {
      const font = this.#font(subset, weight);
      if (font.hasGlyphForCodePoint(codePoint)) return font;
    }
    return null;
  }

  #font(subset: string, weight: Weight): Font {
    const name = `@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`;
    const known = this.#fonts.get(name);
    if (known !== undefined) return known;
    const font = openSync(this.#require.resolve(name));
    this.#fonts.set(name, font);
    return font;
  }
}

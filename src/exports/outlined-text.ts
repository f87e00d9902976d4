import { createRequire } from 'node:module';
import { type Font, type Glyph, openSync } from 'fontkit';

/** A line of text as outlines, which look the same on any machine, no matter which fonts are installed. */
export interface OutlinedLine {
  /** SVG path data starting at the left end of the baseline. */
  readonly path: string;
  /** The text's width in pixels. */
  readonly width: number;
}

const SUBSETS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const;

export type Weight = 400 | 600;

/** An outline's command, with coordinates as multiples of the font size. */
interface Segment {
  readonly letter: string;
  readonly points: readonly number[];
}

/** A word or a space, shaped once for all font sizes. All lengths are multiples of the font size. */
interface ShapedWord {
  readonly width: number;
  readonly glyphs: readonly {
    readonly x: number;
    readonly y: number;
    readonly outline: readonly Segment[];
  }[];
}

const LETTERS: Readonly<Record<string, string>> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

/**
 * Draws lines of text in the site's sans-serif font. Characters missing from the font are left out. Words are shaped
 * one by one and cached, since a site's pictures repeat most of them.
 */
export class Outliner {
  readonly #require = createRequire(import.meta.url);
  readonly #fonts = new Map<string, Font>();
  readonly #words = new Map<string, ShapedWord>();
  readonly #outlines = new Map<Font, Map<number, readonly Segment[]>>();

  line(text: string, size: number, weight: Weight): OutlinedLine {
    let x = 0;
    const parts: string[] = [];
    for (const word of wordsOf(text)) {
      const { width, glyphs } = this.#shaped(word, weight);
      for (const glyph of glyphs)
        parts.push(pathOf(glyph.outline, size, x + glyph.x * size, -glyph.y * size));
      x += width * size;
    }
    return { path: parts.join(''), width: x };
  }

  /** Measures a text's width in pixels without drawing the text. */
  widthOf(text: string, size: number, weight: Weight): number {
    let width = 0;
    for (const word of wordsOf(text)) width += this.#shaped(word, weight).width;
    return width * size;
  }

  /** Wraps text at spaces into at most `most` lines of at most `width` pixels. Truncated text ends in an ellipsis. */
  wrap(
    text: string,
    size: number,
    weight: Weight,
    { width, most }: { width: number; most: number },
  ): string[] {
    const lines: string[] = [];
    const fits = (line: string): boolean => this.widthOf(line, size, weight) <= width;
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

  #shaped(word: string, weight: Weight): ShapedWord {
    const key = `${weight} ${word}`;
    const known = this.#words.get(key);
    if (known !== undefined) return known;
    const glyphs: { x: number; y: number; outline: readonly Segment[] }[] = [];
    let width = 0;
    for (const { font, run } of this.#runs(word, weight)) {
      const laid = font.layout(run);
      for (const [index, glyph] of laid.glyphs.entries()) {
        const at = laid.positions[index]!;
        glyphs.push({
          x: width + at.xOffset / font.unitsPerEm,
          y: at.yOffset / font.unitsPerEm,
          outline: this.#outlineOf(font, glyph),
        });
        width += at.xAdvance / font.unitsPerEm;
      }
    }
    const shaped = { width, glyphs };
    this.#words.set(key, shaped);
    return shaped;
  }

  #outlineOf(font: Font, glyph: Glyph): readonly Segment[] {
    const outlines = this.#outlines.get(font) ?? new Map<number, readonly Segment[]>();
    this.#outlines.set(font, outlines);
    const known = outlines.get(glyph.id);
    if (known !== undefined) return known;
    const outline = glyph.path.commands.map(({ command, args }) => ({
      letter: LETTERS[command]!,
      points: args.map((value) => value / font.unitsPerEm),
    }));
    outlines.set(glyph.id, outline);
    return outline;
  }

  #runs(text: string, weight: Weight): { font: Font; run: string }[] {
    const runs: { font: Font; run: string }[] = [];
    for (const character of text) {
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

/** Splits a text into words and the spaces between them. */
function wordsOf(text: string): readonly string[] {
  return text.normalize('NFC').match(/\s|\S+/gu) ?? [];
}

/** Path data of an outline in pixels, with y pointing down. */
function pathOf(outline: readonly Segment[], size: number, x: number, y: number): string {
  let path = '';
  for (const { letter, points } of outline) {
    path += letter;
    for (let i = 0; i < points.length; i += 2) {
      path += `${i === 0 ? '' : ' '}${rounded(x + points[i]! * size)} ${rounded(y - points[i + 1]! * size)}`;
    }
  }
  return path;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

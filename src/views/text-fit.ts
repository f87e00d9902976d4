/**
 * How wide a text will be, without a browser. The table holds the advance widths of Inter's regular weight in hundredths
 * of the font size, from space to tilde; `SLACK` leaves room for bolder weights and for the fallback fonts.
 */
const ADVANCE: readonly number[] = [
  28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29,
  30, 66, 66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74,
  69, 99, 68, 68, 63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61,
  61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66,
];

const SLACK = 1.08;
const WIDE = 1.1;
const OTHER = 0.68;

/** A letter with the marks and joined letters that belong to it, so that nothing is cut in its middle. */
const CLUSTER = /\P{M}(?:\p{M}|\p{EMod}|\u200D\P{M})*/gu;

/** Width of a text in pixels at a font size in pixels: an estimate on the generous side. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const known = ADVANCE[code - 32];
    if (known !== undefined) em += known / 100;
    else if (/[\p{M}\p{Cf}]/u.test(char)) em += 0;
    else em += code >= 0x2e80 ? WIDE : OTHER;
  }
  return em * size * SLACK;
}

/** The text, or as much of it as fits into `width` pixels with an ellipsis behind it. */
export function truncate(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (textWidth(line, size) <= width) return line;
  let kept = '';
  for (const cluster of line.match(CLUSTER) ?? []) {
    if (textWidth(`${kept}${cluster}…`, size) > width) break;
    kept += cluster;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text into at most `lines` lines no wider than `width` pixels; what is left over ends in an ellipsis. */
export function wrapToWidth(text: string, width: number, size: number, lines: number): string[] {
  const words = text.replace(/\s+/g, ' ').trim().split(' ');
  const out: string[] = [];
  while (words.length > 0 && out.length < lines - 1) {
    let fits = 1;
    while (fits < words.length && textWidth(words.slice(0, fits + 1).join(' '), size) <= width) fits++;
    const line = words.splice(0, fits).join(' ');
    if (textWidth(line, size) > width) return [...out, truncate(line, width, size)];
    out.push(line);
  }
  return words.length > 0 ? [...out, truncate(words.join(' '), width, size)] : out;
}

/** Breaks a text into at most `lines` lines of about `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number, lines: number): string[] {
  const out: string[] = [];
  let line: string[] = [];
  const flush = () => {
    if (line.length > 0) out.push(line.join(''));
    line = [];
  };
  for (const word of text.replace(/\s+/g, ' ').trim().split(' ')) {
    let clusters: string[] = [...(word.match(CLUSTER) ?? [])];
    if (line.length > 0 && line.length + 1 + clusters.length > width) flush();
    if (line.length > 0) line.push(' ');
    while (line.length + clusters.length > width) {
      const room = width - line.length;
      line.push(...clusters.slice(0, room));
      clusters = clusters.slice(room);
      flush();
    }
    line.push(...clusters);
  }
  flush();
  if (out.length <= lines) return out;
  return [...out.slice(0, lines - 1), `${out[lines - 1]!.replace(/[\s.,;:]+$/, '')}…`];
}

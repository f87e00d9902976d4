import { linesOf } from '../diagnostic/source.ts';

/**
 * The text of a write-up with everything blanked that is nobody's own words: fenced blocks other than timelines, inline
 * code, addresses, HTML comments, and quotes of what others wrote. Each character keeps its place.
 */
export function proseOf(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return (
    blankFences(text)
      .replace(/<!--[\s\S]*?-->/g, blank)
      .replace(/^[ \t]*>.*$/gm, blank)
      .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank)
      .replace(/\b(?:https?|mailto):[^\s)\]>'"]+/g, blank)
      .replace(/“[^“”\n]{0,300}”/g, blank)
      // Behind a colon, a dash or a bracket it is the sign of a YAML value, which is the author's own.
      .replace(/(?<![:,[{-]\s*)"[^"\n]{0,300}"/g, blank)
  );
}

/** Fences in lists and quotes count too. A fence that is never closed goes on to the end, as in Markdown. */
function blankFences(text: string): string {
  let open: { mark: string; kept: boolean } | null = null;
  return linesOf(text)
    .map((line) => {
      const fence = /^[\s>*+\d.-]*(`{3,}|~{3,})\s*([\w-]*)/.exec(line);
      if (open === null) {
        if (fence === null) return line;
        open = { mark: fence[1]!, kept: fence[2] === 'timeline' };
        return ' '.repeat(line.length);
      }
      const closes = fence !== null && fence[1]!.startsWith(open.mark) && fence[2] === '';
      const shown: string = open.kept && !closes ? line : ' '.repeat(line.length);
      if (closes) open = null;
      return shown;
    })
    .join('\n');
}

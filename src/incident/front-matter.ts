import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { blockSource, fileSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import { noFrontMatter, openFrontMatter } from './diagnostics.ts';

/** A write-up taken apart. `body` has as many lines as the file, so that its positions are the file's. */
export interface PageParts {
  /** Inside of the front matter, or null where there is none. */
  readonly frontMatter: SourceText | null;
  readonly body: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * Takes front matter and body of a write-up apart. The lines of the front matter are left blank in the body.
 *
 * @param file name of the file as findings shall give it
 */
export function splitPage(file: string, text: string): PageParts {
  const lines = linesOf(text);
  if (lines[0]?.trimEnd() !== '---') {
    return { frontMatter: null, body: text, diagnostics: [noFrontMatter(fileSource(file, text))] };
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end < 0) {
    return {
      frontMatter: null,
      body: '\n'.repeat(lines.length - 1),
      diagnostics: [openFrontMatter(fileSource(file, text))],
    };
  }
  return {
    frontMatter: blockSource(file, text, lines.slice(1, end).join('\n'), 2),
    body: '\n'.repeat(end + 1) + lines.slice(end + 1).join('\n'),
    diagnostics: [],
  };
}

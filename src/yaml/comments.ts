import { Lexer } from 'yaml';

/** Precedes a scalar's text in the lexer's output. Other marks without text are also single control characters. */
const SCALAR = '\u001f';
const MARKS = new Set([SCALAR, '\u0002', '\u0018']);

/** YAML without its comments. A line that has nothing but a comment is removed. */
export function withoutComments(text: string): string {
  const kept: string[] = [];
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) {
      isScalar = token === SCALAR;
      continue;
    }
    const isComment = token.startsWith('#') && !isScalar;
    isScalar = false;
    if (!isComment) kept.push(token);
    else kept.push(COMMENT);
  }
  // A comment ends at the line break. Remove lines that contain nothing else, and trim the end of the others.
  return kept
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== COMMENT)
    .map((line) => (line.endsWith(COMMENT) ? line.slice(0, -COMMENT.length).trimEnd() : line))
    .join('\n');
}

/** Placeholder for a comment. YAML can't contain this character. */
const COMMENT = '\u0000';

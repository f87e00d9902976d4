/** Why a diagram couldn't be drawn. `line` counts from 1 in the original source; null if unknown. */
export interface Failure {
  line: number | null;
  message: string;
}

/** Tokens in mermaid's grammars that represent positions, not text. */
const END_OF_TEXT = new Set(['1', 'EOF']);
const END_OF_LINE = new Set(['NEWLINE', 'NL', 'EOL']);
/** Listing more alternatives than this doesn't help the author. */
const MAX_ALTERNATIVES = 6;

/** Converts an error that mermaid threw for `text` into a sentence and a line in the text. */
export function describeFailure(error: unknown, text: string): Failure {
  if (!(error instanceof Error)) return { line: null, message: 'Mermaid failed without an error message' };
  const source = new StrippedText(text);
  return (
    grammarFailure(error, source) ??
    parserFailure(error, source) ??
    frontMatterFailure(error) ??
    unknownDiagram(error, source) ??
    browserFailure(error) ?? { line: null, message: sentence(error.message) }
  );
}

/** The failure for an unsupported diagram type. `kind` is mermaid's name for the type. */
export function unsupportedKind(kind: string, supported: readonly string[], text: string): Failure {
  const line = new StrippedText(text).lineInOriginal(1);
  // Mermaid's name for text that starts like front matter but isn't.
  if (kind === '---') return { line, message: 'front matter must come first and end with a `---` line' };
  return {
    line,
    message: `\`${kind}\` diagrams aren't supported; use one of: ${supported.join(', ')}`,
  };
}

/** Errors from jison grammars: sequence diagrams, flowcharts, state diagrams and most others. */
function grammarFailure(error: Error, source: StrippedText): Failure | null {
  const hash = property(error, 'hash');
  // Errors from mermaid's own checks have a hash with a made-up position, where `line` is a string.
  if (typeof hash !== 'object' || hash === null || typeof property(hash, 'line') !== 'number') return null;
  // Positions in the hash refer to the token before the unexpected one.
  const stated = /on line (\d+)/.exec(error.message)?.[1];
  const line = stated === undefined ? null : source.lineInOriginal(Number(stated));
  const token = String(property(hash, 'token'));
  if (error.message.startsWith('Lexical error')) return { line, message: 'unexpected character' };
  const expected = property(hash, 'expected');
  const names = Array.isArray(expected)
    ? expected.map((name) => `\`${String(name).replace(/^'|'$/g, '')}\``)
    : [];
  const hint = names.length > 0 && names.length <= MAX_ALTERNATIVES ? `; expected ${names.join(' or ')}` : '';
  return { line, message: `unexpected ${describeToken(token, String(property(hash, 'text') ?? ''))}${hint}` };
}

function describeToken(token: string, text: string): string {
  if (END_OF_TEXT.has(token)) return 'end of the diagram';
  if (END_OF_LINE.has(token) || text.trim() === '') return 'end of the line';
  return `\`${text.trim()}\``;
}

/** Errors from the newer parsers: pie, git graph, architecture and others. */
function parserFailure(error: Error, source: StrippedText): Failure | null {
  const match = /^Parsing failed:\s*(?:Lexer|Parse) error on line (\d+|\?|NaN)[^:]*:\s*(.*)/s.exec(
    error.message,
  );
  if (match === null) return null;
  const message = sentence(match[2]!.split(/\s(?:Lexer|Parse) error on line/)[0]!);
  return { line: source.lineInOriginal(Number(match[1]) || Number.POSITIVE_INFINITY), message };
}

function frontMatterFailure(error: Error): Failure | null {
  const mark = property(error, 'mark');
  const line = typeof mark === 'object' && mark !== null ? property(mark, 'line') : null;
  if (typeof line !== 'number') return null;
  // In the error's `mark`, lines count from 0, starting after the opening fence.
  return { line: line + 2, message: `front matter: ${sentence(String(property(error, 'reason')))}` };
}

function unknownDiagram(error: Error, source: StrippedText): Failure | null {
  if (error.name !== 'UnknownDiagramError') return null;
  const line = source.lineInOriginal(1);
  const first = source.text.split('\n')[0]!.trim();
  if (first === '') return { line, message: 'the diagram is empty' };
  return { line, message: `\`${shorten(first)}\` isn't a Mermaid diagram type` };
}

function browserFailure(error: Error): Failure | null {
  if (!(error instanceof TypeError || error instanceof ReferenceError)) return null;
  return {
    line: null,
    message: `the diagram uses a feature that isn't available at build time (${sentence(error.message)})`,
  };
}

/** The first line of a message, without its period. */
function sentence(message: string): string {
  return shorten(message.trim().split('\n')[0]!.trim().replace(/\.$/, ''));
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function property(object: object, name: string): unknown {
  return Reflect.get(object, name);
}

/**
 * The source as mermaid's parsers receive it: without front matter, directives and comments. Keeps the original line of
 * each character.
 */
class StrippedText {
  text: string;
  #lines: number[] = [];

  constructor(original: string) {
    this.text = original.replace(/\r\n?/g, '\n');
    let line = 1;
    for (const character of this.text.split('')) {
      this.#lines.push(line);
      if (character === '\n') line++;
    }
    this.#strip(/^\s*---[ \t]*\n(?:[\s\S]*?\n)?[ \t]*---\s*\n/g);
    this.#strip(/%%\{[\s\S]*?(?:\}%%|$)/g);
    this.#strip(/^\s*%%(?!\{)[^\n]+\n?/gm);
    this.#strip(/^\s+/g);
  }

  /** The original line for a line in the stripped text, limited to the last line that isn't blank. */
  lineInOriginal(line: number): number {
    const rows = this.text.split('\n');
    let last = rows.length;
    while (last > 1 && rows[last - 1]!.trim() === '') last--;
    const wanted = Math.min(Math.max(line, 1), last);
    const offset = rows.slice(0, wanted - 1).join('\n').length + (wanted > 1 ? 1 : 0);
    return this.#lines[offset] ?? this.#lines.at(-1) ?? 1;
  }

  #strip(pattern: RegExp): void {
    const kept: number[] = [];
    let text = '';
    let from = 0;
    for (const match of this.text.matchAll(pattern)) {
      text += this.text.slice(from, match.index);
      kept.push(...this.#lines.slice(from, match.index));
      from = match.index + match[0].length;
    }
    kept.push(...this.#lines.slice(from));
    this.text = text + this.text.slice(from);
    this.#lines = kept;
  }
}

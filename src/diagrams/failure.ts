/** Why a text gave no picture: `line` counts from 1 in the text as given, null where mermaid does not say. */
export interface Failure {
  line: number | null;
  message: string;
}

/** Tokens of mermaid's grammars that stand for places and not for something written. */
const END_OF_TEXT = new Set(['1', 'EOF']);
const END_OF_LINE = new Set(['NEWLINE', 'NL', 'EOL']);
/** More alternatives than this tell a writer nothing. */
const MAX_ALTERNATIVES = 6;

/** Turns what mermaid threw for `text` into one sentence and a line of the text. */
export function describeFailure(error: unknown, text: string): Failure {
  if (!(error instanceof Error)) return { line: null, message: 'mermaid gave up without saying why' };
  const source = new StrippedText(text);
  return (
    grammarFailure(error, source) ??
    parserFailure(error, source) ??
    frontMatterFailure(error) ??
    unknownDiagram(error, source) ??
    browserFailure(error) ?? { line: null, message: sentence(error.message) }
  );
}

/** Says that a text is of a kind of diagram, by mermaid's name, that is not drawn here. */
export function unsupportedKind(kind: string, supported: readonly string[], text: string): Failure {
  const line = new StrippedText(text).lineInOriginal(1);
  // Mermaid's name for a text that begins like front matter and is none.
  if (kind === '---')
    return { line, message: 'front matter has to come first and to end with a line of ---' };
  return {
    line,
    message: `diagrams of the kind '${kind}' are not supported; drawn are: ${supported.join(', ')}`,
  };
}

/** Errors of the grammars made with jison: sequence diagrams, flowcharts, state diagrams and most others. */
function grammarFailure(error: Error, source: StrippedText): Failure | null {
  const hash = property(error, 'hash');
  // Mermaid's own checks fake a hash with a made-up position: their line is a text.
  if (typeof hash !== 'object' || hash === null || typeof property(hash, 'line') !== 'number') return null;
  // The hash has positions too, but of the token before the one that was in the way.
  const told = /on line (\d+)/.exec(error.message)?.[1];
  const line = told === undefined ? null : source.lineInOriginal(Number(told));
  const token = String(property(hash, 'token'));
  if (error.message.startsWith('Lexical error'))
    return { line, message: 'a character that mermaid cannot read here' };
  const expected = property(hash, 'expected');
  const names = Array.isArray(expected) ? expected.map(String) : [];
  const hint = names.length > 0 && names.length <= MAX_ALTERNATIVES ? `; expected ${names.join(' or ')}` : '';
  return { line, message: `unexpected ${describeToken(token, String(property(hash, 'text') ?? ''))}${hint}` };
}

function describeToken(token: string, text: string): string {
  if (END_OF_TEXT.has(token)) return 'end of the diagram';
  if (END_OF_LINE.has(token) || text.trim() === '') return 'end of the line';
  return `'${text.trim()}'`;
}

/** Errors of the newer parsers: pie, git graph, architecture and others. */
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
  // The mark counts from 0 behind the opening fence.
  return { line: line + 2, message: `front matter: ${sentence(String(property(error, 'reason')))}` };
}

function unknownDiagram(error: Error, source: StrippedText): Failure | null {
  if (error.name !== 'UnknownDiagramError') return null;
  const line = source.lineInOriginal(1);
  const first = source.text.split('\n')[0]!.trim();
  if (first === '') return { line, message: 'the diagram is empty' };
  return { line, message: `'${shorten(first)}' starts no kind of diagram that mermaid knows` };
}

function browserFailure(error: Error): Failure | null {
  if (!(error instanceof TypeError || error instanceof ReferenceError)) return null;
  return {
    line: null,
    message: `something in the diagram needs more of a browser than there is here (${sentence(error.message)})`,
  };
}

/** The first line of a message, without the full stop. */
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
 * The text as mermaid's parsers get it, without front matter, directives and comments, together with the line that
 * each of its characters came from.
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

  /** The line of the original on which a line of the stripped text stands; its last line that says something if none. */
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

/** A word, number or sign of a Promela file. */
export interface Token {
  readonly text: string;
  readonly line: number;
}

const SIGNS = String.raw`->|::|&&|\|\||==|!=|<=|>=|<<|>>|\+\+|--|\[\]|<>|[-+*/%<>=!~&|(){}[\];,:]`;
const TOKEN = new RegExp(String.raw`\s*(?:([A-Za-z_]\w*|\d+)|(${SIGNS}))`, 'y');

/** A file without comments and preprocessor directives. */
export interface Preprocessed {
  readonly tokens: readonly Token[];
  readonly constants: ReadonlyMap<string, number>;
}

/**
 * What the C preprocessor and SPIN's lexer make of a file.
 *
 * @param defined names that `-D` options define
 * @throws Error for an unknown directive, a constant that's defined twice, or an unknown character
 */
export function tokensOf(text: string, defined: readonly string[]): Preprocessed {
  const constants = new Map<string, number>();
  const tokens: Token[] = [];
  /** For each open `#ifdef`, whether its lines count. */
  const open: boolean[] = [];
  const lines = withoutComments(text).split('\n');
  for (const [i, line] of lines.entries()) {
    const [directive, name, value] = line.startsWith('#') ? line.slice(1).split(' ') : [];
    if (directive === 'ifdef') open.push(defined.includes(name!));
    else if (directive === 'ifndef') open.push(!defined.includes(name!));
    else if (directive === 'else') open.push(!open.pop()!);
    else if (directive === 'endif') open.pop();
    else if (directive === 'define') {
      if (constants.has(name!)) throw new Error(`line ${i + 1} defines ${name} again`);
      if (!/^\d+$/.test(value ?? '')) throw new Error(`line ${i + 1} defines ${name} as ${value}`);
      constants.set(name!, Number(value));
    } else if (directive !== undefined) throw new Error(`line ${i + 1} has the directive #${directive}`);
    else if (open.every(Boolean)) tokens.push(...tokensIn(line, i + 1));
  }
  if (open.length > 0) throw new Error('an #ifdef has no #endif');
  return { tokens, constants };
}

/** Line breaks stay, so that lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
}

function tokensIn(line: string, number: number): Token[] {
  const tokens: Token[] = [];
  const text = line.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`line ${number} has an unknown character: ${text.slice(at)}`);
    tokens.push({ text: match[1] ?? match[2]!, line: number });
  }
  return tokens;
}

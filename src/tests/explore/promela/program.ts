import type { Token } from './tokens.ts';
import { tokensOf } from './tokens.ts';

/*
 * Reads the part of Promela that exported models use, and rejects everything else. Names have to be declared before
 * they're used. Executing a program checks what SPIN doesn't: indices and values are in their ranges, and at most one
 * alternative of an `if` within a step is enabled.
 */

/** The values of all variables. */
export type State = Int32Array;

export type Value = (state: State, self: number) => number;

/** Changes the state. Returns true after `break`. */
export type Action = (state: State, self: number, failed: (name: string) => void) => boolean;

export interface Variable {
  readonly name: string;
  readonly type: string;
  /** Null for a variable that isn't an array. */
  readonly length: number | null;
  readonly offset: number;
}

/** One alternative of a process. */
export interface Alternative {
  readonly line: number;
  /** Null for `timeout`, with a condition that must be true in addition. */
  readonly guard: Value;
  readonly isTimeout: boolean;
  readonly action: Action;
}

export interface Process {
  readonly name: string;
  readonly hasSelf: boolean;
  readonly alternatives: readonly Alternative[];
}

export interface Program {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly initial: State;
  readonly processes: ReadonlyMap<string, Process>;
  /** Alternative first steps of `init`. Empty if it has none. */
  readonly starts: readonly Action[];
  readonly running: readonly { readonly process: Process; readonly self: number }[];
  /** Formulas by name, as text. */
  readonly formulas: ReadonlyMap<string, string>;
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  byte: [0, 255],
  short: [-32_768, 32_767],
  int: [-(2 ** 31), 2 ** 31 - 1],
};

/** Signs of binary operations from the weakest to the strongest. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const;

/** In formulas, these are weaker than all others. */
const TEMPORAL = ['weakuntil', 'implies'];

export function readProgram(text: string, defined: readonly string[] = []): Program {
  return new Reader(text, defined).program();
}

interface Inline {
  readonly parameters: readonly string[];
  readonly body: readonly Token[];
}

class Reader {
  private tokens: readonly Token[];
  private at = 0;
  private readonly constants: ReadonlyMap<string, number>;
  private readonly variables = new Map<string, Variable>();
  private readonly inlines = new Map<string, Inline>();
  private readonly processes = new Map<string, Process>();
  private readonly formulas = new Map<string, string>();
  private readonly initial: number[] = [];
  private readonly starts: Action[] = [];
  private readonly running: { process: Process; self: number }[] = [];
  private hasSelf = false;
  private inFormula = false;

  constructor(text: string, defined: readonly string[]) {
    const { tokens, constants } = tokensOf(text, defined);
    this.tokens = tokens;
    this.constants = constants;
  }

  program(): Program {
    while (this.at < this.tokens.length) {
      const word = this.next();
      if (word in RANGES) this.declaration(word);
      else if (word === 'inline') this.inline();
      else if (word === 'proctype') this.process();
      else if (word === 'init') this.init();
      else if (word === 'ltl') this.formula();
      else this.fail(`\`${word}\` can't start a declaration`);
    }
    return {
      variables: this.variables,
      initial: Int32Array.from(this.initial),
      processes: this.processes,
      starts: this.starts,
      running: this.running,
      formulas: this.formulas,
    };
  }

  private fail(what: string): never {
    throw new Error(`line ${this.tokens[Math.max(0, this.at - 1)]?.line}: ${what}`);
  }

  private get peek(): string {
    return this.tokens[this.at]?.text ?? '';
  }

  private next(): string {
    if (this.at >= this.tokens.length) this.fail('the file ends early');
    return this.tokens[this.at++]!.text;
  }

  private skip(...texts: readonly string[]): void {
    for (const text of texts) if (this.next() !== text) this.fail(`expected \`${text}\``);
  }

  private takes(text: string): boolean {
    if (this.peek !== text) return false;
    this.at++;
    return true;
  }

  /** A name that isn't declared yet. */
  private newName(): string {
    const name = this.next();
    if (!/^[A-Za-z]\w*$/.test(name)) this.fail(`\`${name}\` can't be a name`);
    const known = [this.variables, this.constants, this.inlines, this.processes, this.formulas];
    if (known.some((names) => names.has(name))) this.fail(`\`${name}\` is declared twice`);
    return name;
  }

  private number(): number {
    const sign = this.takes('-') ? -1 : 1;
    const text = this.next();
    if (!/^\d+$/.test(text)) this.fail(`\`${text}\` isn't a number`);
    return sign * Number(text);
  }

  private declaration(type: string): void {
    do {
      const name = this.newName();
      let length: number | null = null;
      if (this.takes('[')) {
        length = this.number();
        this.skip(']');
      }
      const size = length ?? 1;
      let values = [0];
      if (this.takes('=')) {
        if (this.takes('{')) {
          values = [this.number()];
          while (this.takes(',')) values.push(this.number());
          this.skip('}');
          if (values.length !== size) this.fail(`\`${name}\` has ${values.length} initial values`);
        } else values = [this.number()];
      }
      const [low, high] = RANGES[type]!;
      if (values.some((value) => value < low || value > high)) this.fail(`a ${type} is out of range`);
      this.variables.set(name, { name, type, length, offset: this.initial.length });
      for (let i = 0; i < size; i++) this.initial.push(values[i % values.length]!);
    } while (this.takes(','));
    this.skip(';');
  }

  private inline(): void {
    const name = this.newName();
    const parameters: string[] = [];
    this.skip('(');
    while (!this.takes(')')) {
      parameters.push(this.next());
      this.takes(',');
    }
    const start = this.at;
    this.block();
    this.inlines.set(name, { parameters, body: this.tokens.slice(start + 1, this.at - 1) });
  }

  /** Skips a block in braces. */
  private block(): void {
    this.skip('{');
    for (let depth = 1; depth > 0; ) {
      const text = this.next();
      if (text === '{') depth++;
      if (text === '}') depth--;
    }
  }

  private process(): void {
    const name = this.newName();
    this.skip('(');
    this.hasSelf = this.takes('byte');
    if (this.hasSelf) this.skip('self');
    this.skip(')', '{', 'end_all', ':', 'do');
    const alternatives: Alternative[] = [];
    while (!this.takes('od')) {
      this.skip('::');
      alternatives.push(this.alternative());
    }
    this.skip('}');
    this.processes.set(name, { name, hasSelf: this.hasSelf, alternatives });
    this.hasSelf = false;
  }

  /** `d_step { guard -> statements }`, `atomic { timeout && guard -> statement }` or `guard -> skip`. */
  private alternative(): Alternative {
    const { line } = this.tokens[this.at]!;
    const block = ['d_step', 'atomic'].includes(this.peek);
    if (block) this.at += 2;
    const isTimeout = this.takes('timeout');
    const guard = isTimeout && !this.takes('&&') ? () => 1 : this.expression();
    this.skip('->');
    const action = this.statements(block ? ['}'] : ['::', 'od']);
    if (block) this.skip('}');
    return { line, guard, isTimeout, action };
  }

  private init(): void {
    this.skip('{', 'atomic', '{');
    if (this.takes('if')) {
      while (this.takes('::')) {
        this.skip('d_step', '{');
        this.starts.push(this.statements(['}']));
        this.skip('}');
      }
      this.skip('fi', ';');
    }
    while (this.takes('run')) {
      const name = this.next();
      const process = this.processes.get(name) ?? this.fail(`\`${name}\` isn't a process`);
      this.skip('(');
      const self = process.hasSelf ? this.number() : 0;
      this.skip(')', ';');
      this.running.push({ process, self });
    }
    this.skip('}', '}');
  }

  private formula(): void {
    const name = this.newName();
    const start = this.at + 1;
    this.skip('{');
    this.inFormula = true;
    this.expression();
    this.inFormula = false;
    this.skip('}');
    const text = this.tokens.slice(start, this.at - 1).map((token) => token.text);
    this.formulas.set(name, text.join(' '));
  }

  private statements(ends: readonly string[]): Action {
    const all: Action[] = [];
    while (!ends.includes(this.peek)) {
      all.push(this.statement());
      if (!this.takes(';') && !ends.includes(this.peek) && !this.endedByInline) this.fail('expected `;`');
    }
    return sequence(all);
  }

  /** Statements that end with a brace need no semicolon. */
  private get endedByInline(): boolean {
    return this.tokens[this.at - 1]?.text === '}';
  }

  private statement(): Action {
    const word = this.next();
    const { line } = this.tokens[this.at - 1]!;
    if (word === 'skip') return () => false;
    if (word === 'break') return () => true;
    if (word === 'assert') {
      this.skip('(');
      const start = this.at;
      const value = this.expression();
      const text = this.tokens
        .slice(start, this.at)
        .map((token) => token.text)
        .join(' ');
      this.skip(')');
      return (state, self, failed) => {
        if (value(state, self) === 0) failed(text);
        return false;
      };
    }
    if (word === 'if' || word === 'do') return this.choice(word, line);
    const inline = this.inlines.get(word);
    return inline === undefined ? this.assignment(word, line) : this.call(inline);
  }

  private choice(word: 'if' | 'do', line: number): Action {
    const end = word === 'if' ? 'fi' : 'od';
    const options: { guard: Value | null; action: Action }[] = [];
    while (!this.takes(end)) {
      this.skip('::');
      const guard = this.takes('else') ? null : this.expression();
      const action = this.takes('->') ? this.statements(['::', end]) : sequence([]);
      if (guard !== null) this.takes(';');
      options.push({ guard, action });
    }
    const step: Action = (state, self, failed) => {
      const enabled = options.filter(({ guard }) => guard !== null && guard(state, self) !== 0);
      if (enabled.length > 1) throw new Error(`line ${line}: a step has two ways to go on`);
      const chosen = enabled[0] ?? options.find(({ guard }) => guard === null);
      if (chosen === undefined) throw new Error(`line ${line}: a step blocks`);
      return chosen.action(state, self, failed);
    };
    if (word === 'if') return step;
    return (state, self, failed) => {
      for (let round = 0; !step(state, self, failed); round++)
        if (round > 1000) throw new Error(`line ${line}: a step loops`);
      return false;
    };
  }

  /** Inline definitions are replaced as text. */
  private call({ parameters, body }: Inline): Action {
    const values: Token[][] = [];
    this.skip('(');
    while (!this.takes(')')) {
      const value: Token[] = [];
      for (let depth = 0; depth > 0 || ![',', ')'].includes(this.peek); this.at++) {
        if (['(', '['].includes(this.peek)) depth++;
        if ([')', ']'].includes(this.peek)) depth--;
        value.push(this.tokens[this.at]!);
      }
      values.push(value);
      this.takes(',');
    }
    if (values.length !== parameters.length) this.fail('the number of arguments is wrong');
    const [tokens, at] = [this.tokens, this.at];
    this.tokens = [
      ...body.flatMap((token) => {
        const index = parameters.indexOf(token.text);
        return index < 0 ? [token] : values[index]!;
      }),
      { text: '}', line: tokens[at - 1]!.line },
    ];
    this.at = 0;
    const action = this.statements(['}']);
    [this.tokens, this.at] = [tokens, at];
    return action;
  }

  private assignment(name: string, line: number): Action {
    const { variable, index } = this.place(name);
    const [low, high] = RANGES[variable.type]!;
    const sign = this.next();
    const read: Value = (state, self) => state[index(state, self)]!;
    const value: Value =
      sign === '++'
        ? (state, self) => read(state, self) + 1
        : sign === '--'
          ? (state, self) => read(state, self) - 1
          : sign === '='
            ? this.expression()
            : this.fail(`\`${sign}\` isn't a statement`);
    return (state, self) => {
      const result = value(state, self);
      if (result < low || result > high) {
        throw new Error(`line ${line}: ${result} doesn't fit into \`${variable.type} ${name}\``);
      }
      state[index(state, self)] = result;
      return false;
    };
  }

  private place(name: string): { variable: Variable; index: Value } {
    const variable = this.variables.get(name) ?? this.fail(`\`${name}\` isn't declared`);
    const { length, offset } = variable;
    if (length === null) return { variable, index: () => offset };
    const { line } = this.tokens[this.at - 1]!;
    this.skip('[');
    const at = this.expression();
    this.skip(']');
    const index: Value = (state, self) => {
      const i = at(state, self);
      if (i < 0 || i >= length) throw new Error(`line ${line}: \`${name}\` has no item ${i}`);
      return offset + i;
    };
    return { variable, index };
  }

  private expression(level = this.inFormula ? -1 : 0): Value {
    if (level < 0) {
      let left = this.expression(0);
      while (TEMPORAL.includes(this.peek)) {
        this.at++;
        const right = this.expression(0);
        left = both(left, right);
      }
      return left;
    }
    if (level === LEVELS.length) return this.unary();
    let left = this.expression(level + 1);
    while ((LEVELS[level] as readonly string[]).includes(this.peek)) {
      left = operation(this.next(), left, this.expression(level + 1));
    }
    return left;
  }

  private unary(): Value {
    const word = this.next();
    if (word === '!') {
      const value = this.unary();
      return (state, self) => Number(value(state, self) === 0);
    }
    if (word === '~') {
      const value = this.unary();
      return (state, self) => ~value(state, self);
    }
    if (word === '-') {
      const value = this.unary();
      return (state, self) => -value(state, self);
    }
    if (word === '[]' || word === '<>') {
      if (!this.inFormula) this.fail('only formulas can be temporal');
      return this.unary();
    }
    if (word === '(') return this.parenthesized();
    if (/^\d+$/.test(word)) return () => Number(word);
    if (word === 'true' || word === 'false') return () => Number(word === 'true');
    if (word === 'self' && this.hasSelf) return (_, self) => self;
    const constant = this.constants.get(word);
    if (constant !== undefined) return () => constant;
    const { index } = this.place(word);
    return (state, self) => state[index(state, self)]!;
  }

  private parenthesized(): Value {
    const first = this.expression();
    if (!this.takes('->')) {
      this.skip(')');
      return first;
    }
    if (this.inFormula) this.fail("SPIN's formulas have no conditional expressions");
    const yes = this.expression();
    this.skip(':');
    const no = this.expression();
    this.skip(')');
    return (state, self) => (first(state, self) === 0 ? no(state, self) : yes(state, self));
  }
}

function sequence(all: readonly Action[]): Action {
  return (state, self, failed) => all.some((one) => one(state, self, failed));
}

function both(left: Value, right: Value): Value {
  return (state, self) => Number(left(state, self) !== 0 && right(state, self) !== 0);
}

function operation(sign: string, left: Value, right: Value): Value {
  if (sign === '&&') return both(left, right);
  if (sign === '||') return (state, self) => Number(left(state, self) !== 0 || right(state, self) !== 0);
  const compute = OPERATIONS[sign]!;
  return (state, self) => {
    const result = compute(left(state, self), right(state, self));
    if (Number.isInteger(result) && Math.abs(result) < 2 ** 31) return result;
    throw new Error(`an operation \`${sign}\` gives ${result}`);
  };
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => a >> b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

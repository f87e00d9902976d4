/** One command of a path's `d`. Lower case letters are relative. */
export interface Command {
  letter: string;
  numbers: readonly number[];
}

/** How many numbers a command takes. */
const ARITY: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  A: 7,
  Z: 0,
};
const LETTER = /[\s,]*([a-zA-Z])/y;
const NUMBER = /[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y;
/** Flags of an arc may stand without a gap: `0 01` are a zero and two flags. */
const FLAG = /[\s,]*([01])/y;

/** Reads commands up to the end or the first mistake. A letter that stands for several sets of numbers is repeated. */
export function* readPath(d: string): Generator<Command> {
  let index = 0;
  const next = (pattern: RegExp): string | null => {
    pattern.lastIndex = index;
    const match = pattern.exec(d);
    if (match === null) return null;
    index = pattern.lastIndex;
    return match[1]!;
  };
  const nextNumbers = (arity: number): number[] => {
    const numbers: number[] = [];
    while (numbers.length < arity) {
      const isFlag = arity === ARITY['A'] && (numbers.length === 3 || numbers.length === 4);
      const text = next(isFlag ? FLAG : NUMBER);
      if (text === null) break;
      numbers.push(Number(text));
    }
    return numbers;
  };
  for (let letter = next(LETTER); letter !== null; letter = next(LETTER)) {
    const arity = ARITY[letter.toUpperCase()];
    if (arity === undefined) return;
    if (arity === 0) yield { letter, numbers: [] };
    let repeated = letter;
    for (let numbers = nextNumbers(arity); numbers.length > 0; numbers = nextNumbers(arity)) {
      if (numbers.length < arity) return;
      yield { letter: repeated, numbers };
      if (repeated === 'M') repeated = 'L';
      if (repeated === 'm') repeated = 'l';
    }
  }
}

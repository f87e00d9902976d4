import fc from 'fast-check';

/** An expression in the language, and the same in plain CEL; they differ where the language does on purpose. */
export interface Written {
  readonly ours: string;
  readonly cel: string;
}

/** Names that the expressions read, by type. */
export interface Vocabulary {
  readonly ints: readonly string[];
  readonly doubles: readonly string[];
  readonly bools: readonly string[];
  readonly strings: readonly string[];
  readonly lists: readonly string[];
  readonly texts: readonly string[];
  /** What a macro calls its variable. */
  readonly variable: string;
  /** Characters that string literals are made of. */
  readonly literals: fc.Arbitrary<string>;
}

/** Arbitraries of expressions by type: `lists` hold ints, `texts` hold strings. */
export type Expressions = {
  int: Written;
  double: Written;
  bool: Written;
  string: Written;
  list: Written;
  texts: Written;
};

/** Expressions of every type over some names, a few levels deep. */
export function typedExpressions(words: Vocabulary): fc.LetrecValue<Expressions> {
  const same = (text: string): Written => ({ ours: text, cel: text });
  const names = (from: readonly string[]): fc.Arbitrary<Written> => fc.constantFrom(...from).map(same);
  const quoted = words.literals.map((text) => same(JSON.stringify(text)));
  const { variable } = words;
  return fc.letrec<Expressions>((tie) => {
    const part = { int: tie('int'), double: tie('double'), bool: tie('bool'), string: tie('string') };
    const [list, texts] = [tie('list'), tie('texts')];
    // A macro inside a macro needs another name, so bodies hold no expressions that might be one.
    const plain = fc.oneof(
      fc.integer({ min: -5, max: 9 }).map((n) => same(String(n))),
      names(words.ints),
    );
    const test = fc
      .tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!=', '% 2 <'), plain)
      .map(([op, right]) => same(`${variable} ${op} ${right.ours}`));
    const pick = (type: keyof Expressions): fc.Arbitrary<Written> =>
      form('(? ? ? : ?)', part.bool, tie(type), tie(type));
    return {
      int: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.integer({ min: -20, max: 20 }).map((n) => same(n < 0 ? `(${n})` : String(n))),
        names(words.ints),
        form('(? + ?)', part.int, part.int),
        form('(? - ?)', part.int, part.int),
        form('(? * ?)', part.int, part.int),
        form('(? % ?)', part.int, part.int),
        form('-?', names(words.ints)),
        // Two ints are divided by `div`, so that nobody drops a rest by accident.
        both('div(?, ?)', '(? / ?)', part.int, part.int),
        form('size(?)', fc.oneof(part.string, list, texts)),
        form('int(?)', part.double),
        form('?[?]', list, part.int),
        form('{"a": ?, "b": ?}[?]', part.int, part.int, fc.constantFrom('"a"', '"b"', '"c"').map(same)),
        pick('int'),
      ),
      double: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('0.5', '2.0', '10.25', '(-3.75)', '0.0').map(same),
        names(words.doubles),
        form('(? + ?)', part.double, part.double),
        form('(? - ?)', part.double, part.double),
        form('(? * ?)', part.double, part.double),
        form('(? / ?)', part.double, part.double),
        form('double(?)', part.int),
        pick('double'),
      ),
      bool: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('true', 'false').map(same),
        names(words.bools),
        form('!?', names(words.bools)),
        form('(? && ?)', part.bool, part.bool),
        form('(? || ?)', part.bool, part.bool),
        form('(? < ?)', part.int, part.int),
        form('(? >= ?)', part.double, part.double),
        form('(? == ?)', part.int, part.int),
        form('(? != ?)', part.string, part.string),
        form('(? < ?)', part.string, part.string),
        form('(? == ?)', list, list),
        form('(? != ?)', texts, texts),
        form('(? in ?)', part.int, list),
        form('(? in ?)', part.string, texts),
        form('(? in {?: 1, "a": 2})', part.string, part.string),
        form('?.startsWith(?)', part.string, part.string),
        form('?.endsWith(?)', part.string, part.string),
        form('?.contains(?)', part.string, part.string),
        form(`?.all(${variable}, ?)`, list, test),
        form(`?.exists(${variable}, ?)`, list, test),
        form(`?.exists_one(${variable}, ?)`, list, test),
        form(
          `?.all(${variable}, ?.exists(${variable}2, ${variable}2 >= ${variable}))`,
          names(words.lists),
          names(words.lists),
        ),
        pick('bool'),
      ),
      string: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        quoted,
        names(words.strings),
        form('(? + ?)', part.string, part.string),
        form('string(?)', part.int),
        form('string(?)', part.bool),
        form('?[?]', texts, part.int),
        pick('string'),
      ),
      list: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        names(words.lists),
        form('[?, ?, ?]', part.int, part.int, part.int),
        form('(? + ?)', list, list),
        form(`?.filter(${variable}, ?)`, list, test),
        form(`?.map(${variable}, ${variable} * ?)`, list, plain),
        pick('list'),
      ),
      texts: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        names(words.texts),
        form('[?, ?]', part.string, part.string),
        form('(? + ?)', texts, texts),
        form(`?.map(${variable}, string(${variable}))`, list),
        pick('texts'),
      ),
    };
  });
}

/** A text whose question marks stand for expressions, but for one with blanks around it that is followed by a colon. */
function form(pattern: string, ...parts: fc.Arbitrary<Written>[]): fc.Arbitrary<Written> {
  return both(pattern, pattern, ...parts);
}

function both(ours: string, cel: string, ...parts: fc.Arbitrary<Written>[]): fc.Arbitrary<Written> {
  return fc.tuple(...parts).map((chosen) => ({
    ours: fill(
      ours,
      chosen.map((one) => one.ours),
    ),
    cel: fill(
      cel,
      chosen.map((one) => one.cel),
    ),
  }));
}

function fill(pattern: string, values: readonly string[]): string {
  if (pattern === '(? ? ? : ?)') return `(${values[0]} ? ${values[1]} : ${values[2]})`;
  const pieces = pattern.split('?');
  return pieces.map((piece, i) => (i === 0 ? piece : `${values[i - 1]}${piece}`)).join('');
}

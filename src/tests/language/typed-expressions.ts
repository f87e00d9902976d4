import fc from 'fast-check';

/** An expression for a scenario, and its equivalent in CEL. They differ where the languages do. */
export interface Written {
  readonly ours: string;
  readonly cel: string;
}

/** Names that the expressions can use, by type. */
export interface Vocabulary {
  readonly ints: readonly string[];
  readonly doubles: readonly string[];
  readonly bools: readonly string[];
  readonly strings: readonly string[];
  readonly lists: readonly string[];
  readonly texts: readonly string[];
  /** Name of the variable in macros. */
  readonly variable: string;
  /** Values for string literals. */
  readonly literals: fc.Arbitrary<string>;
}

/** Arbitraries for expressions, by type. `list` contains ints, and `texts` contains strings. */
export type Expressions = {
  int: Written;
  double: Written;
  bool: Written;
  string: Written;
  list: Written;
  texts: Written;
};

type Arb = fc.Arbitrary<Written>;
type Parts = { readonly [type in keyof Expressions]: Arb };

/** What all generators need: names, expressions of the other types, and conditions for macro bodies. */
interface Making {
  readonly words: Vocabulary;
  readonly part: Parts;
  /** A number for a macro body. It doesn't contain another macro, which would need another variable. */
  readonly plain: Arb;
  readonly test: Arb;
}

/** Random expressions of every type that use the given names, a few levels deep. */
export function typedExpressions(words: Vocabulary): fc.LetrecValue<Expressions> {
  const plain = fc.oneof(whole(-5, 9), names(words.ints));
  const test = fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!=', '% 2 <'), plain)
    .map(([op, right]) => same(`${words.variable} ${op} ${right.ours}`));
  return fc.letrec<Expressions>((tie) => {
    const part: Parts = {
      int: tie('int'),
      double: tie('double'),
      bool: tie('bool'),
      string: tie('string'),
      list: tie('list'),
      texts: tie('texts'),
    };
    const making = { words, part, plain, test };
    return {
      int: oneOf(making, 'int', ints(making)),
      double: oneOf(making, 'double', doubles(making)),
      bool: oneOf(making, 'bool', bools(making)),
      string: oneOf(making, 'string', strings(making)),
      list: oneOf(making, 'list', lists(making)),
      texts: oneOf(making, 'texts', texts(making)),
    };
  });
}

/** One of the given forms, the first of which is a leaf, or a conditional of that type. */
function oneOf({ part }: Making, type: keyof Expressions, forms: readonly Arb[]): Arb {
  const choice = form('(? ? ? : ?)', part.bool, part[type], part[type]);
  return fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...forms, choice);
}

function ints({ words, part }: Making): Arb[] {
  const { int, double, string, list } = part;
  return [
    whole(-20, 20),
    names(words.ints),
    form('(? + ?)', int, int),
    form('(? - ?)', int, int),
    form('(? * ?)', int, int),
    form('(? % ?)', int, int),
    form('-?', names(words.ints)),
    // Two ints can only be divided with `div`.
    both('div(?, ?)', '(? / ?)', int, int),
    form('size(?)', fc.oneof(string, list, part.texts)),
    form('int(?)', double),
    form('?[?]', list, int),
    form('{"a": ?, "b": ?}[?]', int, int, fc.constantFrom('"a"', '"b"', '"c"').map(same)),
  ];
}

function doubles({ words, part }: Making): Arb[] {
  const { double } = part;
  return [
    fc.constantFrom('0.5', '2.0', '10.25', '(-3.75)', '0.0').map(same),
    names(words.doubles),
    form('(? + ?)', double, double),
    form('(? - ?)', double, double),
    form('(? * ?)', double, double),
    form('(? / ?)', double, double),
    form('double(?)', part.int),
  ];
}

function bools({ words, part, test }: Making): Arb[] {
  const { int, double, bool, string, list } = part;
  const x = words.variable;
  const known = names(words.lists);
  return [
    fc.constantFrom('true', 'false').map(same),
    names(words.bools),
    form('!?', names(words.bools)),
    form('(? && ?)', bool, bool),
    form('(? || ?)', bool, bool),
    form('(? < ?)', int, int),
    form('(? >= ?)', double, double),
    form('(? == ?)', int, int),
    form('(? != ?)', string, string),
    form('(? < ?)', string, string),
    form('(? == ?)', list, list),
    form('(? != ?)', part.texts, part.texts),
    form('(? in ?)', int, list),
    form('(? in ?)', string, part.texts),
    form('(? in {?: 1, "a": 2})', string, string),
    form('?.startsWith(?)', string, string),
    form('?.endsWith(?)', string, string),
    form('?.contains(?)', string, string),
    form(`?.all(${x}, ?)`, list, test),
    form(`?.exists(${x}, ?)`, list, test),
    form(`?.exists_one(${x}, ?)`, list, test),
    form(`?.all(${x}, ?.exists(${x}2, ${x}2 >= ${x}))`, known, known),
  ];
}

function strings({ words, part }: Making): Arb[] {
  return [
    words.literals.map((text) => same(JSON.stringify(text))),
    names(words.strings),
    form('(? + ?)', part.string, part.string),
    form('string(?)', part.int),
    form('string(?)', part.bool),
    form('?[?]', part.texts, part.int),
  ];
}

function lists({ words, part, plain, test }: Making): Arb[] {
  const x = words.variable;
  return [
    names(words.lists),
    form('[?, ?, ?]', part.int, part.int, part.int),
    form('(? + ?)', part.list, part.list),
    form(`?.filter(${x}, ?)`, part.list, test),
    form(`?.map(${x}, ${x} * ?)`, part.list, plain),
  ];
}

function texts({ words, part }: Making): Arb[] {
  const x = words.variable;
  return [
    names(words.texts),
    form('[?, ?]', part.string, part.string),
    form('(? + ?)', part.texts, part.texts),
    form(`?.map(${x}, string(${x}))`, part.list),
  ];
}

function same(text: string): Written {
  return { ours: text, cel: text };
}

function names(from: readonly string[]): Arb {
  return fc.constantFrom(...from).map(same);
}

function whole(min: number, max: number): Arb {
  return fc.integer({ min, max }).map((n) => same(n < 0 ? `(${n})` : String(n)));
}

/** A pattern in both languages. Its question marks are replaced with expressions. */
function form(pattern: string, ...parts: Arb[]): Arb {
  return both(pattern, pattern, ...parts);
}

function both(ours: string, cel: string, ...parts: Arb[]): Arb {
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
  // The only pattern that contains a literal question mark.
  if (pattern === '(? ? ? : ?)') return `(${values[0]} ? ${values[1]} : ${values[2]})`;
  const pieces = pattern.split('?');
  return pieces.map((piece, i) => (i === 0 ? piece : `${values[i - 1]}${piece}`)).join('');
}

import { errorTexts } from './error.ts';

/** Findings about expressions. */
export const CEL_ERRORS = errorTexts({
  'cel/ambiguous-symbol': [
    'A name that several things have',
    'The same word is a member of two enums or an id of two things, and nothing tells which is meant. Compare with a variable of the type that is meant, or rename one.',
  ],
  'cel/argument-count': [
    'A function with the wrong number of arguments',
    'The message tells how many it takes.',
  ],
  'cel/empty': ['An empty expression', 'Write a value, or leave the key out.'],
  'cel/index': [
    'An index of the wrong type',
    'Lists are read by whole numbers, maps by their keys, and a process by the id of an instance.',
  ],
  'cel/integer-division': [
    'Whole numbers divided with /',
    'Whether the remainder counts is not clear. Write `div(a, b)` for whole numbers, or make one of them a double: `double(a) / b`.',
  ],
  'cel/metric': [
    'A metric in the wrong place',
    'Metrics of services are read inside `measure` alone, through functions such as `rate` and `p99`. Give the number a name there and use the name.',
  ],
  'cel/nested-macros': [
    'Too many loops in each other',
    '`all`, `exists`, `filter` and `map` inside each other cost the product of their lengths. Give the inner one a variable of its own.',
  ],
  'cel/no-old': [
    'A value from before, outside of a sentence',
    '`old.x` is the value before a step, and only `say` knows both.',
  ],
  'cel/no-self': [
    'An instance of its own, outside of a process',
    '`self` is the instance whose step this is. Elsewhere name the instance: `p[E1].x`.',
  ],
  'cel/not-a-member': [
    'No member of the enum',
    'The variable can never have this value. The hint lists those that it can have.',
  ],
  'cel/not-a-value': [
    'A name that has no value',
    'A process or a message is no value by itself, so it can not be compared: read one of its fields, or count its instances.',
  ],
  'cel/not-yet-known': [
    'A value that is not known yet',
    'The expression is read before the thing that it names exists: constants know earlier constants alone.',
  ],
  'cel/number-range': [
    'A number that is too large',
    'Whole numbers are held exactly up to 9,007,199,254,740,991.',
  ],
  'cel/operator': [
    'An operator that does not fit',
    'The two sides have types that can not be compared or computed together. The message names both.',
  ],
  'cel/shadowed-name': [
    'A loop variable with a name that is taken',
    'Within the loop the other thing could not be named. Choose another name.',
  ],
  'cel/syntax': [
    'Text that is no expression',
    'Expressions are CEL: `&&`, `||`, `!` for and, or, not; `==` to compare; strings in quotes.',
  ],
  'cel/too-complex': [
    'An expression that is too complex',
    'Expressions have a limit on their depth. Split it over named constants or variables.',
  ],
  'cel/too-long': ['An expression that is too long', 'Expressions have a limit on their length.'],
  'cel/type': [
    'A value of the wrong type',
    'The place wants another type: a condition is true or false, a delay is a duration.',
  ],
  'cel/unknown-field': [
    'A field that is not there',
    'The record, message or service has no such field. The hint names the nearest one.',
  ],
  'cel/unknown-function': [
    'A function that is not there',
    'The language reference lists the functions. `matches` is left out, since a pattern can take for ever.',
  ],
  'cel/unknown-name': [
    'A name that nothing has',
    'Expressions see state, constants, processes, measures and, in a step, `self`. The hint names the nearest name.',
  ],
  'cel/unsupported': [
    'A part of CEL that is not used here',
    'The language leaves out what a model does not need and what would make results hang on the machine.',
  ],
});

import { errorTexts } from './error.ts';

/** Errors in expressions. */
export const CEL_ERRORS = errorTexts({
  'cel/field-twice': [
    'Field with two values',
    'A record has one value for each field. Remove the duplicate.',
  ],
  'cel/ambiguous-symbol': [
    'Ambiguous name',
    'The name is a member of several enums or an id in several processes, and it isn’t clear which one you mean. Compare it with a variable of the type you mean, or rename one of them.',
  ],
  'cel/argument-count': [
    'Wrong number of arguments',
    'The message says how many arguments the function takes.',
  ],
  'cel/empty': ['Empty expression', 'Write an expression, or remove the key.'],
  'cel/index': [
    'Instance number out of range',
    'Instances of a process are numbered from 0. Use a lower number, or add instances.',
  ],
  'cel/integer-division': [
    'Two ints divided with `/`',
    'It isn’t clear what should happen to the remainder. Write `div(a, b)` to drop it, or `double(a) / double(b)` to get a fraction.',
  ],
  'cel/metric': [
    'Misplaced metric',
    'Service metrics can only be read in `measure`, and only through functions like `rate` and `p99`. Define a measure there and use its name.',
  ],
  'cel/nested-macros': [
    'Macros nested too deeply',
    'When `all`, `exists`, `filter` and `map` are nested, the lengths of the lists multiply, which makes evaluation expensive. Store the inner result in a variable.',
  ],
  'cel/no-old': [
    '`old` outside `say` and `step_invariants`',
    '`old.x` is the value before a step, and only `say` and `step_invariants` have values before and after it. In the other keys of a step, `x` already means the value before the step.',
  ],
  'cel/old-process': [
    '`old` with a process',
    '`old.x` is the value of a variable before a step. For a variable of a process, name the instance: `old.worker[w].x`, or `old.W1.x`.',
  ],
  'cel/no-self': [
    '`self` outside a process',
    '`self` is the instance that executes the step. Elsewhere, name an instance (`P0.x`) or check all of them (`p.all(i, i.x > 0)`).',
  ],
  'cel/not-a-member': [
    'Not a member of the enum',
    'The variable can never have this value. The message lists the possible values.',
  ],
  'cel/not-a-value': [
    'Invalid comparison',
    'An entire process or message isn’t a value. Compare one of its fields, or count the process’s instances with `size`.',
  ],
  'cel/not-yet-known': [
    'Name that has no value yet',
    'A step receives its message and makes its choices when it happens, so `when` and `skip_if` can’t use them. Put a condition on the message in `where`, and filter the list in `choose`.',
  ],
  'cel/number-range': ['Number too large', 'The largest exact integer is 9,007,199,254,740,991.'],
  'cel/operator': [
    'Operator with the wrong types',
    'The operator can’t be applied to these two types. The message names both.',
  ],
  'cel/shadowed-name': [
    'Macro variable with a name that is already in use',
    'Inside the macro, the variable would hide the other meaning of the name. Choose another name.',
  ],
  'cel/syntax': [
    'Invalid expression',
    'Expressions use CEL: `&&`, `||` and `!` for and, or and not; `==` to compare; straight quotes around strings; and durations with a unit, like `5m` or `1.5h`.',
  ],
  'cel/too-complex': [
    'Expression too complex',
    'The depth and the number of parts of an expression are limited. Move parts of it into variables or measures.',
  ],
  'cel/too-long': [
    'Expression too long',
    'The length of an expression is limited. Move parts of it into variables or measures.',
  ],
  'cel/type': [
    'Wrong type',
    'The key determines the type: for example, a condition must be a boolean and a delay must be a duration.',
  ],
  'cel/unknown-field': [
    'Unknown field',
    'The instance, message, timer or service doesn’t have this field. The hint suggests the nearest name, or lists all fields.',
  ],
  'cel/unknown-function': [
    'Unknown function',
    'The language reference lists all functions. Regular expressions (`matches`) aren’t supported, since some take too long to evaluate.',
  ],
  'cel/unknown-name': [
    'Unknown name',
    'Expressions can use state, constants, measures, processes, instances and, in a step, `self`. The hint suggests the nearest name, or lists the available names.',
  ],
  'cel/unsupported': [
    'Unsupported part of CEL',
    'The language doesn’t include parts of CEL that models don’t need or that would make results depend on the machine.',
  ],
});

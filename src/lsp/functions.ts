/** A function or macro that expressions may call. */
export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly description: string;
  /** Called as `x.name(...)`. */
  readonly method: boolean;
}

const plain = (name: string, signature: string, description: string): FunctionDoc => ({
  name,
  signature,
  description,
  method: false,
});
const method = (name: string, signature: string, description: string): FunctionDoc => ({
  name,
  signature,
  description,
  method: true,
});

/** What an author is told of the functions of expressions. A test holds the list to what the checker knows. */
export const FUNCTION_DOCS: readonly FunctionDoc[] = [
  plain(
    'size',
    'size(x)',
    'How many items a list, set or map has, instances a process has, or characters a text has.',
  ),
  plain('min', 'min(a, b, ...) or min(list)', 'The least of several numbers or durations.'),
  plain('max', 'max(a, b, ...) or max(list)', 'The greatest of several numbers or durations.'),
  plain('sum', 'sum(list)', 'The numbers of a list or set added up; of an empty one 0.'),
  plain(
    'range',
    'range(n) or range(from, to)',
    'The whole numbers from 0, or from `from`, up to the last one below the end.',
  ),
  plain(
    'div',
    'div(a, b)',
    'Whole division, rounded towards 0. `int / int` is refused so that nobody meets it unawares.',
  ),
  plain('abs', 'abs(x)', 'A number without its sign.'),
  plain('int', 'int(x)', 'A number as an int; a double is cut off towards 0.'),
  plain('double', 'double(x)', 'A number as a double.'),
  plain('string', 'string(x)', 'A value as text.'),
  plain('set', 'set(list)', 'The items of a list without repeats.'),
  plain('list', 'list(set)', 'The items of a set as a list, in rising order.'),
  plain(
    'timer',
    'timer(length)',
    'A timer that is over when that time has passed; ask it for `.over` and `.left`.',
  ),
  method(
    'all',
    'p.all(x, condition)',
    'True if the condition holds for every item, or every instance of a process.',
  ),
  method('exists', 'p.exists(x, condition)', 'True if the condition holds for at least one.'),
  method('exists_one', 'p.exists_one(x, condition)', 'True if the condition holds for exactly one.'),
  method('filter', 'list.filter(x, condition)', 'The items for which the condition holds.'),
  method('map', 'list.map(x, value)', 'The value worked out for each item.'),
  method('at', 'p.at("step")', 'How many instances of a process stand at a step.'),
  method('size', 'x.size()', 'The same as `size(x)`.'),
  method('startsWith', 'text.startsWith(other)', 'True if a text begins with another.'),
  method('endsWith', 'text.endsWith(other)', 'True if a text ends with another.'),
  method('contains', 'text.contains(other)', 'True if a text has another in it.'),
];

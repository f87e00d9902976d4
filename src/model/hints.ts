/** What to do about a failure, by its code. */
export const HINTS: Readonly<Record<string, string>> = {
  zero: 'test it first: n == 0 ? 0 : div(a, n)',
  index: 'test the size first, or index by an instance itself',
  key: 'test first with `in`',
  'no-value': 'say what holds until it has one: has(m) ? m : 80.0',
  empty: 'test the size first',
  bounds: 'guard the step with `when`, or widen the bounds',
  cost: 'keep what is worked out again and again in a state',
};

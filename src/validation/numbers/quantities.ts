/**
 * Scenario keys whose values aren't quantities: names, strings, choices, and settings for how a scenario is shown,
 * counted or searched. Every other key may contain a number that a prediction depends on. A test lists all keys in the
 * schema, so that a new key can't be overlooked.
 */
export const NOT_QUANTITIES: ReadonlySet<string> = new Set([
  'after',
  'atomic',
  'balance',
  'basis',
  'better',
  'cancel',
  'discipline',
  'dist',
  'eviction',
  'enum',
  'fail_fast',
  'fail_to',
  'from',
  'from_step',
  'id',
  'jitter',
  'label',
  'mae',
  'means',
  'normal',
  'observed',
  'may_wait',
  'on_abandon',
  'on_crash',
  'order',
  'parallel',
  'range',
  'required',
  'say',
  'says',
  'service',
  'shared',
  'skill',
  'skip_to',
  'slo',
  'source',
  'text',
  'then',
  'title',
  'to',
  'type',
  'unit',
  'users',
  'when_full',
  'while_calling',
  'within',
]);

/**
 * True if a key's value may contain quantities. This is always the case for names that the author chose, such as
 * variables.
 */
export function isQuantity(key: string, path: readonly string[]): boolean {
  return isAuthorsName(path) || !NOT_QUANTITIES.has(key);
}

const OF_NAMES = new Set(
  'set local let send body choose with draw pools instances services conditions'.split(' '),
);

/** Maps whose keys are the author's names: constants, variables, processes and so on, and the targets of `set`. */
export function isAuthorsName(path: readonly string[]): boolean {
  if (path.length === 1) return path[0] !== 'impact' && path[0] !== 'init';
  if (path[0] === 'variants') return path.length === 2;
  // The author also chooses the keys in an initial value and in the constants of instances.
  if (path.slice(2).some((key) => key === 'init' || key === 'instances')) return true;
  return OF_NAMES.has(path.at(-1)!);
}

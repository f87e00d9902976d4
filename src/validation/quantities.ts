/**
 * Keys of scenarios whose values aren't quantities: names, texts, choices, and settings of how a scenario is shown,
 * counted or searched. Every other key may hold a number that a prediction depends on. A test lists all keys of the
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
  'from_step',
  'id',
  'jitter',
  'label',
  'means',
  'metric',
  'may_wait',
  'on_abandon',
  'on_crash',
  'order',
  'parallel',
  'range',
  'required',
  'say',
  'says',
  'scale',
  'service',
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
  'weight',
  'when_full',
  'which',
  'while_calling',
]);

/** True if the value of a key may contain quantities. Names that the author chose, such as variables, always may. */
export function isQuantity(key: string, path: readonly string[]): boolean {
  return isAuthorsName(path) || !NOT_QUANTITIES.has(key);
}

/** Maps whose keys are the author's names: constants, variables, processes and so on, and the targets of `set`. */
function isAuthorsName(path: readonly string[]): boolean {
  if (path.length === 1) return path[0] !== 'impact';
  if (path[0] === 'variants') return path.length === 2;
  return ['set', 'local', 'let', 'send', 'with', 'draw', 'pools', 'conditions'].includes(path.at(-1)!);
}

/** Views that a scenario may name under `show`: the words that those who write and those who draw have in common. */
export const VIEW_NAMES = [
  'timeline',
  'sequence',
  'sequence-table',
  'impact',
  'fit',
  'variants',
  'verdicts',
  'counterexample',
  'assumptions',
  'expectations',
  'state',
] as const;

import type { Comparison, Label } from '../../result.ts';

/** How many comparisons have each label, strongest first. Example: `3 hold up, 2 are set by numbers`. */
export function labelCounts(comparisons: readonly Comparison[]): string {
  const words: readonly (readonly [Label, string, string])[] = [
    ['holds up', 'holds up', 'hold up'],
    ['set by numbers', 'is set by our own numbers', 'are set by our own numbers'],
    ['put in', 'was put in', 'were put in'],
    ['repeats', 'repeats another', 'repeat another'],
    ['says little', 'says little', 'say little'],
    ['cannot fail', 'cannot fail', 'cannot fail'],
    ['missed', 'was missed', 'were missed'],
  ];
  return words
    .flatMap(([label, one, many]) => {
      const count = comparisons.filter((comparison) => comparison.label === label).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
    })
    .join(', ');
}

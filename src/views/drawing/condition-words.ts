import type { ConditionResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { plainNumber } from '../words/number-format.ts';

/** The name shown to readers. */
export function conditionTitle({ name, says }: Pick<ConditionResult, 'name' | 'says'>): string {
  return says ?? name;
}

/** How many are affected: `4,000,000 orders`, or `unknown`. */
export function affectedText(affected: number | null, unit: string | null): string {
  return affected === null ? 'unknown' : `${plainNumber(affected)} ${unit ?? 'users'}`;
}

/** How long a condition held: `at least 4 min in 2 periods`, or `none`. */
export function heldText({ windows, total }: ConditionResult): string {
  if (windows.length === 0) return 'none';
  const open = windows.at(-1)!.to === null ? 'at least ' : '';
  return `${open}${humanDuration(total)}${windows.length > 1 ? ` in ${windows.length} periods` : ''}`;
}

import type { ConstantValue, Json } from '../../result.ts';
import { count, formatValue } from './number-format.ts';
import { exactDuration } from './time-format.ts';

/** A constant's value for readers. It isn't rounded, since the scenario states it. */
export function constantText(value: Json, type: ConstantValue['type']): string {
  if (typeof value !== 'number') return formatValue(value, type);
  if (type === 'duration') return exactDuration(value);
  return Number.isInteger(value) ? count(value) : formatValue(value, type);
}

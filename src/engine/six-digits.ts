/** A number to six digits: more says nothing of a simulation, and would make a Result long. */
export function sixDigits(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value;
  return Number(value.toPrecision(6));
}

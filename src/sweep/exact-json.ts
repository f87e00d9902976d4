/**
 * JSON that also keeps the numbers that JSON can't express: NaN, the infinities and -0. They're written as
 * `{"number":"-0"}`; no summary of a run has such a map.
 */
export function toExactJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !isJson(inner) ? { number: textOf(inner) } : inner,
  );
}

/** @throws SyntaxError if the text isn't JSON */
export function fromExactJson(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || !('number' in inner)) return inner;
    return Object.keys(inner).length === 1 ? Number(inner.number) : inner;
  });
}

const isJson = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
const textOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

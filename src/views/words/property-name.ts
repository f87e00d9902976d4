/** A property as it's named in sentences: its `says` in quotation marks, or its name. */
export function propertyWords({ name, says }: { readonly name: string; readonly says?: string }): string {
  return says === undefined ? name : `“${says}”`;
}

/** Like `propertyWords`, for a property given by name, such as `deadlock`. */
export function propertyNamed(
  properties: readonly { readonly name: string; readonly says?: string }[],
  name: string,
): string {
  return propertyWords(properties.find((one) => one.name === name) ?? { name });
}

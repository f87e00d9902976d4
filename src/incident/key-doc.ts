/** A key's description and examples, as shown in the language reference and in editors. */
export function doc(description: string, ...examples: readonly unknown[]) {
  return { description, examples: [...examples] };
}

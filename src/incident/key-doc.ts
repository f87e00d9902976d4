/** Description and examples of a key, as the language reference and editors show them. */
export function doc(description: string, ...examples: readonly unknown[]) {
  return { description, examples: [...examples] };
}

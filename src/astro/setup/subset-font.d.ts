/** What Hindcast uses of the package, which brings no types. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    characters: string,
    options: { targetFormat: 'woff2'; keepFeatures?: readonly string[] },
  ): Promise<Uint8Array>;
}

/** Types for the part of the package that Hindcast uses. The package has none. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    characters: string,
    options: { targetFormat: 'woff2'; keepFeatures?: readonly string[] },
  ): Promise<Uint8Array>;
}

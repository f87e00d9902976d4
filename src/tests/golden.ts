/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '69605de0a5d17a1681602143c0e8e0222a3bcb6cba9a6cbaee2fc4b47ecfc22b',
  flagship: '3198568259827e922ef18e4d6863b6c4cd56c800bcdfa9301c4c7efb35fe6d3b',
};

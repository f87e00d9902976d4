/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '8181772d60daee8a61fcf391d88a4e2dca93c4b116bc266d15e8884b95ef8560',
  flagship: 'edf9173753e231e41da2b37964aafe9f0a41f9abe2118f72c50397161f44adaa',
};

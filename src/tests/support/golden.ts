/** SHA-256 digests of the JSON of `golden-results.ts`. They are the same on each machine and version of Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: 'cd74f2fc8a2e3c39b8173fc0d75686f21dd63138d4d5e2811621cc52d94c5df3',
  flagship: '51637bc1dba8c56cd6e2bc78025d243fd4c3a6d6802e4d07ccecea790494b198',
};

/** SHA-256 digests of the JSON of `golden-results.ts`. They are the same on each machine and version of Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: 'cd74f2fc8a2e3c39b8173fc0d75686f21dd63138d4d5e2811621cc52d94c5df3',
  flagship: '25e481d0e91b715e86a4556992e097bd12a11b06c12e524e478d7880d5af45ef',
};

/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: 'a78a16d6d4d20b42e74f706e1b0fbb08fb40ce0a1dac5d23d8512ec811e9b816',
  flagship: '3198568259827e922ef18e4d6863b6c4cd56c800bcdfa9301c4c7efb35fe6d3b',
};

/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '27608ed17efda609bf3ec927210c892597857324f7b4502aefaac0329dae9a2f',
  flagship: 'd285065a26850044a13d0cdc97e012159ab9050ef42fe1923f6755dc0a10d350',
};

/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '1ffe7cc26752428ef8845afae1760fc36417fdfbc400dd4d6e489d13d70a3045',
  flagship: 'c8ee18fd97d383cb50d559d7b502896a99975ba47c1e69ee57f4d0b067dae637',
};

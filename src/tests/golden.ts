/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '79fdeb1e081ae97a0662d6ce67d66eeafede0ba4908d78fc78a6f3c35c5e3109',
  flagship: '7340bb195de6945cb4bd106a939ef8370ed7c8e14b3fa99b8b6800237ad042b1',
};

/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '6a3257cb0f5522c06d8775e9bde7c4cdf0b0b52678e2cd05fa18ec7b1154a3b2',
  flagship: '29e96f455c82cd1bda92bd8311dd2a319a31afd55339e73330ec40f322293496',
};

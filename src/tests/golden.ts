/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '0f0dcf496c3138af4794e0af6658ffe288fcc5b24217d310319dd1a6981e54b1',
  flagship: '28cd57622d3fa15ba510d1da4aefda183ea585bc679b0b3698d0f8923c749999',
};

/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '927c9e812d27710288fa7f109aafd1aaf9bb37f881e358a8f41b1b9caf559af7',
  flagship: '28cd57622d3fa15ba510d1da4aefda183ea585bc679b0b3698d0f8923c749999',
};

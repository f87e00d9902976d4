/** Digests (SHA-256 of the JSON) of the results of `golden-results.ts`, the same on every machine and Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: 'b021f035c4ba76b57728c140c093ab4bb8aa542aa86f9f6dabd3025fb66b6ba0',
  flagship: '0c20a426a2e971dcc16d56f852a5e586d718833bfdfeda83120e1e8d21027e60',
};

/** SHA-256 digests of the JSON of `golden-results.ts`. They are the same on each machine and version of Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: 'd7fa0bc1bb30858a0a00c5a4e40cf71c382d2886b29706dff572facef8a28026',
  flagship: 'cbca45110019b6bd2c02ff9a78800a2eb6589baf319e3996c33bf3d0d6e8ff0c',
};

import { errorTexts } from './error.ts';

/** Errors of `hindcast calibrate`. */
export const CALIBRATE_ERRORS = errorTexts({
  'calibrate/flat': [
    'Nothing changes in the window',
    'The series has its normal value in the whole part to fit, so any values that keep the model calm would do. Fit a part in which the incident is visible.',
  ],
  'calibrate/no-curve': [
    'Measure without a value in the window',
    'The run fails, or the measure is undefined at every point to fit. A ratio is undefined while its denominator is 0.',
  ],
  'calibrate/no-points': [
    'Series without values in the window',
    'Every point in the part to fit is a gap. Choose another part with `--window`.',
  ],
  'calibrate/no-range': [
    'No constant to fit',
    'A calibration searches the ranges of constants. Give each constant that you don’t know a `range` from its lowest to its highest plausible value. A number that isn’t a constant can’t be fitted: name it under `const`.',
  ],
  'calibrate/too-many': [
    'Too many constants to fit',
    'With enough free numbers, a model fits any series, and none of them means anything. Keep the `range` of the few that you want to learn about.',
  ],
});

import { errorTexts } from './error.ts';

/** Errors of `hindcast calibrate`. */
export const CALIBRATE_ERRORS = errorTexts({
  'calibrate/flat': [
    'Nothing changes in the window',
    'The series stays at its normal value throughout the window, so any constants that keep the measure at its normal value would fit. Choose a window in which the incident is visible.',
  ],
  'calibrate/no-curve': [
    'Measure without a value in the window',
    'The run fails, or the measure is undefined at every point in the window. A ratio is undefined while its denominator is 0.',
  ],
  'calibrate/no-points': [
    'Series without values in the window',
    'Every point in the window is a gap. Choose another part with `--window`.',
  ],
  'calibrate/no-range': [
    'No constant to fit',
    'A calibration searches the ranges of constants. For each constant whose value you don’t know, set `range` to the lowest and the highest plausible value. Only constants can be fitted. To fit another number, define it under `const`.',
  ],
  'calibrate/too-many': [
    'Too many constants to fit',
    'With enough free numbers, a model can fit any series, and the fitted values mean nothing. Keep the `range` only of the few constants that you want to learn about.',
  ],
});

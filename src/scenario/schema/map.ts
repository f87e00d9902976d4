import { z } from 'zod';

/** Maximum number of values of one axis. */
const MAX_VALUES = 25;

const axisPath = z.string().meta({
  description: 'The constant on this axis, written as in `variants`.',
  examples: ['const.rate'],
});

const axis = z.union([
  z.string(),
  z.strictObject({
    path: axisPath,
    values: z
      .array(z.union([z.string(), z.number()]))
      .min(2)
      .max(MAX_VALUES)
      .optional()
      .meta({
        description:
          'The values to try, in ascending order. By default, `points` values from the range of the constant.',
        examples: [['500ms', '1s', '2s']],
      }),
    range: z
      .tuple([z.union([z.number(), z.string()]), z.union([z.number(), z.string()])])
      .optional()
      .meta({
        description: 'The first and last value to try. By default, the range of the constant.',
        examples: [[40, 120]],
      }),
    points: z
      .number()
      .int()
      .min(2)
      .max(MAX_VALUES)
      .optional()
      .meta({
        description:
          'The number of values in the range. They are evenly spaced, or on a logarithmic scale if the last is at least 10 times the first.',
        default: 11,
        examples: [9],
      }),
  }),
]);

export const map = z.strictObject({
  x: axis.meta({
    description: 'The constant on the horizontal axis: its path, or a map with its values.',
    examples: ['const.rate'],
  }),
  y: axis.meta({
    description: 'The constant on the vertical axis: its path, or a map with its values.',
    examples: ['const.patience', { path: 'const.patience', values: ['500ms', '1s', '2s'] }],
  }),
});

import { expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { readSetUps, runSetUp } from './set-ups.ts';

const line = ({ code, span, severity, message }: Diagnostic): string =>
  `${code} ${span.file}:${span.start.line}:${span.start.column} ${severity} ${message}`;

/** Each setup must produce exactly the diagnostics that it lists, at the same positions. */
test.each(readSetUps())('$name', async (setUp) => {
  const { diagnostics } = await runSetUp(setUp);
  expect(setUp.expected.length).toBeGreaterThan(0);
  expect(diagnostics.map(line)).toEqual(setUp.expected);
});

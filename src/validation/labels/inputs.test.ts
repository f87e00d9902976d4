import { expect, test } from 'vitest';
import { HEAD, labelOf, labelsOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

/* How observed times are compared and moved: ranges, the start of the run, and faults between two of them. */

const TTL = "const: { ttl: { value: 20m, source: 'https://example.com/ttl' } }\n";

test('a mark anywhere in an observed range agrees, and the range counts as tolerance', async () => {
  const ranged = (from: string, to: string, within = '1m') =>
    `${HEAD(within).replace('2025-10-20T06:30:00Z', `[2025-10-20T${from}:00Z, 2025-10-20T${to}:00Z]`)}${TTL}${STATE}${process(START, 'id: finish, delay: ttl, set: { done: true }')}${MARK}`;
  expect(await labelOf(ranged('06:24', '06:31'))).toBe('holds up');
  expect(await labelOf(ranged('06:15', '06:45'))).toBe('says little');
  const { comparisons } = await labelsOf(ranged('06:20', '06:27'));
  expect(comparisons[0]).toMatchObject({ label: 'missed', reason: '3 min late.' });
  expect(comparisons[0]!.latest! - comparisons[0]!.observed).toBe(7 * 60e6);
});

test('an input at the start of the run moves what follows', async () => {
  const text = `${HEAD()}  started: { at: 2025-10-20T06:10:00Z }\n${STATE}${process(START)}marks: { started: begun }\n`;
  expect(await labelOf(text.replace('start: 2025-10-20T06:00:00Z', 'start: observed.begun'), 'started')).toBe(
    'given',
  );
});

test('a fault that never starts doesn’t end either', async () => {
  const text = `${HEAD()}  period: { from: 2025-10-20T06:10:00Z, to: 2025-10-20T06:30:00Z, shows: begun }\n${STATE}faults: [{ id: broken, at: observed.begun, until: observed.done, set: { begun: true } }]\nmarks: {}\n`;
  const { comparisons, probes } = await labelsOf(text);
  expect(comparisons[0]).toMatchObject({ id: 'period', label: 'given' });
  expect(probes!.inputs.every(({ without }) => without !== null)).toBe(true);
});

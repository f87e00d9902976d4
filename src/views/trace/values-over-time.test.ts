import { expect, test } from 'vitest';
import type { Change, Json, TraceEvent } from '../../result.ts';
import { ValuesOverTime } from './values-over-time.ts';

function change(name: string, from: Json, to: Json): Change {
  return { name, from, to, added: [], removed: [] };
}

function event(t: number, ...changes: Change[]): TraceEvent {
  return {
    t,
    transition: t,
    kind: 'step',
    actor: 'a',
    process: 'a',
    step: 's',
    to: [],
    say: 'acts',
    said: true,
    changes,
    message: null,
    input: false,
    observed: null,
    breaks: [],
    restores: [],
  };
}

const trace = [
  event(1, change('n', 0, 1)),
  event(2, change('n', 1, 2), change('A.local', 5, 6)),
  event(2, change('n', 2, 0)),
  event(4, { ...change('derived', 1, 2), derived: true }),
];

test('rows list what changed since the row before, including left-out events', () => {
  const values = new ValuesOverTime({ trace });
  expect(values.names).toEqual(['n', 'A.local']);
  expect(values.initial()).toEqual([
    { name: 'n', value: '0' },
    { name: 'A.local', value: '5' },
  ]);
  expect(values.until(trace[1]!, 2)).toEqual([
    { name: 'n', value: '2' },
    { name: 'A.local', value: '6' },
  ]);
  expect(values.until(null, 2)).toEqual([{ name: 'n', value: '0' }]);
  expect(values.until(null, 9)).toEqual([]);
});

test('a value that is changed and restored between two rows didn’t change', () => {
  expect(new ValuesOverTime({ trace }).until(null, 3)).toEqual([{ name: 'A.local', value: '6' }]);
});

test('shared variables come first if there are too many', () => {
  const wide = Array.from({ length: 20 }, (_, i) => event(i, change(`M${i}.x`, 0, 1)));
  const values = new ValuesOverTime({ trace: [...wide, event(30, change('shared', 0, 1))] });
  expect(values.all).toBe(21);
  expect(values.names).toHaveLength(12);
  expect(values.names[0]).toBe('shared');
});

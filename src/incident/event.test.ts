import { expect, test } from 'vitest';
import { entry, listed } from '../tests/support/listed.ts';
import { MINUTE } from '../time/duration.ts';
import { eventScale } from './event.ts';

const at = (time: string) => `2026-03-01T${time}:00Z`;
const row = (service: string, from: string | null, to: string | null) => ({
  service,
  from: from === null ? null : at(from),
  to: to === null ? null : at(to),
});

test('bars are periods with both ends, joined by name, in order of their start', () => {
  const { incident } = listed('a', {
    resolved_at: at('12:00'),
    impact: [
      row('late', '11:00', '11:30'),
      row('api', '10:00', '10:30'),
      row('api (again)', '10:20', '10:40'),
      row('open', '10:00', null),
    ],
  });
  const scale = eventScale(incident, [])!;
  expect(scale.bars).toEqual([
    { name: 'api', pieces: [{ from: 0, to: 40 * MINUTE }] },
    { name: 'late', pieces: [{ from: 60 * MINUTE, to: 90 * MINUTE }] },
  ]);
  expect([scale.from, scale.to, scale.moreBars]).toEqual([0, 120 * MINUTE, 0]);
});

test('more than six bars are counted, not drawn', () => {
  const impact = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => row(name, '10:00', '10:30'));
  const scale = eventScale(listed('a', { impact }).incident, [])!;
  expect(scale.bars.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(scale.moreBars).toBe(1);
});

test('a key moment replaces the key time within a minute, and its response isn’t drawn twice', () => {
  const { incident } = listed('a', { identified_at: at('10:05'), resolved_at: at('11:00') });
  const scale = eventScale(incident, [
    entry('named', at('10:05'), { moment: 'DNS named' }),
    entry('tried', at('10:30')),
    entry('after', at('12:00')),
  ])!;
  expect(scale.moments.map(({ label }) => label)).toEqual(['Started', 'DNS named', 'Resolved']);
  expect(scale.responses).toEqual([30 * MINUTE]);
});

test('an incident with one point in time has no scale', () => {
  expect(eventScale(listed('a').incident, [])).toBeNull();
});

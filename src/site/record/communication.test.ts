import { describe, expect, test } from 'vitest';
import { entry, listed } from '../../tests/support/listed.ts';
import { MINUTE } from '../../time/duration.ts';
import { communicationOf } from './communication.ts';

const FRONT = {
  started_at: '2025-10-19T23:48:00-07:00',
  status_updates: [
    { at: '2025-10-20T00:11:00-07:00', text: 'Listed twice.' },
    { at: '2025-10-20T03:00:00-07:00', text: 'From the front matter.', announces: ['fixed'] },
  ],
};

const writeUp = {
  ...listed('aws', FRONT),
  timeline: [
    entry('first', '2025-10-20T00:11:00-07:00', { kind: 'communication' }),
    entry('cause', '2025-10-20T00:38:00-07:00'),
    entry('second', '2025-10-20T00:51:00-07:00', { kind: 'communication' }),
    entry('announced', '2025-10-20T02:01:00-07:00', { kind: 'communication', announces: ['cause'] }),
    entry('again', '2025-10-20T02:20:00-07:00', { kind: 'communication', announces: ['cause'] }),
    entry('fixed', '2025-10-20T02:25:00-07:00'),
  ],
};

describe('communication', () => {
  const { posts, known } = communicationOf(writeUp);

  test('merges posts of timeline and front matter in order, without duplicates', () => {
    expect(posts.map(({ text, t }) => [text, t / MINUTE])).toEqual([
      ['first.', 23],
      ['second.', 63],
      ['announced.', 133],
      ['again.', 152],
      ['From the front matter.', 192],
    ]);
    expect(posts.map(({ sinceLast }) => (sinceLast === null ? null : sinceLast / MINUTE))).toEqual([
      null,
      40,
      70,
      19,
      40,
    ]);
  });

  test('measures the lag from knowing a fact to the first post that announces it', () => {
    expect(known.map(({ id, lag }) => [id, lag / MINUTE])).toEqual([
      ['cause', 83],
      ['fixed', 35],
    ]);
  });

  test('lists for each post what was known but not yet announced', () => {
    expect(posts.map(({ pending }) => pending.map(({ id }) => id))).toEqual([[], ['cause'], [], [], []]);
    expect(posts.map(({ announces }) => announces.map(({ id }) => id))).toEqual([
      [],
      [],
      ['cause'],
      [],
      ['fixed'],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { entry, listed } from '../../tests/support/listed.ts';
import { MINUTE } from '../../time/duration.ts';
import { communicationLanes } from '../drawings/communication-lanes.ts';
import { communicationOf } from './communication.ts';

const FRONT = {
  started_at: '2025-10-19T23:48:00-07:00',
  status_updates: [
    { at: '2025-10-20T00:11:00-07:00', text: 'Twice written.' },
    { at: '2025-10-20T03:00:00-07:00', text: 'From the front matter.', announces: ['mended'] },
  ],
};

const writeUp = {
  ...listed('aws', FRONT),
  timeline: [
    entry('first', '2025-10-20T00:11:00-07:00', { kind: 'communication' }),
    entry('cause', '2025-10-20T00:38:00-07:00'),
    entry('second', '2025-10-20T00:51:00-07:00', { kind: 'communication' }),
    entry('told', '2025-10-20T02:01:00-07:00', { kind: 'communication', announces: ['cause'] }),
    entry('again', '2025-10-20T02:20:00-07:00', { kind: 'communication', announces: ['cause'] }),
    entry('mended', '2025-10-20T02:25:00-07:00'),
  ],
};

describe('communication', () => {
  const { posts, known } = communicationOf(writeUp);

  test('has posts of timeline and front matter by time, each once', () => {
    expect(posts.map(({ text, t }) => [text, t / MINUTE])).toEqual([
      ['first.', 23],
      ['second.', 63],
      ['told.', 133],
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

  test('measures the lag from knowledge to the first post that announces of it', () => {
    expect(known.map(({ id, lag }) => [id, lag / MINUTE])).toEqual([
      ['cause', 83],
      ['mended', 35],
    ]);
  });

  test('says beside each post what was known and not yet said', () => {
    expect(posts.map(({ untold }) => untold.map(({ id }) => id))).toEqual([[], ['cause'], [], [], []]);
    expect(posts.map(({ announces }) => announces.map(({ id }) => id))).toEqual([
      [],
      [],
      ['cause'],
      [],
      ['mended'],
    ]);
  });

  test('without posts there is nothing to draw', () => {
    expect(communicationLanes(communicationOf(listed('none')))).toBeNull();
    expect(communicationLanes({ posts, known })?.toString()).toContain('1 h 23 min');
  });
});

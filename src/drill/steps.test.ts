import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { inOrder, readTimeline } from '../incident/timeline.ts';
import { recordEntry } from '../markdown/page.ts';
import { compareNotes } from './compare.ts';
import { type Drill, drillOf } from './steps.ts';

const TIMELINE = `
- { id: start, at: 2025-10-20T08:00:00+02:00, to: 2025-10-20T09:00:00+02:00, kind: impact, text: Writes fail, evidence: graph }
- { id: size, at: 2025-10-20T08:10:00+02:00, kind: detection, actor: On call, text: The backlog is measured, value: 40, unit: orders, evidence: graph }
- { id: fix, at: [2025-10-20T08:20:00+02:00, 2025-10-20T08:25:00+02:00], kind: response, basis: estimated, text: The lease is renewed, evidence: log }
- { id: closed, at: 2025-10-20T23:50:00Z, kind: recovery, text: All orders are processed, evidence: graph }
`;
const MODEL = `scenario: lease
title: A lease is lost
clock: { start: 2025-10-20T08:05:00+02:00 }
until: 30m
state: { waiting: 0 }
processes:
  orders:
    steps:
      - { id: arrive, while: waiting < 1000, delay: 1m, set: { waiting: waiting + 8 } }
  operators:
    steps:
      - { id: renew, delay: 15m30s, set: { waiting: 0 } }
measure: { backlog: double(waiting) }
marks:
  long_queue: waiting > 30
  renewed: { is: waiting == 0, after: long_queue }
outcomes:
  worst: { is: waiting, at: max, says: Most orders waiting }
`;

function drill(model = MODEL, zone = 'Europe/Berlin'): Drill {
  const { entries, diagnostics } = readTimeline(fileSource('page.md', TIMELINE));
  expect(diagnostics).toEqual([]);
  const evaluated = evaluate(fileSource('lease.yaml', model), { record: entries.map(recordEntry) });
  expect(evaluated.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return drillOf(inOrder(entries), [evaluated.result!], zone);
}

describe('steps', () => {
  test('have no ends of periods and no evidence', () => {
    const { steps } = drill();
    expect(steps.map(({ simulated: _, ...step }) => step)).toEqual([
      {
        id: 'start',
        at: '2025-10-20T06:00:00Z',
        when: 'Oct 20 08:00 CEST',
        kind: 'impact',
        actor: null,
        text: 'Writes fail',
        isAction: false,
      },
      {
        id: 'size',
        at: '2025-10-20T06:10:00Z',
        when: 'Oct 20 08:10 CEST',
        kind: 'detection',
        actor: 'On call',
        text: 'The backlog is measured (40 orders)',
        isAction: false,
      },
      {
        id: 'fix',
        at: '2025-10-20T06:20:00Z',
        when: 'Oct 20 08:20 to 08:25 CEST, time estimated',
        kind: 'response',
        actor: null,
        text: 'The lease is renewed',
        isAction: true,
      },
      {
        id: 'closed',
        at: '2025-10-20T23:50:00Z',
        when: 'Oct 21 01:50 CEST',
        kind: 'recovery',
        actor: null,
        text: 'All orders are processed',
        isAction: true,
      },
    ]);
  });

  test('have only what a model has reached by then', () => {
    const { steps, models } = drill();
    expect(models).toEqual([{ id: 'lease', title: 'A lease is lost' }]);
    expect(steps.map(({ simulated }) => simulated)).toEqual([
      [],
      [{ model: 0, values: ['long queue at 08:09:00', 'backlog: 32'] }],
      [{ model: 0, values: ['backlog: 112'] }],
      [{ model: 0, values: ['renewed at Oct 20 08:20:30', 'Most orders waiting: 120'] }],
    ]);
  });

  test('have nothing from a model without a clock', () => {
    const { steps, models } = drill(MODEL.replace(/^clock:.*\n/m, ''));
    expect(models).toEqual([]);
    expect(steps.flatMap(({ simulated }) => simulated)).toEqual([]);
  });

  test('are empty without entries', () => {
    expect(drillOf([], [], 'UTC')).toEqual({ steps: [], models: [] });
  });
});

describe('comparison', () => {
  const ids = (notes: readonly string[]) =>
    compareNotes(drill().steps, notes).map(({ step, note, done }) => [
      step.id,
      note,
      done.map(({ id }) => id),
    ]);

  test('lists what was done until the next note', () => {
    expect(ids(['Look at the graphs', '', 'Wait'])).toEqual([
      ['start', 'Look at the graphs', ['fix']],
      ['fix', 'Wait', ['closed']],
    ]);
    expect(ids(['a', ' b '])).toEqual([
      ['start', 'a', []],
      ['size', 'b', ['fix', 'closed']],
    ]);
  });

  test('includes what was done before the first note', () => {
    expect(ids([])).toEqual([['start', null, ['fix', 'closed']]]);
    expect(ids(['', '', 'Wait'])).toEqual([
      ['start', null, ['fix']],
      ['fix', 'Wait', ['closed']],
    ]);
  });
});

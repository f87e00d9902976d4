import { expect, test } from 'vitest';
import { incidentSchema } from '../../incident/incident.ts';
import { recordSections } from './write-up.ts';

const LEAST = {
  title: 't',
  summary: 's',
  severity: 'SEV1',
  started_at: '2025-10-19T23:48:00-07:00',
};

test('leaves out empty sections', () => {
  expect(
    recordSections({ incident: incidentSchema.parse(LEAST), timeline: [] }).map(({ title }) => title),
  ).toEqual(['How we know', 'About this write-up']);
});

test('lists all sections in order, with ids that no heading of the narrative can have', () => {
  const sections = recordSections({
    timeline: [],
    incident: incidentSchema.parse({
      ...LEAST,
      impact: [{ service: 'DynamoDB' }],
      actions: [{ id: 'a', title: 'A' }],
      root_causes: ['x'],
      contributing_factors: ['x'],
      went_well: ['x'],
      went_wrong: ['x'],
      got_lucky: ['x'],
      open_questions: ['x'],
      status_updates: [{ at: '2025-10-20T00:11:00-07:00', text: 'x' }],
    }),
  });
  expect(sections.map(({ slug }) => slug)).toEqual([
    'record.impact',
    'record.communication',
    'record.actions',
    'record.root-causes',
    'record.contributing-factors',
    'record.went-well',
    'record.went-wrong',
    'record.got-lucky',
    'record.open-questions',
    'record.confidence',
    'record.about',
  ]);
});

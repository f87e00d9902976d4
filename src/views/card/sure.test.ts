import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import {
  evaluateWith,
  type RecordEntry,
  runHere,
  scenarioText,
  validateWith,
  withValidation,
} from '../../hindcast.ts';
import { confidenceLine } from './sure.ts';

const RECORD: RecordEntry[] = [{ id: 'lost', at: '2026-10-19T06:30:01Z', text: 'Lost', source: null }];

/** Two processes whose delays must be within `width` of each other for the mark to happen. */
const raceOf = (width: string): string => `scenario: race
until: 8h
clock: { start: 2026-10-19T06:00:00Z }
state: { first: 0, second: 0 }
processes:
  one: { steps: [{ id: write, delay: 30m, set: { first: 1 } }, { id: finish, delay: ${width}, set: { first: 2 } }] }
  other: { steps: [{ id: write, delay: 30m1s, set: { second: 1 } }, { id: finish, delay: ${width}, set: { second: 2 } }] }
marks: { lost: first == 1 && second == 1 }`;

async function lineOf(text: string): Promise<string> {
  const source = scenarioText(fileSource('a.yaml', text));
  const options = { record: RECORD };
  const evaluation = await evaluateWith(runHere, source, options);
  expect(evaluation.diagnostics).toEqual([]);
  const { result } = withValidation(evaluation, await validateWith(runHere, source, options));
  return confidenceLine(result!).toString();
}

test('names a mark that rarely happens with different numbers', async () => {
  expect(await lineOf(raceOf('5s'))).toMatch(
    /; with different numbers, “lost” is reached in \d+ of 40 draws/,
  );
});

test('says nothing of draws if the mark happens in most', async () => {
  expect(await lineOf(raceOf('300m'))).not.toContain('draws');
});

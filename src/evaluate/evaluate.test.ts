import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { checkText, evaluate } from '../hindcast.ts';
import { scenarioText } from '../scenario/cases.ts';
import { evaluateText } from '../tests/support/evaluate-text.ts';

const CLOCKED = `
scenario: clocked
until: 1h
clock: { start: 2025-10-20T06:00:00Z }
state: { up: true }
processes: { holder: { steps: [{ id: lose, delay: 10m, set: { up: false } }] } }
marks: { lost: '!up' }
`;

const zoneOf = (text: string, zone?: string) =>
  evaluateText(text, zone === undefined ? {} : { zone }).result?.clock?.zone;

describe('the time zone of a clock', () => {
  test('defaults to the page’s zone, and to UTC without one', () => {
    expect(zoneOf(CLOCKED, 'America/New_York')).toBe('America/New_York');
    expect(zoneOf(CLOCKED)).toBe('UTC');
  });

  test('is the clock’s own if it names one', () => {
    const own = CLOCKED.replace('00Z }', '00Z, zone: Europe/Berlin }');
    expect(zoneOf(own, 'America/New_York')).toBe('Europe/Berlin');
  });
});

describe('a text that is already parsed', () => {
  test.each([
    ['sound', CLOCKED],
    ['with errors', CLOCKED.replace("'!up'", "'!upp'")],
    ['that isn’t valid YAML', `${CLOCKED}  - x`],
  ])('gives the same bytes: %s', (_what, text) => {
    const source = fileSource('a.yaml', text);
    expect(JSON.stringify(evaluate(scenarioText(source)))).toBe(JSON.stringify(evaluate(source)));
    expect(checkText(scenarioText(source))).toEqual(checkText(source));
  });
});

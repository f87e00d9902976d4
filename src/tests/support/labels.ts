import { expect } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { checkText, runHere, validateWith } from '../../hindcast.ts';
import type { Validation } from '../../result.ts';

/*
 * Small models whose comparisons are labeled. The first input is at 06:10, and the mark `done` is observed 20 minutes
 * later.
 */

const { relabel } = (await import(new URL('../../site/client/relabel.js', import.meta.url).href)) as {
  relabel: (validation: Validation) => string[];
};

/** The labels for a scenario without errors. Also recomputes them with the script that readers can run. */
export async function labelsOf(text: string): Promise<Validation> {
  const source = fileSource('a.yaml', text);
  const errors = checkText(source).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message, span }) => `${span.start.line}: ${message}`)).toEqual([]);
  const found = await validateWith(runHere, source);
  if (found === null) throw new Error('the scenario has errors');
  const { validation } = found;
  expect(relabel(JSON.parse(JSON.stringify(validation)))).toEqual(
    validation.comparisons.map(({ label }) => label),
  );
  return validation;
}

export async function labelOf(text: string, id = 'done'): Promise<string> {
  const { comparisons } = await labelsOf(text);
  return comparisons.find((one) => one.id === id)!.label;
}

/** The beginning of a scenario, up to its observed entries. More entries can follow. */
export const HEAD = (within = '5m'): string => `scenario: model
until: 3h
clock: { start: 2025-10-20T06:00:00Z }
observed:
  begun: { at: 2025-10-20T06:10:00Z }
  done: { at: 2025-10-20T06:30:00Z, within: ${within} }
`;

/** A process with these steps. Each step is the text inside the braces of a map. */
export const process = (...steps: string[]): string =>
  `processes:\n  p:\n    steps:\n${steps.map((step) => `      - { ${step} }\n`).join('')}`;

export const START = 'id: begin, at: observed.begun, set: { begun: true }';
export const STATE = 'state: { begun: false, done: false, n: 0, level: 0.0 }\n';
export const MARK = 'marks: { done: done }\n';

import type { Result } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { dataTable, disclosure } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';

/** A step that never happened in a run, and why, in words. */
export interface UnfiredWords {
  /** `process.step`. */
  readonly step: string;
  readonly why: string;
}

/** Steps of a run that an instance reached but that never happened, and the names of steps that no instance reached. */
export function unfiredWords(
  { unfired }: Result,
  variant: string,
): { reached: UnfiredWords[]; notReached: string[] } {
  const all = unfired.filter((step) => step.variant === variant);
  return {
    reached: all.flatMap(({ process, step, instance, waited, why }) =>
      instance === null
        ? []
        : [
            {
              step: `${process}.${step}`,
              why: `${instance} waited ${humanDuration(waited)}: ${why.join('; ')}`,
            },
          ],
    ),
    notReached: all
      .filter(({ instance }) => instance === null)
      .map(({ process, step }) => `${process}.${step}`),
  };
}

/** Steps that never happened in the base run, and why, collapsed; null if all steps happened. */
export function unfiredSteps(result: Result): Html | null {
  const { reached, notReached } = unfiredWords(result, 'base');
  if (reached.length + notReached.length === 0) return null;
  const rows = [
    ...reached,
    ...(notReached.length === 0 ? [] : [{ step: 'not reached', why: notReached.join(', ') }]),
  ].map(
    ({ step, why }) =>
      html`<tr><th scope="row" dir="auto">${step}</th><td dir="auto">${why}</td></tr>
`,
  );
  const title = `Steps that never happened, and why: ${result.scenario}`;
  return disclosure(title, dataTable(title, [{ head: 'Step' }, { head: 'Why' }], rows, 'unfired'));
}

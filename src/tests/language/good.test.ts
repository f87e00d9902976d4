import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { Run, TraceEvent } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';
import { findingLine, readCases } from '../support/case-file.ts';

const cases = readCases('good/', 'expected');

/**
 * The features of the language, with expected results derived from the rules by hand. Lines have the form `variant kind
 * rest`. A case lists all lines of each variant and kind that it mentions, in order.
 */
describe('good scenarios', () => {
  test.each(cases)('give the expected results in $name', ({ name, text, expected }) => {
    const { result, diagnostics } = evaluate(fileSource(name, text));
    expect(diagnostics.map(findingLine)).toEqual([]);
    const actual = (result?.runs ?? []).flatMap(linesOf);
    for (const topic of new Set(expected.map(topicOf))) {
      const about = (lines: readonly string[]) => lines.filter((line) => topicOf(line) === topic);
      expect(about(actual)).toEqual(about(expected));
    }
  });

  test('number at least twenty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });
});

/** A line's topic: its variant and kind and, for single values and actors, the name. */
function topicOf(line: string): string {
  const [variant, kind, name] = line.split(' ') as [string, string, string | undefined];
  const single = ['value', 'of', 'residual', 'basis', 'impact', 'outcome', 'condition', 'period'].includes(
    kind,
  );
  return single ? `${variant} ${kind} ${name}` : `${variant} ${kind}`;
}

function linesOf(run: Run): string[] {
  const { variant, ended, trace, marks, services, conditions, outcomes, properties, final } = run;
  const lines = [
    ...trace.map((event) => `trace ${formatDuration(event.t)} ${event.actor} ${happened(event)}`),
    ...trace.map((event) => `of ${event.actor} ${formatDuration(event.t)} ${happened(event)}`),
    ...marks.map(({ id, at, status }) => `mark ${id} ${at === null ? status : formatDuration(at)}`),
    ...marks.map(
      ({ id, residual }) => `residual ${id} ${residual === null ? 'none' : formatDuration(residual)}`,
    ),
    ...marks.map(({ id, basis }) => `basis ${id} ${basis}`),
    ...properties.map(
      ({ name, verdict, at }) => `property ${name} ${verdict}${at === null ? '' : ` ${formatDuration(at)}`}`,
    ),
    ...services.map(
      ({ service, requests, failed }) => `service ${service} ${requests} requests ${failed} failed`,
    ),
    ...services.flatMap(({ service, windows }) =>
      windows.map(
        ({ from, to }) =>
          `impact ${service} ${formatDuration(from)} ${to === null ? 'open' : formatDuration(to)}`,
      ),
    ),
    ...conditions.map(
      ({ name, total, affected }) => `condition ${name} ${formatDuration(total)} affected ${affected}`,
    ),
    ...conditions.flatMap(({ name, windows }) =>
      windows.map(
        ({ from, to, affected }) =>
          `period ${name} ${formatDuration(from)} ${to === null ? 'open' : formatDuration(to)} affected ${affected}`,
      ),
    ),
    ...outcomes.map(
      ({ name, value, undefinedFor }) =>
        `outcome ${name} ${value} undefined for ${formatDuration(undefinedFor)}`,
    ),
    ...Object.entries(final).map(([name, value]) => `value ${name} ${JSON.stringify(value)}`),
    `final ${JSON.stringify(final)}`,
    `ended ${formatDuration(ended.at)} ${ended.because}`,
  ];
  return lines.map((line) => `${variant} ${line}`);
}

/** An event such as `promote -> clients: takes over`. It includes a sentence only if the author wrote one. */
function happened({ kind, step, to, said, say }: TraceEvent): string {
  const what = [...(kind === 'step' ? [] : [kind]), ...(step === null ? [] : [step])].join(' ');
  return `${what}${to.length === 0 ? '' : ` -> ${to.join(',')}`}${said ? `: ${say}` : ''}`;
}

import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { Run, TraceEvent } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';
import { findingLine, readCases } from '../support/case-file.ts';

const cases = readCases('good/', 'expected');

/**
 * What the language can say, each with what its laws make of it. Expected lines are worked out from the laws by hand:
 * `variant kind rest`. Of each variant and kind that a case names, all lines must be there, in order.
 */
describe('good scenarios', () => {
  test.each(cases)('$name', ({ name, text, expected }) => {
    const { result, diagnostics } = evaluate(fileSource(name, text));
    expect(diagnostics.map(findingLine)).toEqual([]);
    const told = (result?.runs ?? []).flatMap(linesOf);
    for (const topic of new Set(expected.map(topicOf))) {
      const about = (lines: readonly string[]) => lines.filter((line) => topicOf(line) === topic);
      expect(about(told)).toEqual(about(expected));
    }
  });

  test('are at least twenty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });
});

/** What a line is about: its variant and kind, and for single values and actors their name too. */
function topicOf(line: string): string {
  const [variant, kind, name] = line.split(' ') as [string, string, string | undefined];
  const single = ['value', 'of', 'residual', 'basis', 'impact'].includes(kind);
  return single ? `${variant} ${kind} ${name}` : `${variant} ${kind}`;
}

function linesOf(run: Run): string[] {
  const { variant, ended, trace, marks, services, properties, final } = run;
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
    ...Object.entries(final).map(([name, value]) => `value ${name} ${JSON.stringify(value)}`),
    `final ${JSON.stringify(final)}`,
    `ended ${formatDuration(ended.at)} ${ended.because}`,
  ];
  return lines.map((line) => `${variant} ${line}`);
}

/** `promote -> clients: takes over`; what is no step is told by its kind, and a sentence only if the author wrote it. */
function happened({ kind, step, to, said, say }: TraceEvent): string {
  const what = [...(kind === 'step' ? [] : [kind]), ...(step === null ? [] : [step])].join(' ');
  return `${what}${to.length === 0 ? '' : ` -> ${to.join(',')}`}${said ? `: ${say}` : ''}`;
}

import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { Comparison, FixVerdict } from '../result.ts';

/** Diagnostics for claims about labels and variants, with one constructor per message. */
export const labelDropped = (span: Span, claimed: string, { id, label, reason }: Comparison): Diagnostic => ({
  code: 'expect/label',
  severity: 'error',
  message: `the scenario claims the label “${claimed}” for \`${id}\`, but its label is “${label}”. Reason: ${reason}`,
  hint: 'cite sources for the numbers that the label depends on, or claim a weaker label',
  span,
});

export const noLongerMissed = (span: Span, { id, label }: Comparison): Diagnostic => ({
  code: 'expect/label',
  severity: 'error',
  message: `the scenario claims the label “missed” for \`${id}\`, but it agrees with the observed timeline: its label is “${label}”`,
  hint: 'remove the claim, and change the text that explains the miss',
  span,
});

/** @param what the quantity that doesn't improve, or null for the whole comparison */
export const doesNotHelp = (
  span: Span,
  what: string | null,
  draws: string,
  { variant, reason }: FixVerdict,
): Diagnostic => ({
  code: 'expect/helps',
  severity: 'error',
  message: `the scenario claims that \`${variant}\` helps${what === null ? '' : ` ${what}`} in ${draws}. Reason: ${reason}`,
  hint: 'fix the variant, or remove the claim',
  span,
});

import type { Result } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Html, html } from '../markup/html.ts';
import { labelPrecision, timesOf } from '../words/time-format.ts';

/** The heading for predicted impact outside the observed periods of impact; null if no period was observed. */
export function unobservedTitle({ unobservedImpact }: Result): string | null {
  if (unobservedImpact === null) return null;
  return unobservedImpact.length === 0
    ? 'The base predicts no impact outside the observed periods of impact.'
    : 'The base predicts impact outside the observed periods of impact:';
}

/** One sentence for each period: which service, how long, and when. */
export function unobservedSentences(result: Result): string[] {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  return (result.unobservedImpact ?? []).map(
    ({ service, from, to }) =>
      `${service}: ${humanDuration(to - from)}, ${times.say(from, precision)} to ${times.say(to, precision)}`,
  );
}

/** Predicted impact outside the observed periods of impact, as a note; null if no period was observed. */
export function unobserved(result: Result): Html | null {
  const title = unobservedTitle(result);
  if (title === null) return null;
  const items = unobservedSentences(result).map((text) => html`<li dir="auto">${text}</li>`);
  return html`<p class="hc-note">${title}</p>${items.length > 0 && html`<ul class="hc-notes">${items}</ul>`}`;
}

import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { showType, type Type } from '../ast/types.ts';
import { didYouMean, error } from './diagnostics.ts';

export const numberMissing = (span: Span, key: string): Diagnostic =>
  error(
    span,
    'source',
    `\`${key}\` contains no number, so it can't have a basis, source or range`,
    'put the source on the number itself, such as the constant used here',
  );

export const outcomeType = (span: Span, type: Type): Diagnostic =>
  error(
    span,
    'outcome',
    `an outcome must be a number or a duration, but this is a ${showType(type)}`,
    'for a condition, use `marks` or `invariants`; to measure how long it holds, use `condition ? 1 : 0` with `at: sum`',
  );

export const outcomeSum = (span: Span): Diagnostic =>
  error(
    span,
    'outcome',
    "durations can't be summed over time",
    'add them up in a state variable, and use `at: end`',
  );

export const outcomeUnit = (span: Span): Diagnostic =>
  error(span, 'outcome', "a duration can't have another unit", 'remove `unit`');

export const outcomeTimer = (span: Span, at: string): Diagnostic =>
  error(
    span,
    'outcome',
    `the time left on a timer changes between steps, so its \`${at}\` isn't defined`,
    'use `at: end`, or keep the value in a state variable',
  );

export const affectedType = (span: Span, type: Type): Diagnostic =>
  error(span, 'impact', `\`users\` must be a number, but this is a ${showType(type)}`);

export const affectedTimer = (span: Span): Diagnostic =>
  error(
    span,
    'impact',
    "the time left on a timer changes between steps, so its highest value isn't defined",
    'keep the number in a state variable',
  );

export const unitWithoutUsers = (span: Span): Diagnostic =>
  error(
    span,
    'impact',
    '`unit` needs `users`',
    'add `users`, which says how many are affected, or remove `unit`',
  );

export const negativeRange = (span: Span, key: string, constant: string): Diagnostic =>
  error(
    span,
    'negative',
    `\`${key}\` can't be negative, but the range of \`${constant}\` starts below 0`,
    `raise the lower end of the range of \`${constant}\``,
  );

export const withinUnit = (span: Span, written: number): Diagnostic =>
  error(span, 'duration', '`within` needs a unit', `write \`${written}s\` or \`${written}m\``);

export const observedValue = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'observed',
    `\`${text}\` isn't a number, a share, a rate or a duration`,
    'write it like 4000000, 30%, 80/s or 12s, and put the unit under `unit`',
  );

export const observedTolerance = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'observed',
    `\`${text}\` isn't a tolerance for this value`,
    'write a percentage of the value, like 10%, or an amount in the same unit',
  );

export const unitWithoutValue = (span: Span): Diagnostic =>
  error(span, 'observed', '`unit` needs a `value`', 'add the observed `value`, or remove `unit`');

export const valueOfNothing = (span: Span, id: string, near: string | null): Diagnostic =>
  error(
    span,
    'observed',
    `no outcome or measure is named \`${id}\``,
    didYouMean(near) ?? 'add the outcome under `outcomes`, or remove `value`',
  );

export const valueType = (span: Span, id: string, observed: string, simulated: string): Diagnostic =>
  error(
    span,
    'observed',
    `the observed value of \`${id}\` is a ${observed}, but the simulated value is a ${simulated}`,
    simulated === 'duration' ? 'write it with a unit, for example 12s' : 'write it as a number',
  );

export const valueWithoutTime = (span: Span, id: string): Diagnostic =>
  error(
    span,
    'observed',
    `\`${id}\` is a measure, so its observed value needs a time`,
    'add `at`, or `from` and `to` for a mean, and a `clock`',
  );

export const rangeAsTime = (span: Span, id: string): Diagnostic =>
  error(
    span,
    'observed',
    `\`${id}\` has a range of possible times, but this needs a single time`,
    `give it a single time under the scenario’s \`observed\`: \`${id}: { at: ... }\``,
  );

export const notInBase = (span: Span, key: string): Diagnostic =>
  error(
    span,
    'not-in-base',
    `\`${key}\` applies only to variants, not to the base`,
    'move it to the variant under `expect`',
  );

export const badPopularity = (span: Span, text: string, most: number): Diagnostic =>
  error(
    span,
    'cache',
    `\`${text}\` isn't a valid value for \`popularity\``,
    `write \`uniform\`, or \`zipf(1.1)\` with an exponent of at most ${most}`,
  );

export const cacheSize = (span: Span, size: number, count: number): Diagnostic =>
  error(
    span,
    'cache',
    `\`size\` is ${size}, but there are only ${count} keys`,
    'remove `size` to make room for all keys',
  );

export const noCache = (span: Span, service: string): Diagnostic => ({
  ...error(
    span,
    'cache',
    `no client of \`${service}\` has a cache, so there is nothing to empty`,
    'add `cache` to a load, a call or a step that uses the service',
  ),
  severity: 'warning',
});
// Several initial states

/** Reported for a variable whose possible initial values are neither a list nor a range. */
export const badChoice = (span: Span): Diagnostic =>
  error(
    span,
    'start',
    'this must be a list of values, or a `range` with at least one number',
    'examples: [1, 2], [true, false], range(4), range(1, n)',
  );

export const chosenTwice = (span: Span): Diagnostic =>
  error(span, 'start', 'this initial value is listed twice', 'remove one of them');

export const chosenTimer = (span: Span): Diagnostic =>
  error(
    span,
    'start',
    "a timer's initial value can't be chosen",
    'choose a duration instead, and set the timer to it in the first step',
  );

export const measuredStart = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'start',
    `\`${name}\` is a measure, which has no value at the start`,
    'use state variables and constants',
  );

export const labelsOfBase = (span: Span): Diagnostic =>
  error(
    span,
    'labels',
    'labels belong to comparisons of the base with the observed timeline, not to a variant',
    'move `labels` to `base` under `expect`',
  );

export const notCompared = (span: Span, id: string, near: string | null): Diagnostic =>
  error(
    span,
    'labels',
    `\`${id}\` isn't compared with the observed timeline, so it has no label`,
    didYouMean(near) ??
      'use a mark that has an observed entry with the same id, an observed period with `shows`, or an observed value',
  );

export const helpsInSearch = (span: Span): Diagnostic =>
  error(
    span,
    'helps',
    '`helps` compares runs, but this scenario is only searched',
    'use `explore: { holds: all }`, or give the scenario an `until`',
  );

export const helpsCounterfactually = (span: Span): Diagnostic =>
  error(
    span,
    'helps',
    'a counterfactual shows what was prevented, so `helps` doesn’t apply to it',
    'remove `helps` or `kind: counterfactual`',
  );

export const noDirection = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'helps',
    `\`${name}\` doesn't say which values are better`,
    `add it to the outcome: \`${name}: { is: ..., better: lower }\``,
  );

export const inDraws = (span: Span): Diagnostic =>
  error(span, 'helps', 'this isn’t a percentage from 1% to 100%', 'write a percentage, like `90%`');

// Records

export const badRecord = (span: Span): Diagnostic =>
  error(
    span,
    'type',
    "this isn't a valid record type",
    'use 1 to 16 fields, no timers or processes, and at most 4 levels of nesting; example: { plan: int, zone: string }',
  );

export const noHandover = (span: Span): Diagnostic =>
  error(
    span,
    'shared-channel',
    "`capacity` can't be 0 here: a message to a mailbox is sent in one step and received in another",
    'add `shared: true` to send only while a receiver is waiting',
  );

export const notAQueue = (span: Span, name: string, exists: boolean, near: string | null): Diagnostic =>
  error(
    span,
    'shared-channel',
    exists ? `\`${name}\` isn't a shared channel` : `no shared channel named \`${name}\` is defined`,
    exists ? `add \`shared: true\` to \`channels.${name}\`` : didYouMean(near),
  );

export const queueVia = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'shared-channel',
    `a message to the shared channel \`${name}\` can't have \`via\``,
    'remove `via`; the shared channel has its own latency, loss and capacity',
  );

export const viaQueue = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'shared-channel',
    `\`${name}\` is a shared channel, which messages are sent to, not through`,
    `write \`to: ${name}\` without \`via\``,
  );

export const notSymmetric = (span: Span, process: string, why: string): Diagnostic =>
  error(
    span,
    'symmetry',
    `the instances of \`${process}\` aren't interchangeable, since ${why}`,
    `remove \`${process}\` from \`explore.symmetry\`, or treat all its instances alike`,
  );

export const shortWindow = (span: Span): Diagnostic =>
  error(span, 'measure', 'a measure’s window must be at least 10ms');

export const zeroWindow = (span: Span): Diagnostic =>
  error(span, 'measure', 'an `impact` window must be longer than 0s');

// Stability maps

/** Reported for a map that can't decide whether a run recovers, and for axes without usable values. */
export const badMap = (span: Span, message: string, hint: string): Diagnostic =>
  error(span, 'map', message, hint);

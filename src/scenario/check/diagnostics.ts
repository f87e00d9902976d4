import { type Diagnostic, type Span, shortened } from '../../diagnostic/diagnostic.ts';
import { showType, type Type } from '../ast/types.ts';

/** Findings about what a scenario means. One constructor a message. */
const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  code: `scenario/${code}`,
  severity: 'error',
  message: shortened(message),
  hint: shortened(hint),
  span,
});

const warning = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  ...error(span, code, message, hint),
  severity: 'warning',
});

const didYouMean = (near: string | null): string | undefined =>
  near === null ? undefined : `did you mean \`${near}\`?`;

export const badDuration = (span: Span, text: string): Diagnostic =>
  error(span, 'duration', `\`${text}\` is no duration`, 'write 250ms, 90s, 5m, 1.5h or 14h30m');

export const badInstant = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'time',
    `\`${text}\` is no time`,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text)
      ? 'the calendar has no such day, or the day no such hour'
      : 'write RFC 3339 with an offset: 2025-10-19T23:48:00-07:00, or a moment such as 2h30m after time 0',
  );

export const badZone = (span: Span, zone: string): Diagnostic =>
  error(span, 'zone', `there is no time zone \`${zone}\``, 'use an IANA name such as America/Los_Angeles');

export const badType = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'type',
    `\`${text}\` is no type`,
    'types: bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V>, the name of a process',
  );

export const badInit = (span: Span, wanted: string, hint?: string): Diagnostic =>
  error(span, 'init', `the initial value must be ${wanted}`, hint);

export const noType = (span: Span): Diagnostic =>
  error(span, 'no-type', 'nothing says of what type this is', 'name it: { type: set<int>, init: [] }');

export const notFixed = (span: Span, what: string): Diagnostic =>
  error(span, 'not-fixed', `this must be ${what}, known before the run`);

export const instanceConstant = (span: Span, message: string): Diagnostic =>
  error(span, 'instance-constant', message, 'all instances of a process have the same constants');

export const badRate = (span: Span, text: string): Diagnostic =>
  error(span, 'rate', `\`${text}\` is no rate`, 'write 80/s, 80/m, 80/h or 80/d');

export const tooMany = (span: Span, found: number, what: string, most: number): Diagnostic =>
  error(span, 'too-many', `${found} ${what}; the most is ${most}`);

export const bounds = (span: Span, low: number, high: number): Diagnostic =>
  error(span, 'bounds', `the initial value is outside ${low} to ${high}`);

export const boundsOfType = (span: Span): Diagnostic =>
  error(span, 'bounds', '`min` and `max` go with the type int, `min` first');

export const reserved = (span: Span, name: string): Diagnostic =>
  error(span, 'reserved-name', `\`${name}\` has a meaning of its own`, 'choose another name');

export const duplicateName = (span: Span, name: string, what: string): Diagnostic =>
  error(span, 'duplicate-name', `\`${name}\` is already ${what}`, 'choose another name');

export const duplicateStep = (span: Span, id: string, process: string): Diagnostic =>
  error(
    span,
    'duplicate-step',
    `\`${process}\` has two steps \`${id}\``,
    'ids of steps are unique in a process',
  );

export const unknownStep = (
  span: Span,
  id: string,
  process: string,
  near: string | null,
  hint?: string,
): Diagnostic =>
  error(span, 'unknown-step', `\`${process}\` has no step \`${id}\``, didYouMean(near) ?? hint);

export const stepKeys = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'step-keys', message, hint);

export const atomicGroup = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'atomic', message, hint);

export const unknownThing = (span: Span, name: string, what: string, near: string | null): Diagnostic =>
  error(span, `unknown-${what.split(' ').at(-1)}`, `there is no ${what} \`${name}\``, didYouMean(near));

export const unknownView = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-view',
    `there is no view \`${name}\``,
    didYouMean(near) ?? `views: ${known.join(', ')}`,
  );

export const fewerInstances = (span: Span, process: string): Diagnostic =>
  error(
    span,
    'fewer-instances',
    `\`${process}\` does not have so many instances`,
    'a search may take fewer of them than there are, not more',
  );

export const nothingToHold = (span: Span, what: string, hint: string): Diagnostic =>
  error(span, 'nothing-to-hold', `\`holds: all\` claims nothing: there is no ${what}`, hint);

export const setTarget = (span: Span, text: string, near: string | null, hint?: string): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${text}\` can't be set`,
    didYouMean(near) ??
      hint ??
      'a step sets state by name, its own locals as self.name, and items as name[key]',
  );

export const setTwice = (span: Span, text: string): Diagnostic =>
  error(span, 'set-twice', `\`${text}\` is set twice in one step`, 'all of a step happens at once');

export const messageType = (
  span: Span,
  field: string,
  process: string,
  was: string,
  is: string,
): Diagnostic =>
  error(
    span,
    'message-type',
    `\`${field}\` of messages to \`${process}\` is ${was} elsewhere and ${is} here`,
    'a field has one type in all messages to a process',
  );

export const neverSent = (span: Span, process: string): Diagnostic =>
  error(span, 'never-sent', `nothing sends to \`${process}\``, 'a `receive` needs a `send` to its process');

export const strayMember = (span: Span, member: string, field: string, near: string | null): Diagnostic =>
  error(
    span,
    'stray-symbol',
    `\`${member}\` is sent as \`${field}\`, but no expression ever compares it`,
    didYouMean(near) ?? 'is it spelt as the receiver spells it?',
  );

export const unknownObserved = (span: Span, id: string, near: string | null): Diagnostic =>
  error(
    span,
    'unknown-observed',
    `the record has no \`${id}\``,
    didYouMean(near) ?? 'give it under `observed:` or in a timeline block of the page',
  );

export const needsClock = (span: Span): Diagnostic =>
  error(
    span,
    'needs-clock',
    'a time of the record needs a `clock`, which says what time simulated time 0 is',
    'clock: { start: 2025-10-19T23:30:00-07:00, zone: America/Los_Angeles }',
  );

export const beforeStart = (span: Span, text: string): Diagnostic =>
  error(span, 'before-start', `${text} lies before time 0`, 'let the clock start earlier');

export const afterEnd = (span: Span, text: string): Diagnostic =>
  warning(span, 'after-end', `${text} lies behind the end of the run, so it never comes`, 'raise `until`');

export const faultShape = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'fault', message, hint);

export const template = (span: Span): Diagnostic =>
  error(
    span,
    'template',
    'this `<` opens an expression that never ends',
    'close it with `>`, or write "less than"',
  );

export const longSentence = (span: Span, most: number): Diagnostic =>
  error(span, 'template', `a sentence may have ${most} characters at the most`);

export const shareRange = (span: Span, what: string): Diagnostic =>
  error(span, 'share', `${what} is a share from 0 to 1`, 'write 0.05 or 5%');

export const tooManySymmetric = (span: Span, process: string, size: number, most: number): Diagnostic =>
  error(
    span,
    'symmetry',
    `\`${process}\` has ${size} instances; symmetry is used for ${most} at the most`,
    'leave it out: the search is the same, only larger',
  );

export const patchPath = (span: Span, path: string, what: string, near: string | null): Diagnostic =>
  error(
    span,
    'patch-path',
    `\`${path}\` leads nowhere: ${what}`,
    didYouMean(near) ??
      'a path is process.step.key, process.key, service.key, const.name or a key of the scenario',
  );

export const circularCalls = (span: Span, path: string): Diagnostic =>
  error(span, 'circular-calls', `services call one another in a circle: ${path}`);

export const settingIsFormula = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${name}\` can't be set: its service works it out`,
    'give it a plain initial value, or set what it reads',
  );

export const emptiesOnly = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${name}\` can only be set to 0, which empties the queue`,
    'a restart loses what waits; `queue.capacity` is how many may wait',
  );

export const profile = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'profile', message, hint);

export const negative = (span: Span, what: string): Diagnostic =>
  error(span, 'negative', `\`${what}\` can't be below 0`);
export const measureType = (span: Span, type: Type): Diagnostic =>
  error(span, 'measure', `a measure is a number or a length of time, not ${showType(type)}`);

export const shortWindow = (span: Span): Diagnostic =>
  error(span, 'measure', 'the window of a measure is 10ms or longer', 'it is looked at ten times a window');

export const impactTwice = (span: Span): Diagnostic =>
  error(span, 'impact', 'impact is told by a `threshold` or by a `while`, not by both');

export const shownShape = (span: Span, message: string): Diagnostic =>
  error(
    span,
    'observed',
    message,
    'a state of affairs has `from` and `to` within the run, and what it `shows`',
  );

export const factWithoutTime = (span: Span, id: string): Diagnostic =>
  error(
    span,
    'observed',
    `nothing says when \`${id}\` was`,
    'give it an `at`, or `from` and `to`, or the id of an entry of the page’s timeline',
  );

export const badRange = (span: Span, message: string): Diagnostic =>
  error(span, 'range', message, 'a range is two numbers, or two lengths of time, the lower one first');

export const nothingToDraw = (span: Span): Diagnostic =>
  error(
    span,
    'draws',
    'there is nothing to draw: no constant has a `range`',
    'const: { n: { value: 5, range: [3, 8] } }',
  );

export const sweepWithoutEnd = (span: Span): Diagnostic =>
  error(span, 'sweep', 'many runs need a length: the scenario says no `until`', 'until: 30m');

export const inRuns = (span: Span, wanted: number, runs: number): Diagnostic =>
  error(
    span,
    'in-runs',
    `the claim is about ${wanted} runs, but only ${runs} ${runs === 1 ? 'is' : 'are'} made`,
    `simulate: { runs: ${wanted} }`,
  );

export const needsSteady = (span: Span, key: string): Diagnostic =>
  error(
    span,
    'needs-steady-state',
    `\`${key}\` is told by the steady state, and the scenario names none`,
    'steady_state: goodput >= 70.0',
  );

export const noSuchVariant = (span: Span, variant: string, known: readonly string[]): Diagnostic => ({
  code: 'scenario/unknown-variant',
  severity: 'error',
  message: `there is no variant \`${variant}\``,
  hint: `variants: ${known.join(', ')}`,
  span,
});

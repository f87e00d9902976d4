import { type Diagnostic, type Span, shortened, withCommas } from '../../diagnostic/diagnostic.ts';
import { parseDuration } from '../../time/duration.ts';
import { DASH } from '../../yaml/diagnostics.ts';
import { OLD_BOOLEANS } from '../../yaml/validate.ts';
import { showType, type Type } from '../ast/types.ts';

/** An error in the meaning of a scenario. Below is one constructor per message. */
export const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
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

export const didYouMean = (near: string | null): string | undefined =>
  near === null ? undefined : `did you mean \`${near}\`?`;

// Values

export const badDuration = (span: Span, text: string): Diagnostic =>
  error(span, 'duration', `\`${text}\` isn't a valid duration`, durationHint(text));

function durationHint(text: string): string {
  const meant = text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(\d)(sec|min|hour|hr|day)[a-z]*/g, (_, digit, unit) => digit + unit[0]);
  if (parseDuration(meant) !== null) return `write \`${meant}\``;
  if (DASH.test(text)) return 'use a plain hyphen: -';
  const boolean = OLD_BOOLEANS.get(meant);
  if (boolean !== undefined) return `write \`${boolean}\``;
  const examples = '250ms, 90s, 5m, 1.5h, 14h30m';
  return /^[a-z_]/i.test(text)
    ? `only a plain duration is allowed here, not a constant or an expression: ${examples}`
    : `examples: ${examples}`;
}

export const badInstant = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'time',
    `\`${text}\` isn't a valid time`,
    noSuchDay(text) ?? 'use RFC 3339 with an offset: 2025-10-19T23:48:00-07:00',
  );

/** Reported for keys that accept a time, a duration or an observed entry. */
export const badMoment = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'time',
    `\`${text}\` isn't a valid time`,
    noSuchDay(text) ??
      'use a duration after time 0 (2h30m), an observed entry (observed.id), or RFC 3339 with an offset (2025-10-19T23:48:00-07:00)',
  );

function noSuchDay(text: string): string | null {
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text);
  return shaped ? "check the date and the offset: this day, hour, minute or offset doesn't exist" : null;
}

export const badZone = (span: Span, zone: string): Diagnostic =>
  error(
    span,
    'zone',
    `\`${zone}\` isn't a known time zone`,
    'use an IANA name; example: America/Los_Angeles',
  );

export const badRate = (span: Span, text: string): Diagnostic =>
  error(span, 'rate', `\`${text}\` isn't a valid rate`, 'examples: 80/s, 80/m, 80/h, 80/d');

export const rateWithoutUnit = (span: Span, text: string): Diagnostic =>
  error(span, 'rate', `\`${text}\` needs a time unit`, `write \`${text}/s\` or \`${text}/m\``);

/** @param value the number in the text, if known */
export const shareRange = (span: Span, what: string, value: number | null): Diagnostic =>
  error(
    span,
    'share',
    `${what} must be between 0 and 1`,
    shareHint(value !== null && value > 1 && value <= 100 ? value : 5),
  );

/** @param percent the percentage in the example */
function shareHint(percent: number): string {
  const fraction = Number((percent / 100).toPrecision(12));
  return `write a fraction or a percentage, like \`${fraction}\` or \`${percent}%\``;
}

export const negative = (span: Span, what: string): Diagnostic =>
  error(span, 'negative', `\`${what}\` can't be negative`);

export const notFixed = (span: Span, what: string): Diagnostic =>
  error(span, 'not-fixed', `this must be ${what}`, 'replace the expression with a plain value');

export const distribution = (span: Span, low: string, high: string): Diagnostic =>
  error(span, 'distribution', `\`${low}\` is greater than \`${high}\``, 'swap the two values');

export const tooMany = (span: Span, found: number, what: string, limit: number): Diagnostic =>
  error(span, 'too-many', `this results in ${withCommas(found)} ${what}; the limit is ${withCommas(limit)}`);

// Names and types

export const badType = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'type',
    `\`${text}\` isn't a type`,
    'use bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V>, a record like { plan: int, zone: string }, or the name of a process',
  );

export const noType = (span: Span): Diagnostic =>
  error(
    span,
    'no-type',
    "the type of this list or map can't be inferred",
    'specify it, for example { type: set<int>, init: [] }',
  );

export const badInit = (span: Span, wanted: string, hint?: string): Diagnostic =>
  error(span, 'init', `the initial value must be ${wanted}`, hint);

/** Reported for an initial list from `fill` and `size`, or from `range`. */
export const filled = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'init', message, hint);

export const missingInit = (span: Span, type: string): Diagnostic =>
  error(span, 'init', `${type} needs an initial value`, 'set `init` to the id of an instance');

export const oldBoolean = (span: Span, text: string, meant: boolean): Diagnostic =>
  error(
    span,
    'init',
    `\`${text}\` is a string here, not a boolean`,
    `write \`${meant}\`, or put it in quotes if you mean the string`,
  );

export const instanceConstant = (span: Span, message: string): Diagnostic =>
  error(
    span,
    'instance-constant',
    message,
    'give all instances of a process the same constants, with the same types',
  );

export const bounds = (span: Span, low: number | undefined, high: number | undefined): Diagnostic => {
  const problem =
    high === undefined
      ? `is less than ${low}`
      : low === undefined
        ? `is greater than ${high}`
        : `isn't between ${low} and ${high}`;
  return error(span, 'bounds', `the initial value ${problem}`, 'change `init` or the bounds');
};

export const boundsOfType = (span: Span): Diagnostic =>
  error(
    span,
    'bounds',
    "`min` and `max` only work with ints, and `min` can't be greater than `max`",
    'change the type or the bounds',
  );

export const reserved = (span: Span, name: string): Diagnostic =>
  error(span, 'reserved-name', `\`${name}\` is a reserved name`, 'choose another name');

export const duplicateName = (span: Span, name: string, what: string): Diagnostic =>
  error(span, 'duplicate-name', `\`${name}\` is already ${what}`, 'choose another name');

/** @param what the kind of thing, for example `service`. The diagnostic's code ends with the last word of `what`. */
export const unknownThing = (span: Span, name: string, what: string, near: string | null): Diagnostic =>
  error(
    span,
    `unknown-${what.split(' ').at(-1)}`,
    what === 'reachable'
      ? `\`reachable\` has no entry named \`${name}\``
      : `no ${what} named \`${name}\` is defined`,
    didYouMean(near) ?? WHERE_DEFINED[what],
  );

const WHERE_DEFINED: Readonly<Record<string, string>> = {
  'state variable': 'define it under `state`',
  service: 'define it under `services`',
  outcome: 'define it under `outcomes`',
  mark: 'define it under `marks`',
  channel: 'define it under `channels`',
  invariant: 'define it under `invariants`, `step_invariants` or `holds_until`',
  property:
    'use a name under `invariants`, `step_invariants`, `eventually`, `always_eventually`, `eventually_always` or `holds_until`, or `deadlock`',
  variant: 'define it under `variants`',
  process: 'define it under `processes`',
  'process or service': 'define it under `processes` or `services`',
  participant: 'use a process, an instance, a service, a fault or a name in `to`',
};

/** Reported for `after`, which can only refer to an earlier mark. */
export const unknownEarlierMark = (span: Span, name: string, near: string | null): Diagnostic =>
  error(
    span,
    'unknown-mark',
    `no mark named \`${name}\` is defined before this one`,
    didYouMean(near) ?? `define \`${name}\`, or move it above this mark`,
  );

// Properties

export const timerInStepInvariant = (span: Span): Diagnostic =>
  error(
    span,
    'step-timer',
    "`step_invariants` can't read timers, because a timer expires between steps",
    'set a variable in the step that waits for the timer, and use that variable',
  );

/** @param section `eventually`, `always_eventually` or `eventually_always` */
export const measureInTemporal = (span: Span, section: string): Diagnostic =>
  error(
    span,
    'undecidable',
    `\`${section}\` can't read a measure: it is checked only in a search, and a search has no measures`,
    'use `steady_state` or a mark for conditions on measures',
  );

// Constants

export const badRange = (span: Span, message: string): Diagnostic =>
  error(
    span,
    'range',
    message,
    'use two numbers or two durations, lowest first; the value must be between them',
  );

export const nothingToDraw = (span: Span): Diagnostic =>
  error(
    span,
    'draws',
    'no constant has a `range` to draw from',
    'add one: `const: { n: { value: 5, range: [3, 8] } }`',
  );

// Steps and messages

export const duplicateStep = (span: Span, id: string, process: string): Diagnostic =>
  error(span, 'duplicate-step', `\`${process}\` has two steps with the id \`${id}\``, 'rename one of them');

export const unknownStep = (
  span: Span,
  id: string,
  process: string,
  near: string | null,
  hint?: string,
): Diagnostic =>
  error(span, 'unknown-step', `\`${process}\` has no step named \`${id}\``, didYouMean(near) ?? hint);

export const stepKeys = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'step-keys', message, hint);

const CHANCE_WITHOUT_WAITING =
  'the draw is made when the process reaches the `either`, so its alternatives must be able to happen then; wait in a step before or after it';

/** @param key `when`, `receive`, `choose`, or `capacity` for a channel that may be full */
export const chanceWaits = (span: Span, id: string, key: string): Diagnostic =>
  error(
    span,
    'chance',
    key === 'capacity'
      ? `\`${id}\` may have to wait for a full channel, but is in an \`either\` with \`chance\``
      : key === 'choose'
        ? `\`${id}\` may have nothing to choose from, but is in an \`either\` with \`chance\``
        : `\`${id}\` has \`${key}\`, but is in an \`either\` with \`chance\``,
    CHANCE_WITHOUT_WAITING,
  );

export const chanceAndWeight = (span: Span): Diagnostic =>
  error(
    span,
    'chance',
    "`weight` and `chance` can't be combined in one `either`",
    'give each alternative a `chance`, or each a `weight`',
  );

export const chanceInGroup = (span: Span): Diagnostic =>
  error(span, 'chance', "an `either` with `chance` can't be in an atomic group", 'put it before the group');

export const chanceTotal = (span: Span, total: number): Diagnostic =>
  error(
    span,
    'chance',
    `the chances add up to ${Number((total * 100).toPrecision(6))}%, which is more than 100%`,
    'lower one of them; the rest goes to the alternatives without `chance`',
  );

export const misspelledTarget = (span: Span, name: string, near: string): Diagnostic =>
  warning(
    span,
    'misspelled-target',
    `the arrow points to \`${name}\`, which isn't a process, instance, service or fault`,
    `did you mean \`${near}\`? If not, list \`${name}\` under \`lanes\``,
  );

export const atomicGroup = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'atomic', message, hint);

export const setTarget = (span: Span, text: string, near: string | null, hint?: string): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${text}\` can't be set`,
    didYouMean(near) ??
      hint ??
      'a step can set shared state (`name`), its own locals (`self.name`) and items (`name[key]`)',
  );

export const settingIsFormula = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${name}\` can't be set, because it's computed from an expression`,
    'set what the expression reads, or replace the expression with a plain value',
  );

export const emptiesOnly = (span: Span, name: string, what: 'queue' | 'cache'): Diagnostic =>
  error(
    span,
    'set-target',
    `\`${name}\` can only be set to 0, which empties the ${what}`,
    what === 'queue' ? 'to limit the queue, set `queue.capacity`' : undefined,
  );

export const setTwice = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'set-twice',
    `\`${text}\` is set twice in one step`,
    'remove one of the assignments: all changes in a step happen at once',
  );

export const template = (span: Span): Diagnostic =>
  error(
    span,
    'template',
    'the expression that starts at this `<` is never closed',
    'close it with `>`, or put a space after the `<` if it means "less than"',
  );

export const longSentence = (span: Span, limit: number): Diagnostic =>
  error(span, 'template', `this sentence has more than ${withCommas(limit)} characters`);

export const messageType = (
  span: Span,
  field: string,
  process: string,
  other: string,
  type: string,
): Diagnostic =>
  error(
    span,
    'message-type',
    `\`${field}\` is ${type} here, but ${other} in another message to \`${process}\``,
    'use the same type for the field in all messages to a process',
  );

export const neverSent = (span: Span, process: string): Diagnostic =>
  error(
    span,
    'never-sent',
    `no step sends a message to \`${process}\``,
    'add a `send`, or remove this `receive`',
  );

export const strayMember = (span: Span, member: string, field: string, near: string | null): Diagnostic =>
  error(
    span,
    'stray-symbol',
    `\`${member}\` is sent as \`${field}\`, but no receiver checks for it`,
    didYouMean(near) ?? 'make sure that the sender and the receiver use the same spelling',
  );

// Times and observed entries

export const unknownObserved = (span: Span, id: string, near: string | null): Diagnostic =>
  error(
    span,
    'unknown-observed',
    `there is no observed entry named \`${id}\``,
    didYouMean(near) ?? 'add it under `observed`, or to a timeline on the page',
  );

export const needsClock = (span: Span): Diagnostic =>
  error(
    span,
    'needs-clock',
    'a wall-clock time needs a `clock`, which sets when simulated time starts',
    'add one: `clock: { start: 2025-10-19T23:30:00-07:00, zone: America/Los_Angeles }`',
  );

export const beforeStart = (span: Span, text: string): Diagnostic =>
  error(span, 'before-start', `${text} is before time 0`, 'move `clock.start` to an earlier time');

export const afterEnd = (span: Span, text: string): Diagnostic =>
  warning(
    span,
    'after-end',
    `${text} is after the end of the run, so the run never reaches it`,
    'increase `until`, or remove this time',
  );

export const shownShape = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'observed', message, hint);

export const factWithoutTime = (span: Span, id: string): Diagnostic =>
  error(
    span,
    'observed',
    `\`${id}\` has no time`,
    'add `at`, add `from` and `to`, or use the id of a timeline entry',
  );

// Faults, services and loads

export const faultShape = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'fault', message, hint);

export const badShape = (span: Span): Diagnostic =>
  error(
    span,
    'shape',
    '`shape` must be between 0.1 and 1,000',
    'for `gamma` and `weibull`, a shape of 1 gives an exponential distribution; a `pareto` distribution has a mean only if its shape is above 1',
  );

export const sharedService = (span: Span, message: string): Diagnostic =>
  error(
    span,
    'discipline',
    message,
    'use `pools` to limit how many attempts are served at once, or remove `discipline`',
  );

export const members = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'members', message, hint);

export const needsMembers = (span: Span, key: string): Diagnostic =>
  members(span, `\`${key}\` needs \`members\``, 'add `members`, the number of servers in the service');

export const circularCalls = (span: Span, path: string): Diagnostic =>
  error(span, 'circular-calls', `services call each other in a cycle: ${path}`, 'remove one of the calls');

/** @param path the names in the cycle; the last repeats the first */
export const circularLet = (span: Span, name: string, path: string): Diagnostic =>
  error(
    span,
    'circular-let',
    `\`${name}\` depends on itself: ${path}`,
    'remove one of these references, or keep a value in a state variable',
  );

export const letType = (span: Span, type: Type): Diagnostic =>
  error(
    span,
    'let-type',
    `\`let\` needs a value, but this is a ${type.kind}`,
    'use a condition or a numeric expression, for example size(worker)',
  );

export const profile = (span: Span, message: string, hint?: string): Diagnostic =>
  error(span, 'profile', message, hint);

// Measures, sweeps and claims

export const measureType = (span: Span, type: Type): Diagnostic =>
  error(
    span,
    'measure',
    `a measure must be a number or a duration, but this is a ${showType(type)}`,
    'for a condition, use `marks` or `invariants`',
  );

export const impactTwice = (span: Span): Diagnostic =>
  error(span, 'impact', '`impact` has both `threshold` and `while`', 'remove one of them');

export const variedValue = (span: Span, text: string): Diagnostic =>
  error(
    span,
    'sweep',
    `\`${text}\` isn't a number, a duration or a time`,
    'use values that a chart can show on an axis; examples: 10, 5%, 80/s, 30s',
  );

export const sweepWithoutEnd = (span: Span): Diagnostic =>
  error(span, 'sweep', 'a scenario with multiple runs needs an `until`', 'add one: `until: 30m`');

export const inRuns = (span: Span, wanted: number, runs: number): Diagnostic =>
  error(
    span,
    'in-runs',
    `this claim is about ${wanted} runs, but there ${runs === 1 ? 'is only 1' : `are only ${runs}`}`,
    `increase the number of runs: \`simulate: { runs: ${wanted} }\``,
  );

export const unknownTrigger = (span: Span, name: string, near: string | null): Diagnostic =>
  error(
    span,
    'trigger',
    `no fault, step or observed entry named \`${name}\` is defined`,
    didYouMean(near) ?? 'use the id of a fault, `process.step`, or `observed.id`',
  );

export const needsSteady = (span: Span, key: string): Diagnostic =>
  error(
    span,
    'needs-steady-state',
    `\`${key}\` needs a \`steady_state\``,
    'add one: `steady_state: goodput >= 70.0`',
  );

export const nothingToHold = (span: Span, what: string, hint: string): Diagnostic =>
  error(span, 'nothing-to-hold', `\`holds: all\` claims nothing, because the scenario has no ${what}`, hint);

// Searches, variants and views

export const deadlockIsAllowed = (span: Span): Diagnostic =>
  error(
    span,
    'deadlock-allowed',
    'this claim is about deadlocks, but `explore` allows them, so the search doesn’t look for them',
    'remove this claim, or remove `deadlock: allowed`',
  );

export const unknownSize = (span: Span, name: string, near: string | null): Diagnostic =>
  error(
    span,
    'instances',
    `no constant named \`${name}\` is defined`,
    didYouMean(near) ??
      `\`instances\` takes a number, a constant, or a list of names: \`[${name}]\` is one instance named \`${name}\``,
  );

export const badSize = (span: Span, name: string, limit: number): Diagnostic =>
  error(
    span,
    'instances',
    `\`${name}\` sets a number of instances, so it must be a whole number from 1 to ${withCommas(limit)}`,
    'change the value, or set `instances` to a number',
  );

export const fewerInstances = (span: Span, process: string): Diagnostic =>
  error(
    span,
    'fewer-instances',
    `\`${process}\` doesn't have that many instances`,
    "use a number no greater than the process's `instances`",
  );

export const tooManySymmetric = (span: Span, process: string, size: number, limit: number): Diagnostic =>
  error(
    span,
    'symmetry',
    `\`${process}\` has ${size} instances, but symmetry is limited to ${limit}`,
    'search with fewer `instances`, or remove the process from `symmetry`, which makes the search larger',
  );

/** @param why the reason, for example `` `x` doesn't exist `` */
export const patchPath = (span: Span, path: string, why: string, near: string | null): Diagnostic =>
  error(
    span,
    'patch-path',
    `\`${path}\` isn't a valid path: ${why}`,
    didYouMean(near) ??
      'use process.step.key, process.key, service.key, const.name, or a key of the scenario',
  );

export const noSuchVariant = (span: Span, variant: string, known: readonly string[]): Diagnostic =>
  error(
    span,
    'unknown-variant',
    `there is no variant named \`${variant}\``,
    `available variants: ${known.join(', ')}`,
  );

export const unknownView = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-view',
    `there is no view named \`${name}\``,
    didYouMean(near) ?? `available views: ${known.join(', ')}`,
  );

/** A table in the reference. Cells may contain code in backticks. */
export interface ReferenceTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Overview of a scenario's sections. */
export const LANGUAGE_OVERVIEW: ReferenceTable = {
  head: ['Keys', 'Meaning'],
  rows: [
    [
      '`scenario`, `title`, `summary`, `about`, `assumes`',
      'The model’s name, the source it’s based on, and what it assumes',
    ],
    ['`clock`, `until`', 'The wall-clock time of simulated time 0, and how long a run lasts'],
    ['`const`, `state`', 'Named constants with the basis of their values; shared variables'],
    ['`init`', 'Several initial states: possible values of variables, and a condition on them'],
    [
      '`processes`',
      'Sequential programs. Their steps have `when`, `skip_if`, `delay`, `at`, `choose`, `set`, `send`, `receive`, `call`, `either` and `while`',
    ],
    ['`channels`', 'Links between processes, with latency and loss'],
    [
      '`services`',
      'Components that serve requests: concurrency, service time, queue, throttle, and calls with timeouts, retries, breakers and caches',
    ],
    ['`load`', 'Who sends requests, and how the rate varies over the day'],
    ['`faults`', 'External failures: what they set (`db.slowdown: 3`) and what they take down'],
    ['`marks`, `observed`', 'Named moments of the run, compared with the observed moments of the same name'],
    [
      '`measure`, `steady_state`, `impact`',
      'Time series of service metrics, the normal state, and what counts as impact',
    ],
    [
      '`invariants`, `step_invariants`, `holds_until`, `reachable`',
      'What must hold in every state, in every step, or until something happens; and what must be possible',
    ],
    [
      '`eventually`, `always_eventually`, `eventually_always`',
      'What must happen eventually, again and again, or for good',
    ],
    ['`explore`', 'A search of every interleaving, and its limits'],
    [
      '`simulate`, `vary`, `map`',
      'The number of runs and how constants are drawn; values to compare, for one key or for two constants together',
    ],
    [
      '`variants`, `expect`',
      'Patches that show what a fix would change; claims that fail the build if they are false',
    ],
    ['`show`, `lanes`', 'Which views the page shows; the lanes of the sequence diagram'],
  ],
};

/** Notation for each type named in the reference. */
export const VALUE_FORMS: ReferenceTable = {
  head: ['Type', 'How to write it'],
  rows: [
    ['name', 'Letters, digits and `_`, not starting with a digit: `orders_db`'],
    [
      'duration',
      'A number with a unit, or several in descending order: `90s`, `1.5h`, `14h30m`, `250ms`. Units: `d`, `h`, `m`, `s`, `ms`, `us`',
    ],
    [
      'moment',
      '`observed.deploy`, `observed.deploy + 5m`, an RFC 3339 time, or a duration after the start of the run: `10m`',
    ],
    ['RFC 3339 time', 'A date, a time and an offset: `2026-03-02T09:00:00+01:00`. Seconds are optional'],
    [
      'rate',
      'A number per unit of time: `80/s`, `6/m`, `200/h`, `5000/d`. In expressions, a number per second',
    ],
    ['share', 'A percentage or a number from 0 to 1: `5%`, `0.05`'],
    [
      'delay',
      'A duration, an expression that gives one, or a distribution: `{ dist: uniform, min: 1s, max: 5s }`',
    ],
    [
      'any number',
      'The number alone, or a map with its basis: `{ value: 40, source: https://example.com/limits, range: [30, 50] }`. The keys are those of a constant, and `value` can be a distribution, too',
    ],
    ['plain value', 'A number, text, `true`, `false`, a duration, a list or a map, but not an expression'],
    ['expression', 'CEL: `queued > 0 && !paused`. The guide “Expressions” lists operators and functions'],
    ['path', 'Names joined by dots: `process.step.key`, `service.key`, `load.<id>.key`, `const.name`'],
  ],
};

/** The keys in a `show` block. */
export const SHOW_BLOCK: ReferenceTable = {
  head: ['Key', 'Meaning', 'Default'],
  rows: [
    ['`scenario`', 'A scenario on the page', 'required'],
    ['`view`', 'One of the scenario’s views; see the guide “Choosing views”', 'required'],
    ['`variant`', 'The variant to show', '`base`'],
    ['`service`', 'The only service to show, for views with a chart for each service', 'all services'],
  ],
};

/** The keys in a `series` block. */
export const SERIES_BLOCK: ReferenceTable = {
  head: ['Key', 'Meaning', 'Default'],
  rows: [
    [
      '`show`',
      'The observed series to draw: one name or a list. Each is the name of a file in the page’s `series` folder, without `.csv`. Series with the same unit share a chart',
      'required',
    ],
    ['`title`', 'Title of the figure', 'the titles of the series'],
    [
      '`from`, `to`',
      'Where the charts start and end: an RFC 3339 time, or the id of a timeline entry',
      'the first and the last point',
    ],
    ['`moments`', 'Ids of timeline entries to mark; an empty list marks none', 'the entries with `moment`'],
    ['`scenario`', 'A scenario on the page whose faults are shaded', 'none'],
    [
      '`visibility`',
      '`public` or `internal`. The public edition leaves out series that no public block shows',
      'depends on the page’s `public` key',
    ],
  ],
};

/** Introduction to the commands. */
export const COMMANDS_INTRODUCTION =
  'A command exits with 0 on success, with 1 if it found a problem (an error, a violation that the text doesn’t claim, or a search that didn’t finish), and with 2 if it was called incorrectly. Ctrl-C ends a search, which then prints what it has found so far and exits with 130. JSON output has a published schema.';

import { errorTexts } from './error.ts';

/** Errors in the meaning of a scenario. */
export const SCENARIO_ERRORS = errorTexts({
  'scenario/after-end': [
    'Time after the end of the run',
    'The time is after `until`, so the run never reaches it. Increase `until`, or remove the time.',
  ],
  'scenario/atomic': [
    'Invalid atomic group',
    'A group consists of consecutive steps of one process, and only the first one can take time.',
  ],
  'scenario/before-start': [
    'Time before the start of the run',
    'The time is before `clock.start`. Move `clock.start` to an earlier time.',
  ],
  'scenario/bounds': [
    'Invalid bounds',
    '`min` and `max` only work with ints. `min` can’t be greater than `max`, and the initial value must be between them.',
  ],
  'scenario/card-columns': [
    'Invalid card columns',
    'A card’s columns are results that a run has: marks, outcomes, the impact on services, or conditions under `impact.conditions`, each once.',
  ],
  'scenario/card-rows': [
    'Invalid card rows',
    'A card lists the base and at most four variants, each once. Leave the others out: the model’s page has all of them.',
  ],
  'scenario/chance': [
    'Invalid chance',
    'The chances in an `either` must add up to at most 100% and can’t be combined with `weight`. A run picks an alternative at random as soon as a process reaches the `either`, so its alternatives can’t wait: they can’t have `when` or `receive`, choose from a list that may be empty, or send to a channel that may be full. Wait in a step before or after the `either`. An `either` with `chance` can’t be in an atomic group.',
  ],
  'scenario/circular-calls': [
    'Circular calls between services',
    'A request would never complete. Remove one of the calls.',
  ],
  'scenario/circular-let': [
    'Expressions that depend on each other',
    'An expression under `let` uses itself, directly or through others. Remove one of the references, or keep a value in a state variable that a step sets.',
  ],
  'scenario/start': [
    'Invalid choice of initial values',
    'Under `init.choose`, each variable has a list of different values or a `range` with at least one number. A timer can’t be chosen, and `where` can’t read a measure, since measures have no value at the start.',
  ],
  'scenario/shape': [
    'Shape that is too small or too large',
    'The `shape` of a gamma, Weibull or Pareto distribution must be between 0.1 and 1,000. With a shape of 1, gamma and Weibull distributions are exponential; with a larger shape, durations vary less. A Pareto distribution has a mean only if its shape is above 1, and a variance only if it is above 2.',
  ],
  'scenario/discipline': [
    'Key that conflicts with processor sharing',
    'With `discipline: ps`, all attempts work at once and share the capacity of `concurrency` slots. So `concurrency` must be limited, the queue can’t have an order or a maximum wait, and an attempt that waits for its calls doesn’t use any of the capacity. `queue.capacity` limits the number of attempts beyond the slots. Use `pools` to limit how many attempts are served at once.',
  ],
  'scenario/deadlock-allowed': [
    'Claim about deadlocks that are allowed',
    'With `explore: { deadlock: allowed }`, a search doesn’t look for deadlocks, so nothing can be claimed about them. Remove one of the two. If only some steps may wait forever, use `may_wait` instead.',
  ],
  'scenario/cache': [
    'Invalid cache, or no cache to empty',
    'The `popularity` of keys is `uniform` or `zipf(1.1)`, with an exponent of at most 10. `size` is the number of keys that fit, so it’s at most `count`. `set: { shop.cache: 0 }` empties the caches that clients of `shop` have, so at least one client needs `cache`.',
  ],
  'scenario/members': [
    'Invalid members of a service',
    '`balance`, `health_check` and `autoscale` need `members`, a whole number of at least 1. The durations of a health check must be longer than 0s, and its counts must be at least 1. An autoscaler’s `every` and `target` must be greater than 0. Its `min` can’t be greater than `max`, and its `below` can’t be greater than `above`.',
  ],
  'scenario/distribution': [
    'Distribution parameters in the wrong order',
    '`min` can’t be greater than `max`, and the median `p50` can’t be greater than the 99th percentile `p99`. Swap the two values.',
  ],
  'scenario/draws': [
    'Nothing to draw',
    '`simulate.draws` draws constants from their ranges, so at least one constant needs a `range`.',
  ],
  'scenario/duplicate-name': [
    'Name already in use',
    'Names that expressions can use must be unique. Choose another name.',
  ],
  'scenario/duplicate-step': [
    'Two steps with the same id',
    'Step ids must be unique within a process, since targets and variants refer to them.',
  ],
  'scenario/duration': [
    'Invalid duration',
    'Write numbers with units, without spaces: 250ms, 90s, 5m, 1.5h, 14h30m.',
  ],
  'scenario/fault': [
    'Invalid fault',
    'A fault starts `at` a time or `when` a condition becomes true, ends after `for` or at `until`, and has `set`, `down` or both.',
  ],
  'scenario/finding': [
    'Invalid finding',
    'A finding is one sentence of at most 90 characters. It’s the title of a card and a page, so it states only the result.',
  ],
  'scenario/fewer-instances': [
    'Too many instances for a search',
    'A search can use fewer instances than the process has, but not more.',
  ],
  'scenario/impact': [
    'Conflicting impact rules',
    'A service counts as impacted either by its share of failed requests (`threshold`) or by a condition (`while`). Remove one of them. Under `conditions`, `users` is a number, and `unit` says what it counts.',
  ],
  'scenario/helps': [
    'Invalid claim that a variant helps',
    '`helps` compares runs of a variant with runs of the base, with the numbers that have no source drawn at random. The scenario needs `until`, and the outcomes in the claim need `better`.',
  ],
  'scenario/labels': [
    'Invalid claim about a label',
    'Only marks with an observed time, observed periods with `shows` and observed values have labels, and only in the base.',
  ],
  'scenario/not-in-base': [
    'Claim about variants',
    '`kind` and `helps` compare a variant with the base, so they can’t be claims about the base itself.',
  ],
  'scenario/in-runs': ['Claim about too many runs', '`in_runs` can’t be greater than `simulate.runs`.'],
  'scenario/init': [
    'Invalid initial value',
    'The initial value must match the variable’s type. An unquoted `yes` or `no` is a string: write `true` or `false`.',
  ],
  'scenario/instance-constant': [
    'Instances with different constants',
    'All instances of a process must have the same constants, with the same types.',
  ],
  'scenario/instances': [
    'Invalid number of instances',
    'A constant under `instances` must be a whole number from 1 to 100,000. This includes every value that variants, `vary` and `draws` give it.',
  ],
  'scenario/let-type': [
    'Name for something that isn’t a value',
    'A name under `let` needs a value: for example, a number, a condition or a list. A process isn’t a value; use the number of its instances, or a condition on them.',
  ],
  'scenario/map': [
    'Map that can’t be made',
    'A map needs an `until` and a trigger that ends before the run does: only then can a run show whether the scenario recovers. Its axes are two different constants that are numbers or durations. Each axis takes its values from `values`, in ascending order, or from a `range`: its own or that of the constant.',
  ],
  'scenario/measure': [
    'Invalid measure',
    'A measure is a number or a duration, computed over a window of at least 10ms.',
  ],
  'scenario/message-type': [
    'Field with conflicting types',
    'A field must have the same type in all messages to a process.',
  ],
  'scenario/misspelled-target': [
    'Possibly misspelled target',
    '`to` can name anything, but this name is only one letter off from the name of a participant, so it’s probably a typo. Correct it or, if it’s what you want, list it under `lanes`.',
  ],
  'scenario/needs-clock': [
    'Missing clock',
    'A wall-clock time, an observed entry or a profile needs `clock.start`, which relates simulated time to wall-clock time.',
  ],
  'scenario/needs-steady-state': [
    'Missing steady state',
    '`metastable`, `recovers_by`, `trigger` and `map` need `steady_state`, the condition that holds in normal operation.',
  ],
  'scenario/negative': ['Negative number', 'This value must be 0 or more.'],
  'scenario/never-sent': [
    'Message that is never sent',
    'A step waits for a message, but no step sends any messages to its process.',
  ],
  'scenario/no-effect': [
    'Variant without any effect',
    'The variant has the same results as the base, so it probably patches the wrong key.',
  ],
  'scenario/no-type': [
    'Variable without a type',
    'The type of a list or map can’t be inferred. Write it out: `{ type: set<int>, init: [] }`.',
  ],
  'scenario/not-fixed': [
    'Value that depends on the run',
    'This key determines the structure of the model, so it needs a plain value.',
  ],
  'scenario/nothing-to-hold': [
    'Empty claim',
    '`holds: all` claims that all properties hold, but there are none. Add an invariant.',
  ],
  'scenario/observed': [
    'Invalid observed entry',
    'An observed entry is either a moment (`at`) or a period (`from` and `to`). Only a period can have `shows`, and it has to end before the run ends.',
  ],
  'scenario/outcome': [
    'Invalid outcome',
    'An outcome is a number or a duration. A duration can’t have a different unit or be summed over time, and the time left on a timer has a value only at the end.',
  ],
  'scenario/patch-path': [
    'Invalid path',
    'A path under `variants` or `vary` names a process, service, constant or other part, followed by its keys: `process.step.key`. The hint suggests the nearest name.',
  ],
  'scenario/profile': ['Invalid profile', 'A profile lists times of day in order, each with a factor.'],
  'scenario/range': [
    'Invalid range',
    'A range is two numbers, durations, rates or percentages, lowest first, written in the same form as the value. The value has to be between them.',
  ],
  'scenario/source': [
    'Source without a number',
    'A map with `value` and a `basis`, `source` or `range` says where a number comes from, so `value` must contain a number. If `value` only uses constants, put the source on the constants.',
  ],
  'scenario/rate': ['Invalid rate', 'A rate needs a time unit: 80/s, 80/m, 80/h or 80/d.'],
  'scenario/reserved-name': ['Reserved name', 'The name has a meaning in expressions. Choose another name.'],
  'scenario/series-key': [
    'Key without a series',
    '`within` and `normal` of a measure describe the comparison with an observed series, so they need `observed`.',
  ],
  'scenario/series-outside': [
    'Series outside the run',
    'The series has no value between the start and the end of the run, so there’s nothing to compare. Check `clock.start`, `until` and the times in the file.',
  ],
  'scenario/series-unit': [
    'Series in a different unit',
    'A measure that is a duration is compared with a series in ns, us, ms, s, min or h; a measure that is a number, with a series in any other unit. A series in `%` is compared as a share. The file’s `# unit:` line gives the unit.',
  ],
  'scenario/series-window': [
    'Series with a different window',
    'A point of the series doesn’t cover the same duration as the measure’s window, so one curve is smoother than the other even if the model is right.',
  ],
  'scenario/series-within': [
    'Invalid curve tolerance',
    '`skill` is a percentage, and `mae` and `normal` are written in the measure’s unit. For a share, `5%` means 5 percentage points.',
  ],
  'scenario/set-target': [
    'Invalid target for `set`',
    'A step can set shared state (`name`), its own locals (`self.name`), items (`name[key]`) and service settings (`service.key`).',
  ],
  'scenario/set-twice': [
    'Variable set twice in one step',
    'All changes in a step happen at the same time, so it isn’t clear which value should win. Remove one of the assignments.',
  ],
  'scenario/share': ['Invalid share', 'A share is between 0 and 1, or between 0% and 100%.'],
  'scenario/shared-channel': [
    'Conflicting use of a channel',
    'Messages go *through* a channel to a mailbox: `send: { to: worker, via: net }`. They go *to* a shared channel, from which any process receives: `channels: { jobs: { shared: true } }`, `send: { to: jobs }` and `receive: { from: jobs, as: m }`. Only a shared channel can have `capacity: 0`, which means that a message is sent only while a receiver waits for it.',
  ],
  'scenario/step-keys': [
    'Conflicting step keys',
    'For example, a step can’t have both `delay` and `at`, and `skip_to` needs `skip_if`. The message says which keys are in conflict.',
  ],
  'scenario/step-timer': [
    'Timer in a step invariant',
    '`step_invariants` compare the state before a step with the state after it. A timer runs out between two steps, so it can’t be compared.',
  ],
  'scenario/stray-symbol': [
    'Symbol that no receiver checks for',
    'Receivers compare this field of a message with other names, but never with this one, so it is probably misspelled.',
  ],
  'scenario/sweep': [
    'Invalid sweep',
    'A scenario with multiple runs needs `until`, and the values under `vary` must be numbers, durations or times.',
  ],
  'scenario/symmetry': [
    'Too many interchangeable instances',
    'A search compares all orders of the instances of each process under `explore.symmetry`, so it supports only a few instances. Remove the process from the list, or search with fewer instances.',
  ],
  'scenario/template': [
    'Invalid sentence',
    'In `say`, expressions go between `<` and `>`. If a `<` doesn’t start an expression, put a space after it.',
  ],
  'scenario/time': [
    'Invalid time',
    'Use RFC 3339 with an offset. Steps and faults can also use an observed entry (`observed.id`) or a duration after time 0 (`2h30m`).',
  ],
  'scenario/too-many': ['Limit exceeded', 'The limit keeps builds fast. The message names it.'],
  'scenario/trigger': [
    'Unknown trigger',
    '`trigger` takes ids of faults, steps (`process.step`) and observed entries (`observed.id`).',
  ],
  'scenario/type': [
    'Unknown type',
    'Types are bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V>, records and the names of processes. A record is a map of its fields and their types (`{ plan: int, zone: string }`), which can’t be timers or instances of processes.',
  ],
  'scenario/undecidable': [
    'Property that can’t be checked',
    'Runs can’t show what is true infinitely often or forever, and a search ignores time, so it has no measures.',
  ],
  'scenario/unknown-channel': ['Unknown channel', '`via` takes the name of a channel in the scenario.'],
  'scenario/unknown-invariant': [
    'Unknown invariant',
    'Claims take names of invariants in the scenario, or `all`.',
  ],
  'scenario/unknown-mark': [
    'Unknown mark',
    '`after` and claims take names of marks in the scenario. `after` can only refer to a mark that is defined before it.',
  ],
  'scenario/unknown-variable': [
    'Unknown state variable',
    '`init.choose` takes names of variables under `state`.',
  ],
  'scenario/unknown-observed': [
    'Unknown observed entry',
    'Define it under `observed`, or in a `timeline` block of the page.',
  ],
  'scenario/unknown-series': [
    'Unknown observed series',
    'A measure is compared with a CSV file in the page’s `series` folder. The series of `incidents/a.md` are in `incidents/a/series`, and its scenarios refer to them as `series.name`.',
  ],
  'scenario/unknown-participant': [
    'Unknown lane',
    '`lanes` takes instances, processes, services, faults and the targets of steps (`to`).',
  ],
  'scenario/unknown-process': [
    'Unknown process',
    '`explore.symmetry` takes names of processes in the scenario.',
  ],
  'scenario/unknown-property': [
    'Unknown property',
    'Claims about a search take `all`, `deadlock`, or names of properties, except those under `reachable`.',
  ],
  'scenario/unknown-reachable': [
    'Unknown name under `reachable`',
    '`reaches` takes names of conditions under `reachable`.',
  ],
  'scenario/unknown-outcome': ['Unknown outcome', 'Define it under `outcomes`.'],
  'scenario/unknown-service': ['Unknown service', 'Loads and calls take names of services in the scenario.'],
  'scenario/unknown-step': ['Unknown step', 'Targets are `start`, `end` and step ids in the same process.'],
  'scenario/unknown-variant': [
    'Unknown variant',
    'Claims and commands take names of variants in the scenario, or `base`.',
  ],
  'scenario/unknown-figure': [
    'Figure that a card can’t show',
    'A card shows a counterexample, a comparison with the observed timeline, a chart of services, or a measure of the scenario. Other views are on the model’s page.',
  ],
  'scenario/unknown-view': ['Unknown view', 'The language reference lists the views.'],
  'scenario/zone': ['Unknown time zone', 'Use an IANA name, for example Europe/Berlin.'],
});

import { errorTexts } from './error.ts';

/** Errors in runs, searches and claims. */
export const RUN_ERRORS = errorTexts({
  'run/bounds': [
    'Variable outside its bounds',
    'A step set the variable below `min` or above `max`. Either the model has a mistake, or the bounds are too narrow.',
  ],
  'run/calls': [
    'Too many calls',
    'An attempt can make each of its service’s calls at most 10,000 times. Limit the `count`, for example with `min`.',
  ],
  'run/chance': [
    'Invalid chance',
    'A `chance` computed from the state must be between 0 and 1, and the chances in one `either` must add up to at most 1.',
  ],
  'run/cost': [
    'Expression too expensive',
    'The number of steps in evaluating an expression is limited, so that no page can block a build. Use shorter lists or fewer macros.',
  ],
  'run/checks': [
    'Too many evaluations of properties',
    'Each change to a variable evaluates all marks and invariants that read it. Reduce the number of those that read a variable that changes constantly.',
  ],
  'run/delay': [
    'Invalid delay',
    'A drawn or computed duration is negative or infinite, or the parameters of a distribution are invalid.',
  ],
  'run/draw': [
    'Invalid distribution of numbers',
    'The parameters must be finite, `min` at most `max`, and `p50` greater than 0 and at most `p99`.',
  ],
  'run/empty': [
    'Empty list',
    '`choose`, `min` and `max` need at least one item. Guard the step with `when`.',
  ],
  'run/events': [
    'Too many events',
    'The run would take too long. Shorten `until`, slow the loop down, or use `scale` so that one simulated request represents several real ones.',
  ],
  'run/init': [
    'No initial state',
    'No combination of the values under `init.choose` meets `init.where`. Change the condition, or add values.',
  ],
  'run/index': ['Index out of range', 'No item in the list, or no instance of the process, has this index.'],
  'run/instant': [
    'Too many steps at one time',
    'A loop without a delay repeats forever at the same simulated time. Give one of its steps a `delay` or a `when`.',
  ],
  'run/key': ['Unknown map key', 'The map doesn’t have this key. Check for it with `in` first.'],
  'run/internal-error': [
    'Internal error while evaluating a scenario',
    'The engine or its process crashed. Other scenarios aren’t affected. This is a bug in Hindcast; please report it with the scenario.',
  ],
  'run/looks': [
    'Too many wake-ups',
    'Too many instances are waiting for a condition that changes constantly. Reduce the number of instances that wait for it.',
  ],
  'run/mailbox': [
    'Mailbox overflow',
    'Messages arrive faster than they are received. Receive messages more often, or limit the channel with `capacity`.',
  ],
  'run/out-of-memory': [
    'Out of memory',
    'The process that evaluates the scenario needed more memory than this machine has available. Other scenarios aren’t affected. Make the model smaller.',
  ],
  'run/memory': [
    'Too much memory',
    'The requests, messages, pending events and lists of a run can use at most 1 GiB in total. The message says what uses most of it. Limit concurrency, queues and channels, use timeouts, or raise `scale`.',
  ],
  'run/negative': ['Negative value', 'Rates, shares, durations and slot counts can’t be negative.'],
  'run/never-happened': [
    'Step that never happens',
    'An instance reaches the step, but the step doesn’t happen in the base run or in any variant’s run. The message says what the step is waiting for.',
  ],
  'run/no-value': [
    'Measure without a value',
    'A measure is undefined before its first full window, and if it has no samples. Check with `has` before you use its value.',
  ],
  'run/not-steady': [
    'Not in the steady state before the first fault',
    '`steady_state` has to be true before the first fault; otherwise, recovery can’t be detected. Give the system time to warm up, or fix the condition.',
  ],
  'run/overflow': ['Integer overflow', 'Integers beyond 9,007,199,254,740,991 can’t be represented exactly.'],
  'run/size': [
    'List or string too long',
    'The size of lists, sets, maps and strings is limited. Check whether something grows without bound.',
  ],
  'run/time-limit': [
    'Scenario over its time limit',
    'Evaluating the scenario took longer than `timeLimit` in the configuration. This is only a backstop; other limits don’t depend on the machine.',
  ],
  'run/work': [
    'Too many evaluation steps in a run',
    'The run would take too long. Simplify the conditions, or evaluate them less often.',
  ],
  'run/zero': ['Division by zero', 'Guard the division: `b == 0 ? 0 : div(a, b)`, in quotes.'],
  'expect/unmet': [
    'False claim',
    'The result of the run or the search contradicts the claim. Fix the model or the claim.',
  ],
  'expect/label': [
    'Label weaker than a claim',
    'The label of a comparison with the observed timeline is weaker than `labels` claims. From strongest to weakest: holds up, set by numbers, given, repeats, says little, cannot fail, missed. Cite sources for the numbers the comparison depends on, or claim a weaker label. A claim of `missed` fails once the comparison agrees. Builds and `hindcast fit --labels` check these claims.',
  ],
  'expect/helps': [
    'Variant that doesn’t help as claimed',
    'The variant is better than the base in too few draws of the numbers without a source. Fix the variant, or remove `helps`. Builds and `hindcast fit --labels` check this claim.',
  ],
  'expect/undecided': [
    'Undecided claim',
    'The search ended before it reached a verdict. Raise `explore.max_states`, make the model smaller, or continue past violations with `--keep-going`.',
  ],
  'fit/outside': [
    'Outside the tolerance',
    'The simulated time differs from the observed time by more than `within`. Fix the model. If you can explain the difference, do so in the text and claim the miss: `expect: { base: { labels: { recovered: missed } } }`. The page then shows it as missed, with its tolerance. Don’t remove or widen `within` to hide a miss. If numbers were fitted to all of an observed series, nothing is left to compare: fit a part of it, or remove `within`.',
  ],
  'explore/measure': [
    'Step that depends on a measure',
    'A search ignores time, so it can’t compute measures or steps that depend on them. Invariants that read measures are fine: only runs check them.',
  ],
  'run/sweep': [
    'Failed runs in a sweep',
    'The model fails with some of the random values. The message says how many runs failed and shows the first error. The run shown on the page may still succeed.',
  ],
  'explore/too-large': [
    'Model too large for a search',
    'The model has too many variables per state. Search with fewer instances: `explore: { instances: { server: 3 } }`.',
  ],
  'explore/draw': [
    'Drawn number in a search',
    'A search tries every possibility, and a distribution has too many possible values. Choose from a few values with `choose`, or use alternatives with `chance`.',
  ],
  'export/promela': [
    'No form in Promela',
    '`hindcast export --to promela` translates a model for SPIN, whose language has only integers of up to 32 bits and arrays of fixed size. The message says what has no translation. Other parts of the model aren’t affected, so try whether the search needs that part.',
  ],
  'explore/no-observed-mark': [
    'No observed order',
    '`hindcast explore --observed` compares the marks of a scenario with the order in which they were observed. A mark is observed if the timeline or `observed` has an entry with the same id and a time, and the scenario has a `clock`.',
  ],
  'explore/untimed-mark': [
    'A mark that a search can’t decide',
    'A search ignores time, so it can’t determine when a mark is reached if the mark’s condition reads a measure or the time left on a timer, or has to hold for some time. Use a condition on variables and steps instead, or remove the observed time.',
  ],
  'explore/time-left': [
    'Remaining time in a search',
    'A search ignores time, so a timer is either over or not. Use `.over` instead of `.left`.',
  ],
});

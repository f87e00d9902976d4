import { errorTexts } from './error.ts';

/** Findings about what a scenario means. */
export const SCENARIO_ERRORS = errorTexts({
  'scenario/after-end': [
    'A moment behind the end',
    'It lies behind `until`, so it never comes. Let the run last longer.',
  ],
  'scenario/atomic': [
    'A group that can not be atomic',
    'A group is made of neighbouring steps of one process, without delays inside.',
  ],
  'scenario/before-start': [
    'A moment before the start',
    'It lies before `clock.start`. Let the clock start earlier.',
  ],
  'scenario/bounds': [
    'Bounds that do not fit',
    '`min` and `max` go with whole numbers, `min` first, and the initial value lies between them.',
  ],
  'scenario/circular-calls': [
    'Services that call each other in a circle',
    'A request would never be answered. Leave one of the calls out.',
  ],
  'scenario/draws': [
    'Draws without anything to draw',
    '`simulate.draws` draws constants from their ranges together, so at least one constant needs a `range`.',
  ],
  'scenario/duplicate-name': [
    'A name that is taken',
    'Expressions know one thing by one name. Choose another.',
  ],
  'scenario/duplicate-step': [
    'Two steps with one id',
    'Ids of steps are unique in a process: targets and patches name them.',
  ],
  'scenario/duration': ['No length of time', 'Write a number with a unit: 250ms, 90s, 5m, 1.5h, 14h30m.'],
  'scenario/fault': [
    'A fault that is not clear',
    'A fault begins `at` a moment or `when` a condition turns true, ends after `for` or at `until`, and sets something or takes something down.',
  ],
  'scenario/impact': [
    'An impact that is not clear',
    'A service counts as hit by a share of failed requests (`threshold`) or by a condition (`while`), not by both.',
  ],
  'scenario/in-runs': [
    'A claim about several runs of a single one',
    '`in_runs` needs `simulate.runs` of at least that many.',
  ],
  'scenario/init': [
    'An initial value that does not fit',
    'The message says what the type of the variable wants.',
  ],
  'scenario/instance-constant': [
    'Instances with unlike constants',
    'All instances of a process have the same constants, of the same types.',
  ],
  'scenario/measure': [
    'A measure that is not clear',
    'A measure is an expression over metrics of services, with a `window` where it counts or averages.',
  ],
  'scenario/message-type': [
    'Messages that do not fit together',
    'A field has one type in all messages to a process.',
  ],
  'scenario/needs-clock': [
    'A moment that needs a clock',
    'A wall-clock time means something only if `clock.start` ties simulated time to it.',
  ],
  'scenario/needs-steady-state': [
    'A claim that needs a steady state',
    '`metastable` and `recovers_by` compare with `steady_state`. Say what all is well means.',
  ],
  'scenario/negative': ['A negative number', 'The place takes 0 and above.'],
  'scenario/never-sent': [
    'A message that nobody sends',
    'A step waits for a message, and no step sends one to its process.',
  ],
  'scenario/no-effect': [
    'A variant that changes nothing',
    'Its results are those of the base. Is the change at the right place?',
  ],
  'scenario/no-type': [
    'A variable without a type',
    'An empty list or map does not say what it holds. Write `{ type: set<int>, init: [] }`.',
  ],
  'scenario/not-fixed': [
    'Not known before the run',
    'The place wants a plain value or a constant, since it shapes the model itself.',
  ],
  'scenario/nothing-to-hold': [
    'Nothing that could hold',
    'A claim says that all properties hold, and the scenario has none. Add an invariant.',
  ],
  'scenario/observed': [
    'An entry of the record that is not clear',
    'An entry is a moment (`at`), or a state of affairs that lasts (`from`, `to`, `shows`).',
  ],
  'scenario/patch-path': [
    'A patch that leads nowhere',
    'Paths of variants name a process, service, constant or other part and its keys: `process.step.key`. The hint names the nearest.',
  ],
  'scenario/profile': [
    'A profile that is not clear',
    'A profile lists times of the day in order, each with a factor.',
  ],
  'scenario/range': [
    'A range that does not fit',
    'The lower end comes first, and the value of a plain run lies between both.',
  ],
  'scenario/rate': ['No rate', 'Write a number by a unit of time: 80/s, 80/m, 80/h or 80/d.'],
  'scenario/reserved-name': [
    'A reserved name',
    'The word has a meaning of its own in expressions. Choose another.',
  ],
  'scenario/set-target': [
    'Something that can not be set',
    'A step sets state by name, its own locals as `self.name`, items as `name[key]`, and settings of services.',
  ],
  'scenario/set-twice': [
    'Set twice in one step',
    'All changes of a step happen at once, so the second would win or lose by chance.',
  ],
  'scenario/share': ['No share', 'A share lies between 0 and 1, or between 0 % and 100 %.'],
  'scenario/step-keys': [
    'Keys that do not go together',
    'A step either waits a `delay` or happens `at` a moment; `skip_to` needs `skip_if`; the message names the pair.',
  ],
  'scenario/stray-symbol': [
    'A text that is a name elsewhere',
    'The value reads like an id or a member of an enum, but its type makes it plain text.',
  ],
  'scenario/sweep': [
    'A sweep that is not clear',
    'What is varied needs a path into the scenario and a list of values.',
  ],
  'scenario/symmetry': [
    'Too many interchangeable instances',
    'A search compares all orders of the instances under `explore.symmetry`, so there may be a few of them alone. Leave the process out, or search it with fewer instances.',
  ],
  'scenario/template': [
    'A sentence that is not clear',
    'Expressions in `say` stand between `<` and `>`. A sign of its own is written `\\<`.',
  ],
  'scenario/time': [
    'No moment',
    'Write RFC 3339 with an offset, a moment of the record (`observed.id`), or a length behind time 0 (`2h30m`).',
  ],
  'scenario/too-many': [
    'Too many',
    'The number has a limit that keeps a build short. The message names both.',
  ],
  'scenario/type': [
    'No type',
    'Types are bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V> and names of processes.',
  ],
  'scenario/unknown-channel': ['No such channel', '`via` names a channel of the scenario.'],
  'scenario/unknown-invariant': [
    'No such invariant',
    'Claims name invariants of the scenario, or say `all`.',
  ],
  'scenario/unknown-mark': [
    'No such mark',
    '`after` and claims name marks of the scenario; `after` one that is declared before.',
  ],
  'scenario/unknown-observed': [
    'Nothing of this name in the record',
    'Give it under `observed:`, or in a timeline block of the page.',
  ],
  'scenario/unknown-participant': [
    'No such lane',
    '`lanes` names instances, processes, services and whom steps are addressed to.',
  ],
  'scenario/unknown-reachable': ['No such name under reachable', 'Claims name entries of `reachable`.'],
  'scenario/unknown-service': ['No such service', 'Loads and calls name services of the scenario.'],
  'scenario/unknown-step': ['No such step', 'Targets name steps of the same process, `start` or `end`.'],
  'scenario/unknown-variant': [
    'No such variant',
    'Claims and commands name variants of the scenario, or `base`.',
  ],
  'scenario/unknown-view': [
    'No such view',
    'The language reference lists the views; a view of a run needs `until`.',
  ],
  'scenario/zone': ['No time zone', 'Use an IANA name, such as Europe/Berlin.'],
  'scenario/fewer-instances': [
    'More instances than there are',
    'A search may take fewer instances than the process has, not more.',
  ],
});

import { errorTexts } from './error.ts';

/** Findings of runs, searches and claims. */
export const RUN_ERRORS = errorTexts({
  'run/bounds': [
    'A variable left its bounds',
    'A step set it below `min` or above `max`. Either the model has a mistake, or the bounds are too narrow.',
  ],
  'run/cost': [
    'An expression takes too many steps',
    'One evaluation has a limit, so that no page can hang a build. Loop over less.',
  ],
  'run/delay': [
    'A delay that can not be',
    'A drawn or computed length is negative, or a distribution has parameters that fit no draw.',
  ],
  'run/empty': [
    'Nothing to choose from',
    '`choose` or `min` of an empty list has no answer. Guard the step with `when`.',
  ],
  'run/events': [
    'Too many events',
    'The run would take too long. Shorten `until`, slow the loop down, or let one request stand for more with `scale`.',
  ],
  'run/index': ['No such item', 'A list was read at a place where it has nothing.'],
  'run/instant': [
    'Too many steps at one moment',
    'A loop without a delay goes round for ever at the same simulated time. Give one of its steps a `delay` or a `when`.',
  ],
  'run/key': ['No such key', 'A map was read at a key that it does not hold. Ask with `in` first.'],
  'run/looks': [
    'Too many conditions looked at',
    'Many instances wait for something that changes all the time. Let fewer of them wait for it.',
  ],
  'run/mailbox': [
    'A mailbox overflows',
    'Messages come faster than anybody takes them. Receive them, or bound the channel with `capacity`.',
  ],
  'run/negative': [
    'A quantity became negative',
    'Rates, shares, lengths and numbers of slots can not be below 0.',
  ],
  'run/no-value': [
    'A measure without a value',
    'It is read where it has none yet: a windowed measure is undefined until its first full window.',
  ],
  'run/not-steady': [
    'Not in the steady state at first',
    'Before the first fault the system has to be as `steady_state` says, or recovery could not be told. Give it time to warm up, or mend the condition.',
  ],
  'run/overflow': [
    'A whole number became too large',
    'Beyond 9,007,199,254,740,991 it could not be held exactly.',
  ],
  'run/size': [
    'A list or a text became too long',
    'Collections in a model have a limit. Does something grow without end?',
  ],
  'run/work': [
    'The expressions of a run take too many steps in all',
    'The run would take too long. Let conditions read less, or make them change less often.',
  ],
  'run/zero': ['Division by zero', 'Guard it: `b == 0 ? 0 : div(a, b)`, in quotes.'],
  'expect/unmet': [
    'A claim that is false',
    'The run or the search shows something else than the text claims. Mend the model or the claim: one of them is wrong.',
  ],
  'expect/undecided': [
    'A claim that was not decided',
    'The search ended before it could tell. Raise `explore.max_states`, make the model smaller, or let it go on past violations.',
  ],
  'fit/outside': [
    'Outside the tolerance of the record',
    'The record gives `within` for this moment, and the run is further off. Mend the model, or say why the tolerance was wrong.',
  ],
  'explore/measure': [
    'A step that is worked out from a measure',
    'A search knows no time and no rates, so it can not tell what the step does. Properties on measures are well: they are decided for the run alone.',
  ],
  'run/sweep': [
    'Runs of a sweep that failed',
    'Some draws or seeds let the model break: the message tells how many, and of what. The plain run may be well.',
  ],
  'explore/too-large': [
    'A model too large for a search',
    'Each state would have too many variables. Search it with fewer instances: `explore: { instances: { server: 3 } }`.',
  ],
  'explore/time-left': [
    'Time that a search does not know',
    'A search knows whether a timer is over, and not how long it has left. Ask for `.over`.',
  ],
});

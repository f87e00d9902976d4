import { type Kind, kind } from './kind.ts';
import { MAPS } from './map-kinds.ts';
import { isNumber } from './reading.ts';
import { RUNS } from './run-kinds.ts';
import { SEARCHES } from './search-kinds.ts';
import { SERVICES } from './service-kinds.ts';
import { FIT, SWEEPS } from './sweep-kinds.ts';

const NOTES: readonly Kind[] = [
  kind('initial state', /^Starts with (.+), drawn from (\S+) initial states\.$/, (_, { run }) =>
    run!.notes.some((note) => note.startsWith('Starts with')),
  ),
  kind(
    'end of a run that waits',
    /^Nothing more could happen\.$/,
    (_, { run }) => run!.ended.because === 'waiting',
  ),
  kind(
    'waiting instances',
    /^Still waiting: (.+)\.$/,
    ([list], { run }) =>
      run!.ended.because === 'waiting' &&
      list!
        .split(/, (?=\S+ at )/)
        .every((one) => run!.participants.some(({ id }) => one.startsWith(`${id} at`))),
  ),
  kind(
    'trigger that never happened',
    /^The trigger (?:never happened: )?(.+?)(?: never happened)?\.$/,
    ([name], { run }) =>
      run!.recovery!.triggers!.some((one) => name!.includes(one.name) && one.from === null),
  ),
  kind(
    'truncated trace',
    /^The trace is truncated: (\S+) later events? (?:is|are) missing(?: here)?\.$/,
    ([n], { run }) => isNumber(n!, run!.traceDropped),
  ),
  kind('account', /^The mechanism is based on (\S+?)\.$/, ([address], { result }) =>
    result.about!.includes(address!),
  ),
];

const ORIGINS: readonly Kind[] = [
  kind(
    'origin',
    /^Scenario (\S+), (?:base run, seed (\d+)|all runs|seeds starting at (\d+)|(?:base|variant \S+)(?: and \d+ variants?)?, every interleaving), engine (\S+)\.$/,
    ([scenario, seed, first, engine], { result, run }) =>
      scenario === result.scenario &&
      engine === result.engine &&
      (seed === undefined || Number(seed) === run!.seed) &&
      (first === undefined || Number(first) === result.sweeps[0]!.seed),
  ),
  kind(
    'zone',
    /^Times are in (\S+) \((UTC\S*?)(?:, later \S+)?\)\.$/,
    ([zone], { result }) => result.clock!.zone === zone,
  ),
  kind(
    'zone on both edges',
    /^Times are in (\S+) at the top and UTC at the bottom\.$/,
    ([zone], { result }) => result.clock!.zone === zone,
  ),
];

/** All kinds of generated sentences that state something about a Result. */
export const KINDS: readonly Kind[] = [
  ...SERVICES,
  ...RUNS,
  ...FIT,
  ...SWEEPS,
  ...MAPS,
  ...SEARCHES,
  ...NOTES,
  ...ORIGINS,
];

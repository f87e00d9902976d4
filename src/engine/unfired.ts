import type { Model } from '../model/model.ts';
import type { Micros, UnfiredStep } from '../result.ts';
import { measuresOf } from '../scenario/ast/expr.ts';
import type { Branch, Scenario } from '../scenario/ast/scenario.ts';
import { humanDuration } from '../time/duration.ts';
import type { BranchWait, UnfiredBranch } from './state/waits.ts';

/** A step that never happened in a run, and why. */
export interface Unfired extends Omit<UnfiredStep, 'variant'> {
  /** Indices of the process, the step, and the branch. */
  readonly at: readonly [process: number, step: number, branch: number];
  /** True if an instance waited at the step for something that never came. */
  readonly isBlocked: boolean;
}

/** Explains why branches never fired. @param end time until which the run was observed */
export function explainUnfired(
  { scenario }: Model,
  unfired: readonly UnfiredBranch[],
  end: Micros,
): Unfired[] {
  return unfired.map(({ process: p, step: s, branch: b, wait }): Unfired => {
    const process = scenario.processes[p]!;
    const step = process.steps[s]!;
    const branch = step.branches[b]!;
    const reasons = wait === null ? [] : reasonsFor(scenario, branch, wait, end);
    return {
      at: [p, s, b],
      process: process.name,
      step: step.branches.length > 1 ? branch.id : step.id,
      instance: wait === null ? null : wait.actor.id,
      since: wait === null ? null : wait.since,
      waited: wait === null ? 0 : wait.waited,
      why: wait === null ? ['no instance reached it'] : reasons.map(({ text }) => text),
      isBlocked: reasons.some(({ blocks }) => blocks),
    };
  });
}

interface Reason {
  readonly text: string;
  /** How much of the waiting time this reason explains, which determines its place in the list. */
  readonly time: Micros;
  readonly blocks: boolean;
}

function reasonsFor(scenario: Scenario, branch: Branch, wait: BranchWait, end: Micros): Reason[] {
  const found = [
    ...conditionReasons(scenario, branch, wait),
    ...waitingReasons(branch, wait),
    ...missedReasons(branch, wait),
    ...endReasons(branch, wait, end),
  ].sort((a, b) => b.time - a.time);
  if (found.length > 0) return found;
  return [{ text: 'the run ended before it could happen', time: 0, blocks: false }];
}

/** The parts of `when` that were false or had no value. */
function conditionReasons(scenario: Scenario, { whenParts }: Branch, wait: BranchWait): Reason[] {
  const reasons = whenParts.flatMap(({ is, text }, i): Reason[] => {
    const { isFalse, hasNoValue } = wait.parts[i] ?? { isFalse: 0, hasNoValue: 0 };
    const without = measuresOf(is).map((name) => noValueWords(scenario, name));
    return [
      ...(isFalse === 0
        ? []
        : [{ text: `\`${text}\` was false ${forTime(isFalse, wait)}`, time: isFalse, blocks: true }]),
      ...(hasNoValue === 0
        ? []
        : [
            {
              text: `\`${text}\` had no value ${forTime(hasNoValue, wait)}: ${without.join(' and ')}`,
              time: hasNoValue,
              blocks: true,
            },
          ]),
    ];
  });
  const blocked = wait.parts.map(({ isFalse, hasNoValue }) => isFalse + hasNoValue);
  const isSplit =
    blocked.filter((time) => time > 0).length > 1 && blocked.every((time) => time < wait.times.condition);
  if (!isSplit) return reasons;
  const text = 'the parts of `when` were never true at the same time';
  return [{ text, time: wait.times.condition, blocks: true }, ...reasons];
}

/** Why a measure has no value, if its definition shows the reason. */
function noValueWords({ measures }: Scenario, name: string): string {
  const uses = measures.find((measure) => measure.name === name)?.uses ?? [];
  const latencies = uses.filter(({ metric }) => metric === 'latency').map(({ service }) => service);
  const known = `the measure \`${name}\` was undefined`;
  const services = latencies.join(' and ');
  return services === '' ? known : `${known}, since no request to ${services} succeeded`;
}

/** What the step waited for in addition to `when`. */
function waitingReasons(
  { receive, choose, send }: Branch,
  { times, sawMessage, waited }: BranchWait,
): Reason[] {
  const reason = (time: Micros, text: string): Reason[] =>
    time === 0 ? [] : [{ text: `${text} ${forTime(time, { waited })}`, time, blocks: true }];
  const matching = sawMessage && receive?.where !== null ? 'no message matched `where`' : 'no message came';
  const space = send.some(({ via }) => via !== null)
    ? 'its channel had no space'
    : 'the rest of its group couldn’t happen';
  return [
    ...(receive === null ? [] : reason(times.message, matching)),
    ...reason(times.choice, choose.length === 0 ? '' : 'there was nothing to choose from'),
    ...reason(times.capacity, space),
    ...reason(times.undrawn, 'another alternative was drawn'),
  ];
}

/** What kept the step from happening when it was about to. */
function missedReasons({ call, when }: Branch, { counts, times }: BranchWait): Reason[] {
  const often = (n: number, text: string, time = 0, blocks = true): Reason[] =>
    n === 0
      ? []
      : [{ text: n === 1 ? `${text} once` : `${text} ${n.toLocaleString('en-US')} times`, time, blocks }];
  const to = call === null ? '' : call.service;
  return [
    ...often(counts.failed, `its call to ${to} failed`, times.call),
    ...often(
      counts.dropped,
      `\`when\` was false again when ${to} answered, so the answer was dropped,`,
      times.call,
    ),
    ...often(
      counts.late,
      when === null ? 'it was due but couldn’t happen' : '`when` was false again at the end of its delay',
      times.delay,
    ),
    ...often(counts.skips, 'it was skipped', 0, false),
    ...often(counts.others, 'another alternative happened first', 0, false),
  ];
}

/** What the instance was doing at the end of the run. */
function endReasons({ at, call }: Branch, wait: BranchWait, end: Micros): Reason[] {
  const { status, times, actor } = wait;
  const reason = (text: string, time: Micros): Reason[] => [{ text, time, blocks: false }];
  if (status === 'delay') {
    const isLate = at !== null && at.t >= end;
    return reason(
      isLate ? `its time, ${at.text}, is after the end of the run` : 'its delay wasn’t over at the end',
      times.delay,
    );
  }
  if (status === 'call')
    return reason(`its call to ${call?.service ?? 'a service'} had no answer at the end`, times.call);
  if (status === 'away' && actor.down) return reason(`${actor.id} was down at the end`, 0);
  return [];
}

/** Says how long a reason lasted. */
function forTime(time: Micros, { waited }: Pick<BranchWait, 'waited'>): string {
  if (time >= waited) return 'the whole time';
  return `for ${humanDuration(time)} of ${humanDuration(waited)}`;
}

import type { FixEffect } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';

/**
 * A short description of all effects, with the base's value last. Example: `80 min of impact instead of 175 min; failed
 * requests 6,108 to 3,066`. If the first effect is an improvement, effects that got worse come after `but`.
 */
export function effectsText(effects: readonly FixEffect[]): string {
  const [lead] = effects;
  const parts = groups(effects).map((group) => {
    const isOpposite = lead !== undefined && group.change === -lead.change && group.change !== 0;
    return `${isOpposite ? 'but ' : ''}${group.text}`;
  });
  return parts.join('; ');
}

interface Group {
  readonly text: string;
  readonly change: FixEffect['change'];
}

/** Adds up the impact on several services, and their failed requests. */
function groups(effects: readonly FixEffect[]): Group[] {
  const of = (what: FixEffect['what']): FixEffect[] => effects.filter((one) => one.what === what);
  const impact = [...of('impact'), ...of('condition')];
  const failed = of('failed');
  return [
    ...(impact.length === 0 ? [] : [{ text: impactText(impact), change: direction(impact) }]),
    ...of('violated').map((one) => ({ text: violatedText(one), change: one.change })),
    ...(failed.length === 0 ? [] : [{ text: failedText(failed), change: direction(failed) }]),
    ...of('missing').map((one) => ({ text: missingText(one), change: one.change })),
    ...of('recovery').map((one) => ({ text: recoveryText(one), change: one.change })),
    ...of('outcome').map((one) => ({ text: outcomeText(one), change: one.change })),
  ];
}

function direction(effects: readonly FixEffect[]): FixEffect['change'] {
  return Math.sign(effects.reduce((sum, { change }) => sum + change, 0)) as FixEffect['change'];
}

function total(effects: readonly FixEffect[], side: 'base' | 'variant'): number {
  return effects.reduce((sum, one) => sum + (one[side] ?? 0), 0);
}

function impactText(effects: readonly FixEffect[]): string {
  const [before, after] = [total(effects, 'base'), total(effects, 'variant')];
  const what = impactWords(effects);
  if (before === after) return `${humanDuration(before)} of ${what} in both`;
  const words = after === 0 ? `no ${what}` : `${humanDuration(after)} of ${what}`;
  return `${words} instead of ${before === 0 ? 'none' : humanDuration(before)}`;
}

/** What the sum covers. Example: `impact on 3 services in total`. */
function impactWords(effects: readonly FixEffect[]): string {
  const [first, ...others] = effects;
  if (others.length === 0) return first!.what === 'condition' ? `\`${first!.name}\`` : 'impact';
  const hasConditions = effects.some(({ what }) => what === 'condition');
  return `impact on ${effects.length} services${hasConditions ? ' and conditions' : ''} in total`;
}

function violatedText({ name, base, variant }: FixEffect): string {
  if (base === variant) return `\`${name}\` is violated in both`;
  return variant === 0 ? `\`${name}\` holds` : `\`${name}\` is violated`;
}

function failedText(effects: readonly FixEffect[]): string {
  const [before, after] = [total(effects, 'base'), total(effects, 'variant')];
  return before === after
    ? `${grouped(before)} failed requests in both`
    : `${grouped(after)} failed requests instead of ${grouped(before)}`;
}

function missingText({ variant }: FixEffect): string {
  return `${grouped(variant ?? 0)} client requests never end or aren’t made`;
}

function recoveryText({ base, variant }: FixEffect): string {
  if (base === variant)
    return base === null ? 'no recovery in either' : `recovery after ${humanDuration(base)} in both`;
  const words = variant === null ? 'no recovery' : `recovery after ${humanDuration(variant)}`;
  return `${words} instead of ${base === null ? 'none' : humanDuration(base)}`;
}

function outcomeText({ name, unit, base, variant }: FixEffect): string {
  const write = (value: number | null): string => {
    if (value === null) return 'none';
    return unit === 'microseconds' ? humanDuration(value) : grouped(value);
  };
  const what = unit === null || unit === 'microseconds' ? `\`${name}\`` : `\`${name}\` (${unit})`;
  return base === variant
    ? `${what} ${write(base)} in both`
    : `${what} ${write(variant)} instead of ${write(base)}`;
}

/** A number with thousands separators. A fractional number is rounded to four significant digits. */
function grouped(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 20 });
}

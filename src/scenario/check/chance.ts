import { type Branch, SHARE_TOLERANCE } from '../ast/scenario.ts';
import type { RawBranch, RawStep } from '../schema/processes.ts';
import * as say from './diagnostics.ts';
import type { FlatStep, ProgramContext } from './program.ts';

/** True if a draw selects among the alternatives of an `either`. */
export function hasChances({ either }: RawStep): boolean {
  return (either ?? []).some(({ chance }) => chance !== undefined);
}

/**
 * Checks an `either` with chances. None of its alternatives may wait. A run has to take the alternative that it draws,
 * but a search can take any alternative, so the search would miss a run that gets stuck in the drawn one.
 */
export function checkChances(program: ProgramContext, flat: FlatStep, branches: readonly Branch[]): void {
  const { context, channels } = program;
  for (const [i, raw] of (flat.raw.either ?? []).entries()) {
    const path = [...flat.path, 'either', i];
    if (raw.weight !== undefined) context.report(say.chanceAndWeight(context.keySpan([...path, 'weight'])));
    for (const key of waitingKeys(raw, branches[i]!)) {
      context.report(say.chanceWaits(context.keySpan([...path, key]), raw.id, key));
    }
    const full = branches[i]!.send.find(
      ({ via }) => via !== null && program.bounded.includes(channels[via]!),
    );
    if (full !== undefined) context.report(say.chanceWaits(full.span, raw.id, 'capacity'));
  }
  if (program.groups.has(program.flat.indexOf(flat))) {
    const path = flat.raw.id === undefined ? flat.path : [...flat.path, 'id'];
    context.report(say.chanceInGroup(context.span(path)));
  }
  const total = fixedTotal(branches);
  if (total > 1 + SHARE_TOLERANCE) {
    const last = branches.findLastIndex(({ chance }) => chance !== null);
    context.report(say.chanceTotal(context.span([...flat.path, 'either', last, 'chance']), total));
  }
}

/** True if the draw may select none of the alternatives. */
export function mayPass(branches: readonly Branch[]): boolean {
  if (branches.some(({ chance }) => chance === null)) return false;
  // A named constant may have a different value in a variant or a draw.
  const fixed = branches.every(({ chance }) => chance!.op === 'literal' && chance!.constant === undefined);
  return !fixed || fixedTotal(branches) < 1 - SHARE_TOLERANCE;
}

/** Total of the chances that don't depend on the state. */
function fixedTotal(branches: readonly Branch[]): number {
  return branches.reduce(
    (sum, { chance }) => sum + (chance?.op === 'literal' ? (chance.value as number) : 0),
    0,
  );
}

/** Keys that can make an alternative wait. */
function waitingKeys(raw: RawBranch, { choose }: Branch): ('when' | 'receive' | 'choose')[] {
  const mayBeEmpty = choose.some(({ from }) => {
    if (from.type.kind === 'process') return false;
    return from.op !== 'list' || from.items.length === 0;
  });
  return [
    ...(raw.when === undefined ? [] : (['when'] as const)),
    ...(raw.receive === undefined ? [] : (['receive'] as const)),
    ...(mayBeEmpty ? (['choose'] as const) : []),
  ];
}

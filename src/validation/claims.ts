import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { type FixVerdict, LABELS, type Validation } from '../result.ts';
import type { HelpsClaim } from '../scenario/ast/label-claims.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import * as say from './diagnostics.ts';
import type { JudgedVariant } from './fixes/fixes.ts';

/** Labels that are weaker than claimed, and variants that are claimed to help but don't. */
export function unmetClaims(
  base: Scenario,
  variants: readonly JudgedVariant[],
  { comparisons, fixes }: Pick<Validation, 'comparisons' | 'fixes'>,
): Diagnostic[] {
  const labels = base.labels.flatMap(({ id, label, span }) => {
    const found = comparisons.find((one) => one.id === id);
    if (found === undefined) return [];
    if (label === 'missed') return found.label === 'missed' ? [] : [say.noLongerMissed(span, found)];
    if (LABELS.indexOf(found.label) <= LABELS.indexOf(label)) return [];
    return [say.labelDropped(span, label, found)];
  });
  const helps = variants.flatMap(({ name, scenario }) => {
    const fix = fixes.find(({ variant, by }) => variant === name && by === 'runs');
    return fix === undefined || scenario.helps === null ? [] : unmetHelp(scenario.helps, fix);
  });
  return [...labels, ...helps];
}

function unmetHelp({ effects, share, span }: HelpsClaim, fix: FixVerdict): Diagnostic[] {
  const { counted, better } = fix.draws;
  const isMost = (draws: number): boolean => counted > 0 && draws >= share * counted;
  const inDraws = (found: number): string =>
    `at least ${percent(share)} of the draws, but it does so in ${counted === 0 ? 'none' : `${found} of ${counted}`}`;
  if (effects.length === 0) {
    const helps = isMost(better) && fix.verdict !== 'helps and harms';
    return helps ? [] : [say.doesNotHelp(span, null, inDraws(better), fix)];
  }
  return effects.flatMap(({ what, name, span: at }) => {
    const found = fix.effects.find((one) => one.what === what && one.name === name)?.better ?? 0;
    return isMost(found) ? [] : [say.doesNotHelp(at, `\`${name}\``, inDraws(found), fix)];
  });
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`;
}

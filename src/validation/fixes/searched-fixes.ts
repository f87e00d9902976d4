import type { ConstantValue, Exploration, FixVerdict, FixWord, VariantKind } from '../../result.ts';
import { redefinedText } from './fixes.ts';

/**
 * Determines what variants change in searches of all interleavings.
 *
 * @param explorations the base's and the variants' searches
 * @param constants    the base's constants; whole numbers are a search's bounds
 * @param kindOf       a variant's purpose
 * @param redefines    the path of a variant's patch that changes what counts as harm, or null
 */
export function judgeSearches(
  explorations: readonly Exploration[],
  constants: readonly ConstantValue[],
  kindOf: (variant: string) => VariantKind,
  redefines: (variant: string) => string | null,
): FixVerdict[] {
  const base = explorations.find(({ variant }) => variant === 'base');
  if (base === undefined) return [];
  return explorations.flatMap((one): FixVerdict[] => {
    if (one === base) return [];
    const path = redefines(one.variant);
    const { verdict, reason } =
      path === null
        ? judge(base, one, constants)
        : ({ verdict: 'untested', reason: redefinedText(path) } as const);
    const draws = { counted: 0, better: 0, worse: 0, same: 0 };
    const kind = kindOf(one.variant);
    return [{ variant: one.variant, kind, by: 'search', verdict, reason, draws, made: 0, effects: [] }];
  });
}

function judge(
  base: Exploration,
  variant: Exploration,
  constants: readonly ConstantValue[],
): { verdict: FixWord; reason: string } {
  if (variant.verdict === 'incomplete' || base.verdict === 'incomplete') {
    const [who, { states }] = variant.verdict === 'incomplete' ? ['Its', variant] : ['The base’s', base];
    return { verdict: 'untested', reason: `${who} search stopped after ${counted(states)} states.` };
  }
  if (base.verdict === 'violated' && variant.verdict === 'holds') {
    return {
      verdict: 'helps',
      reason: `${holdsWords(variant, constants)}; the base violates ${violation(base)}.`,
    };
  }
  if (base.verdict === 'violated') {
    const isSame = base.property === variant.property;
    return {
      verdict: isSame && base.steps === variant.steps ? 'no effect' : 'hardly any effect',
      reason: isSame
        ? `Still violates ${violation(variant)}${base.steps === variant.steps ? ', as the base does' : `, the base in ${base.steps}`}.`
        : `Violates ${violation(variant)}, while the base violates ${violation(base)}.`,
    };
  }
  if (variant.verdict === 'violated') {
    return { verdict: 'harms', reason: `Violates ${violation(variant)}; in the base, every property holds.` };
  }
  return {
    verdict: 'untested',
    reason: 'Every property holds in the base too, so the searches show no difference.',
  };
}

/** Example: `Holds in all interleavings within these bounds: 652 states, plans: 3`. */
function holdsWords({ states, bounds, patches }: Exploration, constants: readonly ConstantValue[]): string {
  const smaller = bounds.smaller ?? [];
  const left = bounds.leftToRuns ?? [];
  const changed = new Map([...patches, ...smaller].map(({ path, value }) => [path, value]));
  const whole = constants.flatMap(({ name, type, value }) => {
    const own = changed.get(`const.${name}`) ?? changed.get(`const.${name}.value`) ?? String(value);
    return type === 'int' ? [`${name}: ${own}`] : [];
  });
  const instances = smaller.flatMap(({ path, value }) =>
    path.startsWith('const.') ? [] : [`${path}: ${value}`],
  );
  const named = [`${counted(states)} states`, ...whole.slice(0, MOST_BOUNDS), ...instances].join(', ');
  const runs = left.length === 0 ? '' : `, apart from ${left.join(', ')}, which only runs can check`;
  return `Holds in all interleavings within these bounds: ${named}${runs}`;
}

/**
 * Maximum number of constants listed as bounds. More would distract from the verdict, and the page lists all of them.
 */
const MOST_BOUNDS = 6;

function violation({ property, steps }: Exploration): string {
  const what = property === 'deadlock' ? 'freedom from deadlock' : `\`${property}\``;
  return steps === null ? what : `${what} in ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}

function counted(states: number): string {
  return states.toLocaleString('en-US');
}

import type { RunSummary } from '../../result.ts';
import type { ModelNumber } from '../numbers/numbers.ts';
import { type Change, drawnFactors, type Probe, type ProbedModel } from '../probes/probes.ts';

/** Runs of the base and a variant with the same numbers and the same seed. */
export interface Pair {
  readonly base: RunSummary;
  /** If the pair doesn't count, the variant wasn't run, and this is the base's run. */
  readonly variant: RunSummary;
}

/** Numbers without a source are drawn within this factor. */
const SPREAD = 1.3;
/** Number of pairs in each of two batches per variant. The second batch is needed only if the first isn't unanimous. */
const BATCH = 20;
/** Number of attempts to draw numbers that keep the base valid. */
const ATTEMPTS = 4;
/** Maximum number of variants to run. */
export const MOST_VARIANTS = 20;

/**
 * Runs the base and each variant with the same drawn numbers and seeds, at most 40 times.
 *
 * @returns each variant's pairs; the first pair has the original numbers, if possible
 * @param numbers numbers without a source; a variant's numbers affect only that variant
 * @param isSettled true if additional pairs can't change the verdict on a variant
 * @param doesCount true if pairs with a run of the base count, given the run with the original numbers
 */
export async function pairedRuns(
  model: ProbedModel,
  numbers: readonly ModelNumber[],
  variants: readonly string[],
  isSettled: (variant: string, pairs: readonly Pair[], more: number) => boolean,
  doesCount: (base: RunSummary, written: RunSummary) => boolean,
): Promise<ReadonlyMap<string, readonly Pair[]>> {
  const tested = variants.slice(0, MOST_VARIANTS);
  const pairs = new Map<string, Pair[]>(tested.map((variant) => [variant, []]));
  let drawable = numbers;
  let written: RunSummary | null = null;
  for (const first of [0, BATCH]) {
    const open = tested.filter((variant) => first === 0 || !isSettled(variant, pairs.get(variant)!, BATCH));
    if (open.length === 0) break;
    let made = await baseRuns(model, drawable, first);
    if (first === 0 && made.length < BATCH / 2) {
      drawable = await changeable(model, drawable);
      made = await baseRuns(model, drawable, first);
    }
    written ??= made.find(({ base }) => base.run === 0)?.base ?? null;
    const counted = made.filter(({ base }) => written !== null && doesCount(base, written));
    const probes = open.flatMap((variant) => counted.map(({ probe }) => ({ ...probe, variant })));
    const runs = await model.cases(probes);
    open.forEach((variant, k) => {
      for (const one of made) {
        const i = counted.indexOf(one);
        const run = i < 0 ? one.base : (runs[k * counted.length + i] ?? null);
        if (run !== null) pairs.get(variant)!.push({ base: one.base, variant: run });
      }
    });
  }
  return pairs;
}

interface BaseRun {
  readonly probe: Probe;
  readonly base: RunSummary;
}

/** A batch of runs of the base. The very first run has the original numbers. Invalid draws are repeated. */
async function baseRuns(
  model: ProbedModel,
  numbers: readonly ModelNumber[],
  first: number,
): Promise<BaseRun[]> {
  const made: (BaseRun | null)[] = Array.from({ length: BATCH }, () => null);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const open = made.flatMap((one, i) => (one === null && (first + i > 0 || attempt === 0) ? [i] : []));
    if (open.length === 0) break;
    const probes = open.map((i): Probe => {
      const run = first + i;
      const factors = drawnFactors(numbers, SPREAD, run + attempt * 2 * BATCH);
      return { change: run === 0 ? {} : { factors }, variant: 'base', run };
    });
    const found = await model.cases(probes);
    open.forEach((i, k) => {
      const base = found[k] ?? null;
      made[i] = base === null ? null : { probe: probes[k]!, base };
    });
  }
  return made.filter((one) => one !== null);
}

/** The numbers that can each be changed without making the base invalid. */
async function changeable(model: ProbedModel, numbers: readonly ModelNumber[]): Promise<ModelNumber[]> {
  const changes = numbers.flatMap((number) =>
    [1 / SPREAD, SPREAD].map((factor): Change => ({ factors: new Map([[number, factor]]) })),
  );
  const runs = await model.runs(changes);
  return numbers.filter((_, i) => runs[2 * i] != null && runs[2 * i + 1] != null);
}

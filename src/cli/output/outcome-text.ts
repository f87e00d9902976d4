import type { Distribution, OutcomeResult, QuantityResult, Result, Run } from '../../result.ts';
import {
  betterOrWorse,
  COUNTED_AT,
  outcomeChange,
  outcomeText,
  undefinedWords,
} from '../../views/sweep/outcome-words.ts';
import { valueAgreement } from '../../views/tables/fit-values.ts';
import { unobservedSentences, unobservedTitle } from '../../views/tables/unobserved.ts';
import { curveSentences, toleranceWords } from '../../views/words/curve-words.ts';
import { rangeText } from '../../views/words/quantiles.ts';
import { type Cell, type Style, tableLines } from '../terminal/print.ts';

/** A run's outcomes. */
export function outcomeLines({ outcomes }: Run, style: Style): string[] {
  const rows = outcomes.map((outcome): Cell[] => {
    const missing = undefinedWords(outcome);
    return [
      outcome.name,
      outcome.value === null ? { text: 'no value', tone: 'warning' } : outcomeText(outcome, outcome.value),
      COUNTED_AT[outcome.at],
      `${outcome.says === null ? '' : `${outcome.says}: `}${outcome.is}${missing === null ? '' : `; ${missing}`}`,
    ];
  });
  return rows.length === 0 ? [] : tableLines(['Outcomes', '', '', ''], rows, style);
}

/** How a variant's outcomes differ from the base's. */
export function outcomeEffects(run: Run, base: Run): string[] {
  return run.outcomes.flatMap((outcome) => {
    const before = base.outcomes.find(({ name }) => name === outcome.name)?.value ?? null;
    if (before === outcome.value) return [];
    return [effect(outcome, before)];
  });
}

function effect(outcome: OutcomeResult, before: number | null): string {
  const direction = betterOrWorse(outcome.better, outcome.value, before);
  return `${outcome.name} ${outcomeText(outcome, outcome.value)} (base: ${outcomeText(outcome, before)}${direction === null ? '' : `; ${direction}`})`;
}

/** Observed values next to the run's values, with the range over many runs if there are any. */
export function valueLines(result: Result, { variant, quantities }: Run, style: Style): string[] {
  const sweeps = result.sweeps.filter((sweep) => sweep.variant === variant);
  const sweep = sweeps.find(({ kind }) => kind === 'draws') ?? sweeps[0];
  const rows = quantities.map((quantity): Cell[] => {
    const range = sweep?.quantities.find(({ id }) => id === quantity.id)?.value;
    return [
      quantity.id,
      outcomeText(quantity, quantity.observed),
      outcomeText(quantity, quantity.simulated),
      quantity.difference === null ? '–' : outcomeChange(quantity, quantity.difference),
      quantity.within === null ? '' : outcomeText(quantity, quantity.within),
      rangeCell(quantity, range),
      verdictCell(quantity),
    ];
  });
  const head = ['Observed values', 'observed', 'simulated', 'off by', 'tolerance', 'over all runs', ''];
  return rows.length === 0 ? [] : tableLines(head, rows, style);
}

function rangeCell(quantity: QuantityResult, range: Distribution | undefined): string {
  if (range === undefined || range.n === 0) return '';
  return rangeText(range, (value) => outcomeText(quantity, value));
}

function verdictCell(quantity: QuantityResult): Cell {
  switch (valueAgreement(quantity)) {
    case 'within':
      return 'within';
    case 'outside':
      return { text: 'OUTSIDE', tone: 'bad' };
    case 'missing':
      return { text: 'no value', tone: 'bad' };
    case 'given':
      return 'fitted';
    case 'open':
      return 'no tolerance';
  }
}

/** How close measures are to the observed series that they're compared with. */
export function curveLines(result: Result, { curves = [], variant }: Run, { paint }: Style): string[] {
  if (curves.length === 0) return [];
  const sweeps = result.sweeps.filter((sweep) => sweep.variant === variant && sweep.runs > 1);
  const sweep = sweeps.find(({ kind }) => kind === 'draws') ?? sweeps.find(({ kind }) => kind === 'seeds');
  const lines = curves.flatMap((curve) => {
    const swept = sweep?.curves?.find(({ measure }) => measure === curve.measure) ?? null;
    const tolerance = toleranceWords(curve);
    const verdict =
      curve.met === null
        ? 'no tolerance'
        : `${curve.met ? 'within' : 'OUTSIDE'} the tolerance (${tolerance})`;
    return [
      `  ${curve.measure} and series.${curve.series}: ${curve.met === false ? paint('bad', verdict) : verdict}`,
      ...curveSentences(curve, swept, sweep?.runs ?? 0).map((text) => `    ${text}`),
    ];
  });
  return [paint('heading', 'Curves'), ...lines];
}

/** Predicted impact outside the observed periods of impact; nothing if no period was observed. */
export function unobservedLines(result: Result, { paint }: Style): string[] {
  const title = unobservedTitle(result);
  if (title === null) return [];
  return [paint('heading', title), ...unobservedSentences(result).map((text) => `  ${text}`)];
}

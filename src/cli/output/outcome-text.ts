import type { OutcomeResult, Run } from '../../result.ts';
import { betterOrWorse, COUNTED_AT, outcomeText, undefinedWords } from '../../views/sweep/outcome-words.ts';
import { type Cell, type Style, tableLines } from '../terminal/print.ts';

/** A run's outcomes. */
export function outcomeLines({ outcomes }: Run, style: Style): string[] {
  const rows = outcomes.map((outcome): Cell[] => {
    const missing = undefinedWords(outcome);
    return [
      outcome.name,
      outcome.value === null ? { text: 'no value', tone: 'warning' } : outcomeText(outcome, outcome.value),
      COUNTED_AT[outcome.at],
      `${outcome.is}${missing === null ? '' : `; ${missing}`}`,
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

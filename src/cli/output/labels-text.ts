import type { Comparison, FixVerdict, Validation } from '../../result.ts';
import { fixTone, fixWords } from '../../views/words/fixes.ts';
import { labelTone, labelWords, reasonWords } from '../../views/words/labels.ts';
import { countOf } from '../../views/words/number-format.ts';
import { type Cell, type Style, tableLines } from '../terminal/print.ts';

/** Labels of a scenario's comparisons with the observed timeline, as lines for a terminal. */
export function labelLines(validation: Validation, style: Style): string[] {
  const { comparisons, runs, left } = validation;
  if (comparisons.length === 0) return [];
  return [
    ...tableLines(
      ['Comparison', 'label', 'why'],
      comparisons.map((one): Cell[] => [one.id, labelCell(one), reasonWords(one)]),
      style,
    ),
    '',
    `  Based on ${countOf(runs, 'run')}.`,
    ...(left === 0 ? [] : [`  ${countOf(left, 'number')} weren't varied, since there are too many.`]),
  ];
}

function labelCell(comparison: Comparison): Cell {
  const tone = labelTone(comparison.label);
  const text = labelWords(comparison);
  return tone === 'plain' ? text : { text, tone };
}

/** What variants change, as lines for a terminal. */
export function fixLines({ fixes }: Validation, style: Style): string[] {
  if (fixes.length === 0) return [];
  return tableLines(
    ['Variant', 'compared with the base', 'why'],
    fixes.map((fix): Cell[] => [fix.variant, fixCell(fix), fix.reason]),
    style,
  );
}

function fixCell(fix: FixVerdict): Cell {
  const tone = fixTone(fix);
  const text = fixWords(fix);
  return tone === 'plain' ? text : { text, tone };
}

import type { Comparison, FixVerdict, Validation } from '../../result.ts';
import { fixTone, fixWords } from '../../views/words/fixes.ts';
import { labelCounts } from '../../views/words/labels.ts';
import { countOf } from '../../views/words/number-format.ts';
import { type Cell, type Style, tableLines, wrap } from '../terminal/print.ts';

/** Labels of a scenario's comparisons with the observed timeline, as lines for a terminal. */
export function labelLines({ comparisons, numbers, runs, left }: Validation, style: Style): string[] {
  if (comparisons.length === 0) return [];
  const unsourced = numbers.filter(({ basis }) => basis !== 'sourced').length;
  const summary = `${countOf(comparisons.length, 'comparison')}: ${labelCounts(comparisons)}. ${countOf(unsourced, 'number')} ${unsourced === 1 ? 'has' : 'have'} no source. Based on ${countOf(runs, 'run')}.`;
  return [
    ...tableLines(
      ['Comparison', 'label', 'why'],
      comparisons.map(({ id, label, support, reason, tags }): Cell[] => [
        id,
        labelCell(label, support === null ? label : `${label} (${support})`),
        [reason, ...tags.map((tag) => `${tag[0]!.toUpperCase()}${tag.slice(1)}.`)].join(' '),
      ]),
      style,
    ),
    '',
    ...wrap(summary, style.width - 2).map((line) => `  ${line}`),
    ...(left === 0 ? [] : [`  ${countOf(left, 'number')} weren't varied, since there are too many.`]),
  ];
}

function labelCell(label: Comparison['label'], text: string): Cell {
  if (label === 'holds up') return { text, tone: 'good' };
  return label === 'missed' ? { text, tone: 'bad' } : text;
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

import type { ConditionResult, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { affectedText, heldText } from '../../views/drawing/condition-words.ts';
import type { Times } from '../../views/words/time-format.ts';
import { type Cell, type Style, tableLines } from '../terminal/print.ts';
import { clock, facesOf, onFirst } from './clock-text.ts';

/** When each condition under `impact.conditions` held, and how many users or items it affected. */
export function conditionLines({ conditions }: Run, times: Times, style: Style): string[] {
  if (conditions.length === 0) return [];
  const rows = conditions.flatMap((condition) => [
    ...periodRows(condition, times),
    ...(condition.windows.length > 1
      ? [['', '', '', 'in total', heldText(condition), affectedText(condition.affected, condition.unit), '']]
      : []),
  ]);
  return tableLines(['Conditions, simulated', '', 'from', 'to', 'duration', 'affected', ''], rows, style);
}

function periodRows({ name, windows, affected, unit, while: is }: ConditionResult, times: Times): Cell[][] {
  if (windows.length === 0) {
    return [[name, '', { text: 'never', tone: 'good' }, '', '', affectedText(affected, unit), is]];
  }
  return windows.flatMap((window, i) =>
    facesOf(times).map((face, line): Cell[] => [
      i === 0 && line === 0 ? name : '',
      { text: times.abbreviation(window.from, face), tone: 'faint' },
      clock(times, window.from, face, 'minute'),
      window.to === null
        ? { text: onFirst(line, 'still holds'), tone: 'bad' }
        : clock(times, window.to, face, 'minute'),
      onFirst(line, window.to === null ? 'to the end' : humanDuration(window.to - window.from)),
      onFirst(line, affectedText(window.affected, unit)),
      i === 0 ? onFirst(line, is) : '',
    ]),
  );
}

/** How a variant's conditions differ from the base's. */
export function conditionEffects(run: Run, base: Run): string[] {
  return run.conditions.flatMap((condition) => {
    const before = base.conditions.find(({ name }) => name === condition.name);
    if (before === undefined) return [];
    const [then, now] = [heldText(before), heldText(condition)];
    if (then !== now) return [`${condition.name} ${now} (base: ${then})`];
    if (before.affected === condition.affected) return [];
    const { affected, unit } = condition;
    return [
      `${condition.name} affects ${affectedText(affected, unit)} (base: ${affectedText(before.affected, unit)})`,
    ];
  });
}

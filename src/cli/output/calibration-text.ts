import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Calibration, CurveLoss } from '../../hindcast.ts';
import type { CurveResult, Result } from '../../result.ts';
import { curveDifference, skillText, toleranceWords } from '../../views/words/curve-words.ts';
import { count, listed, plainNumber } from '../../views/words/number-format.ts';
import { timesOf } from '../../views/words/time-format.ts';
import { type Cell, joinSections, type Style, tableLines, titleLines, wrap } from '../terminal/print.ts';

/** A calibration as text for a terminal, without a trailing newline. */
export function calibrationText(calibration: Calibration, result: Result, place: Span, style: Style): string {
  const { measure, series, window, fitted, rest, constants, runs } = calibration;
  const times = timesOf(result);
  const part = `${times.label(window.from)} to ${times.say(window.to)}`;
  const facts = [
    ['fitted', `\`${measure}\` to \`series.${series}\`, ${part}`],
    ['runs', `${count(runs)}, all sets of values with the same random numbers`],
  ] as const;
  const lossCells = ({ mae, skill }: CurveLoss): string[] => [
    mae === null ? '–' : curveDifference(calibration, mae),
    skillText(skill),
  ];
  const lossRow = (title: string, { before, after }: Calibration['fitted'], worth: string): Cell[] => [
    title,
    count(after.points),
    ...lossCells(before),
    ...lossCells(after),
    worth,
  ];
  return joinSections([
    titleLines(result, place, facts, style),
    tableLines(
      ['Part', 'points', 'was off by', 'skill', 'now off by', 'skill', ''],
      [
        lossRow('fitted', fitted, 'given: not a prediction'),
        ...(rest === null ? [] : [lossRow('the rest', rest, 'a prediction')]),
      ],
      style,
    ),
    tableLines(
      ['Constant', 'was', 'fitted', 'fits as well', 'range', ''],
      constants.map((one): Cell[] => [
        one.name,
        one.was.written,
        one.fitted.written,
        one.determined === 'unknown' ? 'not found' : `${one.low.written} to ${one.high.written}`,
        `${one.range[0].written} to ${one.range[1].written}`,
        DETERMINED[one.determined],
      ]),
      style,
    ),
    [...notesOf(calibration), ...toleranceNotes(calibration, result)].flatMap((note) =>
      wrap(note, style.width - 2).map((line) => `  ${line}`),
    ),
  ]);
}

/** What the measure's tolerance means once the values are written. */
function toleranceNotes({ measure, rest }: Calibration, result: Result): string[] {
  const curve = result.runs[0]?.curves?.find((one) => one.measure === measure);
  const tolerance = curve === undefined ? null : toleranceWords(curve);
  if (curve === undefined || tolerance === null) return [];
  if (rest === null) {
    return [
      `The measure has a tolerance (${tolerance}), but with these values, nothing is left to compare: \`check\` reports an error until you remove \`within\`.`,
    ];
  }
  if (isWithin(rest.after, curve.within)) return [];
  return [
    `With these values, the rest of the series is outside the measure’s tolerance (${tolerance}), so \`check\` reports an error.`,
  ];
}

function isWithin({ mae, skill }: CurveLoss, within: CurveResult['within']): boolean {
  return (
    (within.skill === null || (skill !== null && skill >= within.skill)) &&
    (within.mae === null || (mae !== null && mae <= within.mae))
  );
}

const DETERMINED: Readonly<Record<Calibration['constants'][number]['determined'], Cell>> = {
  well: 'well determined',
  roughly: 'roughly determined',
  not: { text: 'NOT DETERMINED', tone: 'warning' },
  unknown: { text: 'not known', tone: 'warning' },
};

function notesOf({ rest, constants, ridges, equal, isComplete, fitted }: Calibration): string[] {
  const named = (which: (one: Calibration['constants'][number]) => boolean): string[] =>
    constants.filter(which).map(({ name }) => `\`${name}\``);
  const open = named(({ determined }) => determined === 'not');
  const atEnd = named(({ isAtEnd }) => isAtEnd);
  const points = plainNumber(Number((equal * 100).toPrecision(2)));
  return [
    ...ridges.map(({ constants: [a, b], direction, examples }) => {
      const pairs = examples.map(([x, y]) => `${x} with ${y}`).join(', or ');
      return `\`${a}\` and \`${b}\` can’t be distinguished: with more of one and ${direction === 'together' ? 'more' : 'less'} of the other, the curve fits equally well, such as ${pairs}.`;
    }),
    ...(open.length === 0
      ? []
      : [
          `This part of the series doesn’t determine ${listed(open)}: the value is one of many that fit as well.`,
        ]),
    ...(atEnd.length === 0
      ? []
      : [
          `${listed(atEnd)} ${atEnd.length === 1 ? 'is' : 'are'} at an end of the range: a value outside may fit better.`,
        ]),
    ...((fitted.after.skill ?? 0) > 0
      ? []
      : ['Even with these values, a flat line at the normal value is as close.']),
    ...(rest === null ? ['Nothing is left to predict: the whole series was fitted.'] : []),
    isComplete
      ? `“As well” means that the skill is lower by at most ${points} ${points === '1' ? 'point' : 'points'}.`
      : 'The limit on runs ended the search early: raise it with `--max-runs`.',
  ];
}

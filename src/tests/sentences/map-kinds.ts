import type { Result, Stability } from '../../result.ts';
import { type Kind, kind } from './kind.ts';
import { isDuration } from './reading.ts';

/** What a run of a cell does, in the singular and the plural. */
const DOES: Readonly<Record<string, Stability>> = {
  'is never hurt': 'never-hurt',
  'are never hurt': 'never-hurt',
  recovers: 'recovers',
  recover: 'recovers',
  'is metastable': 'metastable',
  'are metastable': 'metastable',
  'isn’t steady before the trigger': 'never-steady',
  'aren’t steady before the trigger': 'never-steady',
  'is undecided': 'undecided',
  'are undecided': 'undecided',
};

/** The regions as their legends name them. */
const IS: Readonly<Record<string, Stability>> = {
  'never hurt': 'never-hurt',
  recovers: 'recovers',
  metastable: 'metastable',
  'not steady before the trigger': 'never-steady',
  undecided: 'undecided',
};

const cellsOf = ({ map }: Result, wanted: Stability): number =>
  map!.cells.filter(({ stability }) => stability === wanted).length;

export const MAPS: readonly Kind[] = [
  kind(
    'cells of a map',
    /^Each cell is one run of the base with different values of (\S+) and (\S+); everything else is the same, including the random numbers\.$/,
    ([x, y], { result }) => x === result.map!.x.path && y === result.map!.y.path,
  ),
  kind('results of a map', /^Of (\d+) runs, (.+)\.$/, ([all, list], { result }) => {
    const counts = list!.split(/, | and /).map((part) => /^(\d+) (.+)$/.exec(part)!);
    return (
      Number(all) === result.map!.cells.length &&
      Number(all) === counts.reduce((sum, [, n]) => sum + Number(n), 0) &&
      counts.every(([, n, words]) => Number(n) === cellsOf(result, DOES[words!]!))
    );
  }),
  kind(
    'one result of a map',
    /^All (\d+) runs have the same result: (.+)\.$/,
    ([all, words], { result }) =>
      Number(all) === result.map!.cells.length && Number(all) === cellsOf(result, IS[words!]!),
  ),
  kind(
    'the scenario’s point on a map',
    /^With the scenario’s own values, (\S+) (\S+) and (\S+) (\S+), the run (.+)\.$/,
    ([x, ownX, y, ownY, words], { result: { map, constants }, run }) => {
      const { trigger, recoveredAt, metastable, steadyBefore } = run!.recovery!;
      const isAxis = (path: string, text: string): boolean => {
        const { value } = constants.find(({ name }) => path === `const.${name}`)!;
        return text === String(value) || isDuration(text.replace(/(\d)([a-z])/g, '$1 $2'), Number(value));
      };
      const after = /^recovers after (.+)$/.exec(words!)?.[1];
      const isTrue =
        after === undefined
          ? DOES[words!] ===
            (steadyBefore ? (metastable ? 'metastable' : map!.own.stability) : 'never-steady')
          : isDuration(after, recoveredAt! - trigger!.from);
      return x === map!.x.path && y === map!.y.path && isAxis(x, ownX!) && isAxis(y, ownY!) && isTrue;
    },
  ),
  kind('point outside a map', /^This point is outside the map\.$/, (_, { result: { map } }) =>
    [map!.x, map!.y].some(({ own, values }) => own.x < values[0]!.x || own.x > values.at(-1)!.x),
  ),
  kind(
    'steady state of a map',
    /^Steady state: (.+)\.$/,
    ([text], { run }) => text === run!.recovery!.steadyState,
  ),
  kind('undecided cells', /^Undecided because: (.+)\.$/, ([list], { result }) => {
    const why = new Set(result.map!.cells.flatMap((cell) => (cell.why === null ? [] : [cell.why])));
    return list === [...why].join('; ');
  }),
];

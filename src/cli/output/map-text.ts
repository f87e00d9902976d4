import type { MapAxis, Result, Stability, StabilityMap } from '../../result.ts';
import { definitions, mapSummary, regionsOf, stabilityWords } from '../../views/sweep/map-words.ts';
import { type Style, wrap } from '../terminal/print.ts';

/** The sign of each region. The legend names those that occur. */
const SIGNS: Readonly<Record<Stability, string>> = {
  'never-hurt': '.',
  recovers: '^',
  metastable: 'x',
  'never-steady': '#',
  undecided: '?',
};

/** A map as a grid of signs with its legend. The lowest values are at the lower left. */
export function mapLines(result: Result, map: StabilityMap, style: Style): string[] {
  const { x, y } = map;
  const left = Math.max(...y.values.map(({ value }) => value.length)) + 2;
  const widest = Math.max(3, ...x.values.map(({ value }) => value.length)) + 2;
  const isWide = left + 2 + x.values.length * widest <= style.width;
  const column = isWide ? widest : 4;
  const rows = y.values.map(({ value }, row) => {
    const cells = map.cells.filter((cell) => cell.y === row);
    const signs = cells.map(({ x: at, y: up, stability }) => {
      const sign = SIGNS[stability];
      return (isOwn(x, at) && isOwn(y, up) ? `[${sign}]` : ` ${sign} `).padStart(column);
    });
    return `  ${value.padStart(left - 2)}${signs.join('')}`;
  });
  const steadyState = result.runs[0]?.recovery?.steadyState ?? '';
  const regions = regionsOf(map);
  return [
    style.paint('heading', `stability by ${x.path} (across) and ${y.path} (up)`),
    ...rows.reverse(),
    `  ${' '.repeat(left - 2)}${xLabels(x, column, isWide)}`,
    '',
    `  ${regions.map(({ stability }) => `${SIGNS[stability]} ${stabilityWords(stability)}`).join('   ')}   [ ] the scenario's own values`,
    '',
    ...wrap(mapSummary(map), style.width - 2).map((line) => `  ${line}`),
    ...definitions(map, steadyState).flatMap((text) =>
      wrap(text, style.width - 2).map((line) => style.paint('faint', `  ${line}`)),
    ),
    ...undecided(map),
  ].map((line) => line.trimEnd());
}

/** All labels, or only the first and the last if they don't fit. */
function xLabels({ values }: MapAxis, column: number, isWide: boolean): string {
  if (isWide) return values.map(({ value }) => value.padStart(column - 1).padEnd(column)).join('');
  const [first, last] = [values[0]!.value, values.at(-1)!.value];
  return `  ${first}${last.padStart(values.length * column - 2 - first.length)}`;
}

/** The cells without a result, and why. */
function undecided({ x, y, cells }: StabilityMap): string[] {
  const found = cells.filter(({ why }) => why !== null);
  if (found.length === 0) return [];
  return [
    '',
    ...found.map(
      ({ x: at, y: up, why }) =>
        `  ${x.path} ${x.values[at]!.value}, ${y.path} ${y.values[up]!.value}: ${why}`,
    ),
  ];
}

/** True for the position of exactly the scenario's own value. */
function isOwn({ own, values }: MapAxis, at: number): boolean {
  return values[at]!.x === own.x;
}

import { type Ledger, time } from './report.ts';

/** A phase of the build that Astro performs. */
export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

const MOST_ROWS = 10;

/** Where a build spends its time: Astro's phases, and the ten slowest pages and scenarios. */
export function profileTable(
  { compiled, scenarios }: Pick<Ledger, 'compiled' | 'scenarios'>,
  phases: readonly Phase[],
): string {
  const ran = scenarios.filter(({ run }) => run);
  return [
    'phases outside of write-ups',
    ...phases.map(({ name, milliseconds }) => row(milliseconds, name)),
    `slowest pages of ${compiled.length} compiled`,
    ...slowest(compiled).map(({ page, milliseconds }) => row(milliseconds, page)),
    `slowest scenarios of ${ran.length} run`,
    ...slowest(ran).map(({ page, scenario, milliseconds }) => row(milliseconds, `${page}: ${scenario}`)),
  ].join('\n');
}

function slowest<T extends { readonly milliseconds: number }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, MOST_ROWS);
}

function row(milliseconds: number, text: string): string {
  return `  ${time(milliseconds)}  ${text}`;
}

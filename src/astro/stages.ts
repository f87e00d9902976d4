import type { Told } from './kept-results.ts';

/** Where a build's time goes. `markdown` is what is left of rendering without scenarios and diagrams. */
export const STAGES = ['reading', 'scenarios', 'diagrams', 'markdown', 'pages'] as const;
export type Stage = (typeof STAGES)[number];

/** Counts and times of one build, or of one save in development. */
export interface Ledger {
  readonly milliseconds: Record<Stage, number>;
  /** Each scenario with its own time, in the order in which they were asked for. */
  readonly scenarios: { page: string; scenario: string; run: boolean; milliseconds: number }[];
  diagrams: number;
  pages: number;
}

export function newLedger(): Ledger {
  return {
    milliseconds: { reading: 0, scenarios: 0, diagrams: 0, markdown: 0, pages: 0 },
    scenarios: [],
    diagrams: 0,
    pages: 0,
  };
}

/** Enters what became of one scenario. */
export function enter(ledger: Ledger, page: string, told: Told): void {
  const { run, milliseconds } = told;
  ledger.scenarios.push({ page, scenario: told.scenario ?? '(with errors)', run, milliseconds });
  ledger.milliseconds.scenarios += milliseconds;
}

/** `2 scenarios: 1 run, 1 from the cache`. */
export function scenarioCount(scenarios: Ledger['scenarios']): string {
  const all = scenarios.length;
  const run = scenarios.filter((one) => one.run).length;
  return `${all} ${all === 1 ? 'scenario' : 'scenarios'}: ${run} run, ${all - run} from the cache`;
}

/** The stages with their times, one a line, each scenario that ran below its stage. */
export function stageTable(ledger: Ledger): string {
  const about: Record<Stage, string> = {
    reading: `${ledger.pages} ${ledger.pages === 1 ? 'page' : 'pages'}`,
    scenarios: scenarioCount(ledger.scenarios),
    diagrams: `${ledger.diagrams} drawn`,
    markdown: '',
    pages: 'HTML, styles and files, after the above',
  };
  return STAGES.flatMap((stage) => [
    `${stage.padEnd(10)} ${time(ledger.milliseconds[stage])}  ${about[stage]}`.trimEnd(),
    ...(stage === 'scenarios' ? ledger.scenarios.filter((one) => one.run) : []).map(
      (one) => `  ${time(one.milliseconds)}  ${one.page}: ${one.scenario}`,
    ),
  ]).join('\n');
}

function time(milliseconds: number): string {
  const shown =
    milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return shown.padStart(9);
}

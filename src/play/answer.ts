import { RunError } from '../engine/state/run-error.ts';
import type { FinishedSearch } from '../explore/search-with.ts';
import type { PortableModel } from '../portable/format.ts';
import type { PortableRunner } from '../portable/run.ts';
import { RESULT_VERSION, type Result, type Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { humanDuration } from '../time/duration.ts';
import { gain, type Quantity, quantitiesOf } from '../views/card/quantities.ts';
import { outcomeClause } from '../views/search/exploration.ts';
import { timeline } from '../views/timeline/timeline.ts';
import { plainName } from '../views/words/names.ts';
import { count, percent, plainNumber } from '../views/words/number-format.ts';
import { timesOf } from '../views/words/time-format.ts';
import { splitQuantities } from './main-rows.ts';
import type { Answer, Curve, Question, Row } from './protocol.ts';

/** A search that runs on a page stops after this many states. */
const MOST_STATES = 200_000;

/** Runs one model for a page. The results for the page's own numbers are computed once for each case. */
export class Answers {
  private readonly model: PortableModel;
  private readonly runner: PortableRunner;
  private readonly pageRuns = new Map<number, Run>();
  private readonly searches = new Map<number, FinishedSearch>();

  constructor(model: PortableModel, runner: PortableRunner) {
    this.model = model;
    this.runner = runner;
  }

  answer(question: Question): Answer {
    const { id } = question;
    try {
      return { id, ...this.made(question), error: null };
    } catch (error) {
      // A model can fail with a reader's numbers. Show the error as the result.
      if (!(error instanceof RunError)) throw error;
      return { id, rows: [], more: [], curve: null, steps: [], timeline: '', error: error.message };
    }
  }

  private made({ index, constants, seed }: Question): Omit<Answer, 'id' | 'error'> {
    const { runs, searches } = this.model.cases[index]!;
    const scenario = this.runner.scenario(index);
    const rows: Row[] = [];
    const more: Row[] = [];
    let curve: Curve | null = null;
    let drawn = '';
    if (runs) {
      const page = this.pageRun(index);
      const yours = this.runner.run(index, constants, seed);
      const shown = shownOf(scenario, this.model.engine, page);
      const { main, rest } = splitQuantities(quantitiesOf({ ...shown, runs: [page] }), page, yours);
      rows.push(...main.map((quantity) => rowOf(quantity, page, yours)));
      more.push(...rest.map((quantity) => rowOf(quantity, page, yours)));
      curve = curveOf(shown, page, yours);
      drawn = timeline(shown, yours);
    }
    const search = searches ? this.search(index) : null;
    if (search !== null) rows.push(...searchRows(search));
    return {
      rows,
      more,
      curve,
      timeline: drawn,
      steps: search?.exploration.trace.map(({ say, actor }) => `${actor} ${say}`) ?? [],
    };
  }

  private pageRun(index: number): Run {
    const known = this.pageRuns.get(index);
    if (known !== undefined) return known;
    const run = this.runner.run(index, {}, this.model.seed);
    this.pageRuns.set(index, run);
    return run;
  }

  /** Searches don't depend on constants with a range, so the page's result also applies to the reader's numbers. */
  private search(index: number): FinishedSearch {
    const known = this.searches.get(index);
    if (known !== undefined) return known;
    const base = index === 0 ? null : this.search(0);
    const found = this.runner.search(index, base, MOST_STATES);
    this.searches.set(index, found);
    return found;
  }
}

function rowOf(quantity: Quantity, page: Run, yours: Run): Row {
  const better = gain(quantity, yours, page);
  return {
    head: quantity.head,
    page: quantity.of(page).cell,
    yours: quantity.of(yours).cell,
    change: better === 0 ? null : better > 0 ? 'better' : 'worse',
  };
}

function searchRows({ exploration }: FinishedSearch): Row[] {
  const verdict = outcomeClause(exploration);
  const states = count(exploration.states);
  return [
    { head: 'In every interleaving', page: verdict, yours: verdict, change: null },
    { head: 'States', page: states, yours: states, change: null },
  ];
}

/** The first measure; without measures, the error rate of the service with the most failures. */
function curveOf(shown: Result, page: Run, yours: Run): Curve | null {
  const times = timesOf(shown);
  const ends = { fromText: times.say(0), toText: times.say(page.ended.at) };
  const [measure] = page.measures;
  if (measure !== undefined) {
    const own = yours.measures.find(({ name }) => name === measure.name)?.values ?? [];
    const write = measure.type === 'duration' ? humanDuration : plainNumber;
    return { title: plainName(measure.name), ...scaled(measure.values, own, write), ...ends };
  }
  const [service] = page.services.toSorted((a, b) => b.failed - a.failed);
  if (service === undefined || service.requests === 0) return null;
  const own = yours.services.find((one) => one.service === service.service)?.errorRate ?? [];
  const title = `Error rate of ${plainName(service.service)}`;
  return { title, ...scaled(service.errorRate, own, percent), ...ends };
}

function scaled(
  page: readonly (number | null)[],
  yours: readonly (number | null)[],
  write: (value: number) => string,
): Pick<Curve, 'page' | 'yours' | 'top' | 'topText'> {
  const top = [...page, ...yours].reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  return { page, yours, top, topText: write(top) };
}

/** The parts of a Result that a single run provides, without comparisons and claims. */
function shownOf(scenario: Scenario, engine: string, run: Run): Result {
  const { id, title, summary, about, clock, until, constants, observed } = scenario;
  const used = new Set([...scenario.own, ...scenario.marks.map((mark) => mark.id)]);
  return {
    version: RESULT_VERSION,
    scenario: id,
    engine,
    title,
    summary,
    about,
    assumes: [...scenario.assumes],
    clock,
    until: until ?? 0,
    constants: [...constants],
    observed: observed.filter((fact) => used.has(fact.id)),
    unobservedImpact: null,
    runs: [run],
    explorations: [],
    sweeps: [],
    sensitivities: [],
    unfired: [],
    dependencies: [],
    validation: null,
    show: [],
    lanes: [...scenario.lanes],
  };
}

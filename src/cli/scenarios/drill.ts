import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { type ComparedNote, compareNotes } from '../../drill/compare.ts';
import { type Drill, type DrillStep, drillOf } from '../../drill/steps.ts';
import { inOrder } from '../../incident/timeline.ts';
import { noTimeline } from '../../markdown/diagnostics.ts';
import type { Result } from '../../result.ts';
import { countOf } from '../../views/words/number-format.ts';
import { readInput } from '../input/input.ts';
import { allDiagnostics, type Chosen, findScenarios, frontValue, seriesBeside } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import type { DrillReport } from '../output/reports.ts';
import { EXIT, type Io, type Output, printable, UsageError } from '../terminal/io.ts';
import { LineReader } from '../terminal/lines.ts';
import { printJson, type Style, styleFor, tableLines, wrap } from '../terminal/print.ts';
import { evaluateFile } from './evaluate-file.ts';

export interface DrillCommand {
  /** If false, each step leaves out what had happened in the models by then. */
  readonly models?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const QUESTION = 'What do you look at? What do you do next?';

/**
 * `hindcast drill`: shows the observed timeline entry by entry, reads a note after each, and compares the notes with
 * what was done.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read
 */
export async function drillFile(name: string, command: DrillCommand, io: Io): Promise<number> {
  if (name === '-')
    throw new UsageError('the write-up must be a file, because notes are read from standard input');
  const input = await readInput(name, io);
  const found = await findScenarios(input, seriesBeside(name, io));
  const chosen: Chosen = { input, found, scenarios: command.models === false ? [] : found.scenarios };
  const title = frontValue(input.file, input.text, 'title') ?? input.file;
  const finish = (drill: Drill, notes: readonly string[], diagnostics: readonly Diagnostic[]): number => {
    if (command.json === true) printJson([reportOf(title, drill, notes, diagnostics)], false, io.stdout);
    printReport(diagnostics, input, io);
    return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
  };

  const own = allDiagnostics(chosen, []);
  const nothing: Drill = { steps: [], models: [] };
  if (hasErrors(own)) return finish(nothing, [], own);
  if (found.timeline.length === 0) {
    const missing = noTimeline(fileSource(input.file, input.text).spanAt(0, 0));
    return finish(nothing, [], [...own, missing]);
  }
  const evaluated = await evaluateFile(chosen, { variant: 'base', only: 'run', quick: true }, undefined, io);
  if (evaluated.interrupted) return EXIT.interrupted;
  const results = evaluated.scenarios.flatMap(({ result }): Result[] => (result === null ? [] : [result]));
  const drill = drillOf(inOrder(found.timeline), results, found.zone ?? 'UTC');
  const output = command.json === true ? io.stderr : io.stdout;
  const style = styleFor(output, io.env);
  const notes = await readNotes(title, drill, io, output, style);
  if (command.json !== true) output.write(printable(`\n${comparisonText(drill, notes, style)}\n`));
  // A drill isn't a check, so errors are reported only for models that can't run.
  const isComplete = evaluated.scenarios.every(({ result }) => result !== null);
  return finish(drill, notes, isComplete ? own : evaluated.diagnostics);
}

/** Shows the entries and reads a note after each but the last. Ends early with `q` or at the end of the input. */
async function readNotes(
  title: string,
  { steps, models }: Drill,
  io: Io,
  output: Output,
  style: Style,
): Promise<string[]> {
  const write = (lines: readonly string[]): unknown => output.write(printable(`${lines.join('\n')}\n`));
  const intro = `Drill: the observed timeline, one entry at a time (${countOf(steps.length, 'entry', 'entries')}). Enter without text means no note; q ends the drill.`;
  write([
    ...wrap(title, style.width).map((line) => style.paint('heading', line)),
    ...wrap(intro, style.width),
  ]);
  const reader = new LineReader(io.stdin);
  const notes: string[] = [];
  try {
    for (const [i, step] of steps.entries()) {
      write(['', ...stepLines(step, `${i + 1} of ${steps.length}`, models.length, style)]);
      // There's nothing to ask after the last entry, since no actions follow it.
      if (i === steps.length - 1) break;
      output.write(`\n${QUESTION}\n> `);
      const line = await reader.next();
      // A terminal already shows the line break that the user types.
      if (io.stdin.isTTY !== true || line === null) output.write('\n');
      if (line === null || line.trim() === 'q') break;
      notes.push(line.trim());
    }
  } finally {
    await reader.close();
  }
  return notes;
}

function stepLines(step: DrillStep, place: string, models: number, style: Style): string[] {
  const simulated = step.simulated.flatMap(({ model, values }) => {
    const label = models === 1 ? 'Simulated' : `Simulated (model ${model + 1})`;
    return indented(`${label}: ${values.join('; ')}`, style).map((line) => style.paint('faint', line));
  });
  return [
    `${style.paint('heading', `${place}  ${step.when}`)}  ${step.kind}`,
    ...indented(said(step), style),
    ...simulated,
  ];
}

function indented(text: string, { width }: Style): string[] {
  return wrap(text, width - 2).map((line) => `  ${line}`);
}

function said({ actor, text }: DrillStep): string {
  return actor === null ? text : `${actor}: ${text}`;
}

/** The notes, next to the actions that were actually taken. */
function comparisonText({ steps, models }: Drill, notes: readonly string[], style: Style): string {
  const rows = compareNotes(steps, notes).flatMap(rowsOf);
  const table =
    rows.length === 0
      ? ['No notes, and the timeline has no response, public post or recovery.']
      : tableLines(['Your notes', '', 'what was done until your next note'], rows, style);
  const names = models.map(({ id, title }, i) => `  model ${i + 1}  ${id}: ${title}`);
  return [...table, ...(names.length === 0 ? [] : ['', style.paint('heading', 'Models'), ...names])].join(
    '\n',
  );
}

/** One line for each action that was taken. The first line also has the note. */
function rowsOf({ step, note, done }: ComparedNote): string[][] {
  const texts = done.length === 0 ? ['nothing'] : done.map((one) => `${one.when}: ${said(one)}`);
  return texts.map((text, i) => (i === 0 ? [step.when, note ?? 'no note', text] : ['', '', text]));
}

function reportOf(
  title: string,
  { steps, models }: Drill,
  notes: readonly string[],
  diagnostics: readonly Diagnostic[],
): DrillReport {
  return {
    version: 1,
    title,
    steps: steps.map((step, i) => ({ ...step, note: notes[i] || null })),
    models,
    diagnostics,
  };
}

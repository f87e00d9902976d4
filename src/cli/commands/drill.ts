import type { Command } from 'commander';
import type { DrillCommand } from '../scenarios/drill.ts';
import { type Done, EXIT_STATUS, type Io } from '../terminal/io.ts';

const HELP = `
Shows the observed timeline one entry at a time, without the summary and without what happened next.
After each entry, write what you would look at and do next, or press Enter for no note. \`q\` ends the
drill. At the end, your notes are listed next to what was done: the responses, public posts and
recoveries in the timeline.

Each entry also shows what changed in the models since the previous entry: marks, measures and, once a
run has ended, outcomes. To show these changes, the base of each scenario that has a \`clock\` is run
once. --no-models leaves out everything from the models.

If standard input is a file, each of its lines is the note for one entry. Nothing is saved. With --json, the
entries and your notes are printed as JSON at the end, and everything else goes to standard error.
Schema: schemas/output-drill.json on the site.

Examples:
  $ hindcast drill content/incidents/cold-cache.md
  $ hindcast drill postmortem.md --no-models
  $ hindcast drill postmortem.md --json < notes.txt > drill.json
${EXIT_STATUS}`;

export function addDrill(program: Command, io: Io, done: Done): void {
  program
    .command('drill')
    .summary('go through an incident’s timeline entry by entry')
    .description(
      'Go through a write-up’s observed timeline entry by entry, and compare your notes with what was done.',
    )
    .argument('<file>', 'a write-up')
    .option('--no-models', 'leave out the models’ results (default: included)')
    .option('--json', 'print the entries and your notes as JSON (default: a table)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: DrillCommand) => {
      const { drillFile } = await import('../scenarios/drill.ts');
      done(await drillFile(file, options, io));
    });
}

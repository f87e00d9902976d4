import type { Command } from 'commander';
import { createProgram } from '../cli/main.ts';
import type { Io } from '../cli/terminal/io.ts';

/** The commands with their arguments, options and help text, as JSON. */
export function commandReference(): string {
  let printed = '';
  const output = { write: (text: string) => (printed += text), columns: 110 };
  const io: Io = { stdout: output, stderr: output, stdin: emptyInput(), cwd: '/', env: {} };
  const program = createProgram(io, () => undefined);
  const commands = program.commands.map((command) => {
    printed = '';
    command.outputHelp();
    return {
      name: command.name(),
      summary: command.summary(),
      description: command.description(),
      usage: `hindcast ${command.name()} ${command.usage()}`,
      arguments: command.registeredArguments.map((one) => ({
        name: one.name(),
        required: one.required,
        description: one.description,
      })),
      options: optionsOf(command),
      more: printed.slice(command.helpInformation().length).trim(),
    };
  });
  return `${JSON.stringify(commands, null, 2)}\n`;
}

function optionsOf(command: Command) {
  return command.options.map(({ flags, description, argChoices, defaultValue }) => ({
    flags,
    description,
    choices: argChoices ?? [],
    default: typeof defaultValue === 'string' ? defaultValue : null,
  }));
}

async function* emptyInput(): AsyncGenerator<string> {
  // Printing help doesn't read any input.
}

import type { Command } from 'commander';
import type { Done } from '../terminal/io.ts';

const HELP = `
Your editor starts this command and communicates with it through standard input and output. In
write-ups (.md) and bare scenarios (.yaml, .yml), the language server shows diagnostics while you type
and run results when you pause, and supports hover, go to definition, and completion for keys, names
and functions.

Neovim:  vim.lsp.start({ name = 'hindcast', cmd = { 'npx', 'hindcast', 'lsp' },
         root_dir = vim.fs.root(0, 'package.json') })
Helix:   [language-server.hindcast] command = "npx" args = ["hindcast", "lsp"],
         and add hindcast to the language servers for markdown
VS Code: any generic LSP client extension, with the command \`npx hindcast lsp\` for markdown and yaml

Examples:
  $ hindcast lsp --stdio

Exit status: 0 if the editor disconnected, 2 if the command line is invalid.`;

export function addLsp(program: Command, done: Done): void {
  program
    .command('lsp')
    .summary('start a language server for your editor')
    .description('Start a language server (LSP) for your editor, on standard input and output.')
    .option(
      '--stdio',
      'accepted for compatibility; the server always uses standard input and output (default: on)',
    )
    .addHelpText('after', HELP)
    .action(async () => {
      const { lsp } = await import('../workers/lsp.ts');
      done(await lsp(process.stdin, process.stdout));
    });
}

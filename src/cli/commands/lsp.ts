import type { Command } from 'commander';
import type { Done } from '../terminal/io.ts';

const HELP = `
The editor starts it and speaks the Language Server Protocol with it through standard input and output. It serves
write-ups (.md) and bare scenarios (.yaml, .yml): findings while you type, those of the runs when you rest, completion
of keys, names and functions, hover, and definitions.

Neovim:  vim.lsp.start({ name = 'hindcast', cmd = { 'npx', 'hindcast', 'lsp' },
         root_dir = vim.fs.root(0, 'package.json') })
Helix:   [language-server.hindcast] command = "npx" args = ["hindcast", "lsp"], and hindcast among markdown's servers
VS Code: any generic client of language servers, with the command \`npx hindcast lsp\` for markdown and yaml

Examples:
  $ hindcast lsp --stdio

Exit codes: 0 the editor ended it, 2 the command was not understood.`;

/** Adds `hindcast lsp`. */
export function addLsp(program: Command, done: Done): void {
  program
    .command('lsp')
    .summary('serve an editor: findings, completion, hover, definitions')
    .description('Serve an editor through the Language Server Protocol, on standard input and output.')
    .option('--stdio', 'taken for editors that pass it; nothing else is spoken (default: on)')
    .addHelpText('after', HELP)
    .action(async () => {
      const { lsp } = await import('../workers/lsp.ts');
      done(await lsp(process.stdin, process.stdout));
    });
}

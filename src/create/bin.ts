#!/usr/bin/env node
// No static imports, so this check also runs on old Node versions.

const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 20) {
  process.stderr.write(
    `error: create-hindcast needs Node 20 or newer, but this is Node ${process.versions.node}\n` +
      '  hint: install Node 24, then run this command again\n',
  );
  process.exitCode = 2;
} else {
  import('./main.ts')
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}

#!/usr/bin/env node
// Plain JavaScript that an old Node can read: it says what is missing before anything else is loaded.

import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
// A package holds no TypeScript, and a check-out of the sources need not be built.
const hasSources = existsSync(new URL('./main.ts', import.meta.url));

if (major < 22 || (major === 22 && minor < 18) || (hasSources && !process.features.typescript)) {
  process.stderr.write(
    `error: hindcast needs Node 22.18 or newer${hasSources ? ' that reads TypeScript' : ''}, and this is Node ${process.versions.node}: ` +
      'install Node 24, or call `npx hindcast` inside the project, which uses the Node that npm brought\n',
  );
  process.exitCode = 2;
} else {
  quietTypeStripping();
  watchOutput(process.stdout);
  watchOutput(process.stderr);
  start();
}

function start() {
  import(hasSources ? './main.ts' : '../../build/cli/main.js')
    .then(({ main }) => main(process.argv.slice(2), ioOfProcess()))
    .then(
      (code) => {
        process.exitCode ??= code;
      },
      (error) => {
        // Bad input is told as data, so what comes here is a fault of ours.
        const told = process.env.HINDCAST_DEBUG ? error.stack : error.message;
        process.stderr.write(
          `error: a fault inside hindcast: ${told}\nwith HINDCAST_DEBUG=1 it tells where; please report it\n`,
        );
        process.exitCode = 2;
      },
    );
}

function ioOfProcess() {
  const { stdout, stderr, stdin, env } = process;
  const onInterrupt = (hear) => {
    process.on('SIGINT', hear);
    return () => process.off('SIGINT', hear);
  };
  return { stdout, stderr, stdin, env, cwd: process.cwd(), onInterrupt };
}

/** A reader that has seen enough (`| head`) is no failure; a disk that is full is one. */
function watchOutput(stream) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    if (stream === process.stdout) {
      process.stderr.write(`error: the output can't be written (${error.code})\n`);
    }
  });
}

/** Some releases, such as Node 24.2, warn on every start that they strip types: no news to who runs this. */
function quietTypeStripping() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (/type stripping/i.test(String(warning?.message ?? warning))) return;
    emit.call(process, warning, ...rest);
  };
}

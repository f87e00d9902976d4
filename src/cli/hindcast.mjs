#!/usr/bin/env node
// This is plain JavaScript that old Node versions can parse, since it checks the version before it loads anything
// else.

import { existsSync } from 'node:fs';
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
// The npm package contains no TypeScript, and a checkout of the repository needs no build.
const hasSources = existsSync(new URL('./main.ts', import.meta.url));

if (major < 22 || (major === 22 && minor < 18) || (hasSources && !process.features.typescript)) {
  process.stderr.write(
    `error: hindcast requires Node 22.18 or later${hasSources ? ' with TypeScript support' : ''}, but this is Node ${process.versions.node}\n` +
      '  hint: install Node 24, or run `npx hindcast` inside the project to use the Node installed there\n',
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  hideTypeStrippingWarning();
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
        // Invalid input never throws, so anything caught here is a bug.
        const details = process.env.HINDCAST_DEBUG ? error.stack : error.message;
        process.stderr.write(
          `internal error: ${details}\n  hint: set HINDCAST_DEBUG=1 to print the stack trace, and please report this bug\n`,
        );
        process.exitCode = 2;
      },
    );
}

function ioOfProcess() {
  const { stdout, stderr, stdin, env } = process;
  const signals = ['SIGINT', 'SIGTERM'];
  const onInterrupt = (handler) => {
    for (const signal of signals) process.on(signal, handler);
    return () => {
      for (const signal of signals) process.off(signal, handler);
    };
  };
  return { stdout, stderr, stdin, env, cwd: process.cwd(), onInterrupt };
}

/** A reader that closes the pipe early (`| head`) isn't an error, but a full disk is. */
function watchOutput(stream) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    if (stream === process.stdout) {
      process.stderr.write(`error: can't write the output (${error.code})\n`);
    }
  });
}

/** Some releases, including Node 24.2, print a warning about type stripping on every start. */
function hideTypeStrippingWarning() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (/type stripping/i.test(String(warning?.message ?? warning))) return;
    emit.call(process, warning, ...rest);
  };
}

import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { outsideEnvironment } from './environment.ts';
import { PATIENCE } from './patience.ts';

/** The exit code and output from a command line. */
export interface ShellEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A terminal that runs command lines one after another. A `cd` applies to later lines. */
export interface Shell {
  readonly cwd: string;
  run(line: string): Promise<ShellEnd>;
  /** Runs a line that starts a server, requests the address it prints, and stops the server. Returns the status and the body. */
  serve(line: string): Promise<string>;
}

/** @param folder initial working directory */
export function openShell(folder: string): Shell {
  let cwd = folder;
  const start = (line: string) =>
    spawn('bash', ['-c', `${line}\n__code=$?; pwd >&3; exit $__code`], {
      cwd,
      // Uses a separate process group, so that stopping it also stops everything that the line started.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        ...outsideEnvironment(),
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
        ASTRO_TELEMETRY_DISABLED: '1',
        NO_COLOR: '1',
        npm_config_prefer_offline: 'true',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
        npm_config_yes: 'true',
        GIT_AUTHOR_NAME: 'A',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'A',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    });
  const stop = (pid: number | undefined): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGTERM');
    } catch {
      // The process has already exited.
    }
  };
  return {
    get cwd() {
      return cwd;
    },
    async run(line) {
      const child = start(line);
      const texts = ['', '', ''];
      for (const at of [1, 2, 3] as const) {
        child.stdio[at]!.on('data', (data: Buffer) => {
          texts[at - 1] += data.toString();
        });
      }
      const timer = setTimeout(() => stop(child.pid), PATIENCE);
      const code = await new Promise<number | null>((done) => child.on('close', done));
      clearTimeout(timer);
      if (texts[2]!.trim() !== '') cwd = texts[2]!.trim();
      return { code, out: texts[0]!, err: texts[1]! };
    },
    async serve(line) {
      const child = start(line);
      let printed = '';
      const closed = new Promise((done) => child.on('close', done));
      const address = new Promise<string>((found, failed) => {
        for (const at of [1, 2] as const) {
          child.stdio[at]!.on('data', (data: Buffer) => {
            printed += data.toString();
            const url = /http:\/\/localhost:\d+\/\S*/.exec(printed)?.[0];
            if (url !== undefined) found(url);
          });
        }
        child.on('close', (code) => failed(new Error(`\`${line}\` exited with ${code}\n${printed}`)));
        setTimeout(() => failed(new Error(`\`${line}\` printed no address\n${printed}`)), PATIENCE).unref();
      });
      try {
        const response = await fetch(await address);
        return `${response.status} ${await response.text()}`;
      } finally {
        stop(child.pid);
        await closed;
      }
    },
  };
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readTemplate } from '../../cli/project/templates.ts';

interface Step {
  name?: string;
  id?: string;
  if?: string;
  run?: string;
  env?: Record<string, string>;
}

export interface JobSetting {
  /** Folder in which the scripts run. */
  readonly checkout: string;
  /** The value of `$RUNNER_TEMP`. */
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values from the event, by expression. */
  readonly values: Readonly<Record<string, string>>;
}

/** Timeout for a script that hangs. It's long enough that a test doesn't fail on a busy machine. */
const BACKSTOP = 900_000;

/** The script of a step in a workflow's only job. */
export function scriptOf(template: string, name: string): string {
  const workflow = parse(readTemplate(template)) as { jobs: Record<string, { steps: Step[] }> };
  return Object.values(workflow.jobs)[0]!.steps.find((step) => step.name === name)!.run!;
}

/** Runs the scripts in a workflow's only job as a runner does, skipping actions. */
export function runJob(template: string, setting: JobSetting): { code: number; output: string } {
  const workflow = parse(readTemplate(template)) as { jobs: Record<string, { steps: Step[] }> };
  const values = new Map(Object.entries(setting.values));
  const file = join(setting.temp, 'output');
  let code = 0;
  let output = '';
  for (const step of Object.values(workflow.jobs)[0]!.steps) {
    if (step.run === undefined || !isDue(step.if, code, values)) continue;
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text, values)] as const);
    const done = spawnSync('bash', ['-e', '-c', step.run], {
      cwd: setting.checkout,
      env: { ...setting.env, RUNNER_TEMP: setting.temp, GITHUB_OUTPUT: file, ...Object.fromEntries(env) },
      encoding: 'utf8',
      timeout: BACKSTOP,
    });
    output += done.stdout + done.stderr;
    if (done.status !== 0) code = done.status ?? 1;
    if (step.id === undefined || !existsSync(file)) continue;
    for (const [, name, value] of readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)) {
      values.set(`steps.${step.id}.outputs.${name}`, value!);
    }
    writeFileSync(file, '');
  }
  return { code, output };
}

function isDue(condition: string | undefined, code: number, values: ReadonlyMap<string, string>): boolean {
  if (condition?.includes('!cancelled()') === true) return true;
  if (code !== 0) return false;
  const given = /^(\S+) != ''$/.exec(condition ?? '');
  return given === null || (values.get(given[1]!) ?? '') !== '';
}

/** @throws Error for an expression without a value, which would be empty on a runner */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
    const value = values.get(name) ?? (name.startsWith('steps.') ? '' : undefined);
    if (value === undefined) throw new Error(`the event has no value for ${name}`);
    return value;
  });
}

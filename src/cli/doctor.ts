import { fileURLToPath } from 'node:url';
import { checkPackages, checkRuntime } from './doctor-packages.ts';
import { checkConfiguration, checkContent, checkDisk } from './doctor-site.ts';
import type { Examined } from './examined.ts';
import { EXIT, type Io, printable } from './io.ts';
import { paintFor } from './paint.ts';
import type { DoctorReport } from './reports.ts';

/** Folder of this package. */
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/**
 * `hindcast doctor`: what is wrong with the set-up of the site in the working directory.
 *
 * @returns exit code: 1 if any part is in error
 */
export async function doctor({ json }: { json?: boolean }, io: Io): Promise<number> {
  const configuration = await checkConfiguration(io.cwd);
  const examined = [
    ...checkRuntime(PACKAGE),
    ...checkPackages(PACKAGE, io.cwd),
    ...configuration.examined,
    ...checkContent(io.cwd, configuration.settings),
    ...checkDisk(PACKAGE, io.cwd),
  ];
  if (json === true) {
    const report: DoctorReport = { version: 1, examined };
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const paint = paintFor(io.stdout, io.env);
    const width = Math.max(...examined.map(({ part }) => part.length));
    for (const { part, status, found, hint } of examined) {
      const tone = status === 'error' ? 'bad' : status === 'warning' ? 'warning' : 'good';
      io.stdout.write(printable(`${paint(tone, status.padEnd(7))}  ${part.padEnd(width)}  ${found}\n`));
      if (hint !== null) io.stdout.write(printable(`${' '.repeat(11 + width)}hint: ${hint}\n`));
    }
    io.stdout.write(`\n${summary(examined)}\n`);
  }
  return examined.some(({ status }) => status === 'error') ? EXIT.findings : EXIT.fine;
}

function summary(examined: readonly Examined[]): string {
  const count = (wanted: Examined['status']): number =>
    examined.filter(({ status }) => status === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return 'all is well';
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

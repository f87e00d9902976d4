import { join, resolve } from 'node:path';
import { EXIT, type Io, UsageError } from './io.ts';
import { slugOf, type Template, writeUpFrom } from './templates.ts';
import { writeNewFiles } from './write-files.ts';

export interface NewOptions {
  readonly template: Template;
  /** Day of the incident, as 2026-03-02. */
  readonly date?: string;
  /** Folder of the write-ups. */
  readonly dir: string;
}

/**
 * `hindcast new`: a write-up out of a template.
 *
 * @returns exit code
 * @throws UsageError if the title gives no name of a file, or that file is there already
 */
export async function newWriteUp(title: string, options: NewOptions, io: Io): Promise<number> {
  const { template, date, dir } = options;
  const shown = title.trim().replace(/\s+/g, ' ');
  const slug = slugOf(shown);
  if (slug === '') {
    throw new UsageError(
      `\`${title}\` gives no name of a file`,
      'a title holds letters from a to z or digits, since the address of the page is made of them',
    );
  }
  const file = `${slug}.md`;
  const day = date ?? new Date().toISOString().slice(0, 10);
  writeNewFiles(resolve(io.cwd, dir), dir, new Map([[file, writeUpFrom(template, shown, day)]]));
  io.stdout.write(`wrote ${join(dir, file)}\n`);
  return EXIT.fine;
}

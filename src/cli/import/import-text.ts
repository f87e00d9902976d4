import { withCommas } from '../../diagnostic/diagnostic.ts';
import { countDiagnostics, explainLine, plural, printDiagnostics } from '../output/diagnostics.ts';
import type { Counted, ImportReport } from '../output/reports.ts';
import { type Io, printable } from '../terminal/io.ts';

const CHANGES = { created: 'wrote', extended: 'extended', unchanged: 'unchanged:' } as const;
const PLANS = { created: 'would write', extended: 'would extend', unchanged: 'unchanged:' } as const;

/** Prints what was imported, left out, removed and guessed, so that an author can see what to check. */
export function writeImportReport(report: ImportReport, io: Io): void {
  const { diagnostics } = report;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  printDiagnostics(errors, new Map(), io.stderr, io.env);
  if (errors.length > 0) {
    io.stderr.write(`${countDiagnostics(errors)}; nothing was written\n${explainLine(errors)}`);
    return;
  }
  const lines = [
    ...report.written.map(({ file, change }) => `${(report.dryRun ? PLANS : CHANGES)[change]} ${file}`),
    ...section(
      'Read',
      report.files.map(({ file, source }) => `${file}: ${source}`),
    ),
    ...section('Taken', [
      ...report.added.map(countText),
      ...report.series.map(seriesText),
      ...(report.joined > 0
        ? [`${plural(report.joined, 'entry')} that the files have twice, once`.replace('entrys', 'entries')]
        : []),
    ]),
    ...section('Already there', report.found.map(countText)),
    ...section('Left', [
      ...report.left.map(({ source, what, count, why }) => `${source}: ${count} × ${what} (${why})`),
      ...report.kept,
    ]),
    ...section(
      'Removed',
      report.removed.map(({ file, place, what, count }) => `${count} × ${what} from ${place} (${file})`),
    ),
    ...section('Guessed, marked with “TODO check”', report.guessed),
    ...section('Notes', report.notes),
  ];
  io.stdout.write(printable(`${lines.join('\n')}\n`));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function countText({ what, count }: Counted): string {
  return `${count} ${count === 1 ? (SINGULAR[what] ?? what) : what}`;
}

const SINGULAR: Readonly<Record<string, string>> = {
  moments: 'moment',
  'timeline entries': 'timeline entry',
  'status updates': 'status update',
  'impact rows': 'impact row',
  actions: 'action',
  links: 'link',
  services: 'service',
  calls: 'call',
};

function seriesText({
  file,
  name,
  unit,
  points,
  withoutValue,
  gaps,
  first,
  last,
  notes,
}: ImportReport['series'][number]): string {
  const missing = [
    ...(withoutValue > 0 ? [`${withoutValue} without a value`] : []),
    ...(gaps > 0 ? [plural(gaps, 'gap')] : []),
  ];
  const detail = missing.length === 0 ? '' : ` (${missing.join(', ')})`;
  const remarks = notes.length === 0 ? '' : `; ${notes.join('; ')}`;
  return `series/${file}: ${name}, unit ${unit ?? 'unknown'}, ${withCommas(points)} ${points === 1 ? 'point' : 'points'}${detail}, ${first} to ${last}${remarks}`;
}

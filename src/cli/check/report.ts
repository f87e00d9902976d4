import { createHash } from 'node:crypto';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { countDiagnostics, explainLine, plural, printDiagnostics } from '../output/diagnostics.ts';
import type { CheckFormat, CheckReport, FileFix } from '../output/reports.ts';
import { type Io, ownVersion, printable } from '../terminal/io.ts';

export interface CheckOutcome {
  /** File names, sorted. */
  readonly files: readonly string[];
  /** File contents by name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Changes made by `--fix`. */
  readonly fixes: readonly FileFix[];
  /** Number of diagnostics that `--fix` would remove. */
  readonly fixable: number;
  readonly numbers: CheckReport['numbers'];
  readonly labelClaims: number;
}

/** Prints a check's result to standard output. */
export function writeReport(format: CheckFormat, outcome: CheckOutcome, io: Io): void {
  const { files, diagnostics, fixes, numbers, labelClaims } = outcome;
  if (format === 'text') writeText(outcome, io);
  else if (format === 'github') {
    io.stdout.write(diagnostics.map((one) => `${annotation(one)}\n`).join(''));
    io.stderr.write(summary(outcome));
  } else {
    const document =
      format === 'json'
        ? ({ version: 1, files, diagnostics, fixes, numbers, labelClaims } satisfies CheckReport)
        : format === 'sarif'
          ? sarifOf(diagnostics)
          : codeQuality(diagnostics);
    io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

function writeText(outcome: CheckOutcome, io: Io): void {
  const { texts, diagnostics, fixes } = outcome;
  for (const { file, line, what } of fixes) io.stdout.write(printable(`fixed ${file}:${line}: ${what}\n`));
  if (fixes.length > 0) io.stdout.write('\n');
  printDiagnostics(diagnostics, texts, io.stdout, io.env);
  io.stdout.write(`${summary(outcome)}${explainLine(diagnostics)}`);
}

function summary({ files, diagnostics, fixable, labelClaims, numbers }: CheckOutcome): string {
  const { all, unsourced } = numbers;
  const sources = all === 0 ? '' : `${plural(all, 'number')} in scenarios, ${unsourced} without a source\n`;
  const claims =
    labelClaims === 0
      ? ''
      : `${plural(labelClaims, 'claim')} about labels not checked here; builds and hindcast fit --labels check them\n`;
  const fix = fixable === 0 ? '' : `${fixable} can be fixed automatically: hindcast check --fix\n`;
  return `${plural(files.length, 'file')}, ${countDiagnostics(diagnostics)}\n${sources}${claims}${fix}`;
}

/** Diagnostics as SARIF 2.1.0. Columns count UTF-16 code units, as in Hindcast's own output. */
function sarifOf(diagnostics: readonly Diagnostic[]): unknown {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'hindcast',
            semanticVersion: ownVersion(),
            rules: codes.map((code) => ({ id: code, name: nameOf(code) })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((one) => resultOf(one, codes)),
      },
    ],
  };
}

function resultOf({ severity, code, message, hint, span }: Diagnostic, codes: readonly string[]): unknown {
  const { file, start, end } = span;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: hint === undefined ? message : `${message}\nHint: ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column,
          },
        },
      },
    ],
  };
}

/** Returns `YamlTag` for `yaml/tag`. */
function nameOf(code: string): string {
  return code.replace(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A workflow command that GitHub Actions shows as an annotation in the pull request. */
function annotation({ severity, code, message, hint, span }: Diagnostic): string {
  const { file, start, end } = span;
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  // GitHub ignores columns in annotations that span several lines.
  const columns =
    start.line === end.line ? `,col=${start.column},endColumn=${Math.max(end.column, start.column + 1)}` : '';
  const place = `file=${property(file)},line=${start.line},endLine=${end.line}${columns}`;
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return `::${severity} ${place},title=${property(code)}::${data(printable(text))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A GitLab code quality report. Fingerprints ignore line numbers, so a problem that moves isn't reported as new. */
function codeQuality(diagnostics: readonly Diagnostic[]): unknown[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ severity, code, message, hint, span }) => {
    const same = JSON.stringify([span.file, code, message]);
    const ordinal = seen.get(same) ?? 0;
    seen.set(same, ordinal + 1);
    return {
      description: hint === undefined ? message : `${message} (${hint})`,
      check_name: code,
      fingerprint: createHash('sha256').update(`${same}${ordinal}`).digest('hex'),
      severity: severity === 'error' ? 'major' : 'minor',
      location: { path: span.file, lines: { begin: span.start.line, end: span.end.line } },
    };
  });
}

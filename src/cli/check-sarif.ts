import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { ownVersion } from './own-version.ts';

/**
 * Findings as SARIF 2.1.0, which code hosts show at their lines. Columns count UTF-16 code units, as ours do.
 */
export function sarifOf(diagnostics: readonly Diagnostic[]): unknown {
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

/** `YamlTag` for `yaml/tag`. */
function nameOf(code: string): string {
  return code.replace(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

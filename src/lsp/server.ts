import { fileURLToPath } from 'node:url';
import {
  type CompletionItem,
  CompletionItemKind,
  type Connection,
  DiagnosticSeverity,
  type Diagnostic as LspDiagnostic,
  type Range,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  byPlace,
  type Diagnostic,
  type Position,
  type Span,
  withoutRepeats,
} from '../diagnostic/diagnostic.ts';
import { type Analysis, Analyzer } from './analysis.ts';
import { type Completion, completionsAt } from './complete.ts';
import { definitionAt, hoverAt } from './lookup.ts';
import { createVocabularies } from './vocabulary.ts';

/**
 * Checks a file the way a build does, including all runs. A later call may cancel an earlier one, which then returns
 * null.
 */
export type CheckWhole = (file: string, text: string) => Promise<readonly Diagnostic[] | null>;

/** Delays after the last keystroke before the text is checked and before its scenarios are run, in milliseconds. */
const DELAY = { check: 40, run: 600 } as const;

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  name: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  word: CompletionItemKind.EnumMember,
};

/**
 * Serves an editor: diagnostics while typing, results from runs after a pause, completion, hover and definitions.
 *
 * @param connection a connection that isn't listening yet
 */
export function serve(connection: Connection, checkWhole: CheckWhole): void {
  const documents = new TextDocuments(TextDocument);
  const analyzer = new Analyzer();
  const words = createVocabularies();
  const known = new Map<string, { version: number; analysis: Analysis }>();
  const timers = new Map<string, NodeJS.Timeout[]>();

  const analysisOf = (document: TextDocument): Analysis => {
    const last = known.get(document.uri);
    if (last?.version === document.version) return last.analysis;
    const analysis = analyzer.analyze(fileOf(document.uri), document.getText());
    known.set(document.uri, { version: document.version, analysis });
    return analysis;
  };
  const publish = ({ uri, version }: TextDocument, found: readonly Diagnostic[]): void => {
    void connection.sendDiagnostics({ uri, version, diagnostics: found.map(toDiagnostic) });
  };
  const isCurrent = ({ uri, version }: TextDocument): boolean => documents.get(uri)?.version === version;
  const runWhole = async (document: TextDocument, quick: readonly Diagnostic[]): Promise<void> => {
    const whole = await checkWhole(fileOf(document.uri), document.getText());
    if (whole === null || !isCurrent(document)) return;
    publish(document, withoutRepeats([...quick, ...whole]).sort(byPlace));
  };
  const stop = (uri: string): void => {
    for (const timer of timers.get(uri) ?? []) clearTimeout(timer);
    timers.delete(uri);
  };

  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: ['.', ':', '#', '`', ' ', '{'] },
      hoverProvider: true,
      definitionProvider: true,
    },
    serverInfo: { name: 'hindcast' },
  }));
  documents.onDidChangeContent(({ document }) => {
    stop(document.uri);
    const check = setTimeout(() => publish(document, analysisOf(document).diagnostics), DELAY.check);
    const run = setTimeout(() => {
      const quick = analysisOf(document).diagnostics;
      runWhole(document, quick).catch((error: unknown) => connection.console.error(String(error)));
    }, DELAY.run);
    timers.set(document.uri, [check, run]);
  });
  documents.onDidClose(({ document }) => {
    stop(document.uri);
    known.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onCompletion(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return [];
    return completionsAt(analysisOf(document), placeOf(position), words).map(toItem);
  });
  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const text = document === undefined ? null : hoverAt(analysisOf(document), placeOf(position), words);
    return text === null ? null : { contents: { kind: 'markdown', value: text } };
  });
  connection.onDefinition(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    const span = document === undefined ? null : definitionAt(analysisOf(document), placeOf(position));
    return span === null ? null : { uri: textDocument.uri, range: rangeOf(span) };
  });
  connection.onShutdown(() => {
    for (const uri of [...timers.keys()]) stop(uri);
  });
  documents.listen(connection);
}

/** The path of the file being edited. Text without a file is treated as a write-up. */
function fileOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return /\.ya?ml$/i.test(uri) ? 'untitled.yaml' : 'untitled.md';
  }
}

function placeOf({ line, character }: { line: number; character: number }): Position {
  return { line: line + 1, column: character + 1 };
}

function rangeOf({ start, end }: Span): Range {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}

function toDiagnostic({ code, severity, message, hint, span }: Diagnostic): LspDiagnostic {
  return {
    range: rangeOf(span),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: 'hindcast',
    message: hint === undefined ? message : `${message}\nhint: ${hint}`,
  };
}

function toItem({ label, kind, detail, documentation, insert }: Completion): CompletionItem {
  return { label, kind: KINDS[kind], detail, documentation, insertText: insert };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const PROGRAM = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));

/** An editor with one open file, connected to the real program over LSP. */
export class Editor {
  readonly #child: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #waiting: ((published: PublishDiagnosticsParams) => boolean)[] = [];
  readonly uri: string;
  #text = '';
  #version = 0;

  constructor(file: string, env: NodeJS.ProcessEnv = process.env) {
    this.uri = pathToFileURL(file).href;
    this.#child = spawn(process.execPath, [PROGRAM, 'lsp'], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#connection = createProtocolConnection(
      new StreamMessageReader(this.#child.stdout!),
      new StreamMessageWriter(this.#child.stdin!),
    );
    this.#connection.onNotification(
      'textDocument/publishDiagnostics',
      (published: PublishDiagnosticsParams) => {
        const index = this.#waiting.findIndex((accepts) => accepts(published));
        if (index >= 0) this.#waiting.splice(index, 1);
      },
    );
    this.#connection.listen();
  }

  /** Opens the file with the given text. */
  async open(text: string): Promise<void> {
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    await this.#connection.sendNotification('initialized', {});
    this.#text = text;
    this.#version = 1;
    const textDocument = { uri: this.uri, languageId: 'markdown', version: 1, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Replaces part of the text, as typing does. */
  async edit(from: string, to: string): Promise<void> {
    const at = this.#text.indexOf(from);
    if (at < 0) throw new Error(`the text has no ${JSON.stringify(from)}`);
    const range = { start: this.#position(at), end: this.#position(at + from.length) };
    this.#text = this.#text.slice(0, at) + to + this.#text.slice(at + from.length);
    this.#version++;
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.#version },
      contentChanges: [{ range, text: to }],
    });
  }

  /** Waits for the next diagnostics for the current text that satisfy a condition. */
  diagnostics(wanted: (found: readonly Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      this.#waiting.push(({ version, diagnostics }) => {
        if (version !== this.#version || !wanted(diagnostics)) return false;
        resolve(diagnostics);
        return true;
      });
    });
  }

  /** The completions after the first occurrence of `before`. */
  async complete(before: string): Promise<string[]> {
    const items = await this.#ask<CompletionItem[]>('textDocument/completion', before);
    return items.map(({ label }) => label);
  }

  async hover(before: string): Promise<string | null> {
    const hover = await this.#ask<Hover | null>('textDocument/hover', before);
    return hover === null ? null : (hover.contents as { value: string }).value;
  }

  /** The text from a definition to the end of its line. */
  async definition(before: string): Promise<string | null> {
    const location = await this.#ask<Location | null>('textDocument/definition', before);
    if (location === null) return null;
    const { line, character } = location.range.start;
    return this.#text.split('\n')[line]!.slice(character);
  }

  async close(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#child.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    return ended;
  }

  #ask<T>(method: string, before: string): Promise<T> {
    const at = this.#text.indexOf(before);
    if (at < 0) throw new Error(`the text has no ${JSON.stringify(before)}`);
    const position = this.#position(at + before.length);
    return this.#connection.sendRequest(method, { textDocument: { uri: this.uri }, position });
  }

  #position(offset: number): { line: number; character: number } {
    const lines = this.#text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  }
}

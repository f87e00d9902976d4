import type { Io } from './io.ts';

/** Reads standard input line by line, while a command is running. */
export class LineReader {
  readonly #chunks: AsyncIterator<Uint8Array | string>;
  readonly #decoder = new TextDecoder();
  #text = '';
  #isEnded = false;

  constructor(stdin: Io['stdin']) {
    this.#chunks = stdin[Symbol.asyncIterator]();
  }

  /** The next line without its line break, or null at the end of the input. */
  async next(): Promise<string | null> {
    let end = this.#text.indexOf('\n');
    while (end < 0 && !this.#isEnded) {
      const { done, value } = await this.#chunks.next();
      if (done === true) this.#isEnded = true;
      else this.#text += typeof value === 'string' ? value : this.#decoder.decode(value, { stream: true });
      end = this.#text.indexOf('\n');
    }
    if (end < 0 && this.#text === '') return null;
    const line = end < 0 ? this.#text : this.#text.slice(0, end);
    this.#text = end < 0 ? '' : this.#text.slice(end + 1);
    return line.replace(/\r$/, '');
  }

  /** Stops reading. Otherwise, a terminal would keep the program waiting for input. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

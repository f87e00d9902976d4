import type { Io } from './io.ts';

/** How long a search goes on before a line is worth drawing, and how often it is drawn again, in milliseconds. */
const PATIENCE = 500;
const EVERY = 150;

const RETURN = '\r';
const ERASE_REST = '\u001b[K';

/** One line on a terminal that tells how far something is, and that goes away again. Nothing where there is none. */
export class ProgressLine {
  readonly #io: Io;
  #timer: NodeJS.Timeout | null = null;
  #isDrawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Begins to draw what `text` says. */
  start(text: () => string): void {
    const { stderr, env } = this.#io;
    if (stderr.isTTY !== true || env['TERM'] === 'dumb') return;
    this.stop();
    const draw = (): void => {
      this.#isDrawn = true;
      // The last column stays free: a terminal would go on to the next line.
      stderr.write(RETURN + text().slice(0, (stderr.columns || 80) - 1) + ERASE_REST);
      this.#timer = setTimeout(draw, EVERY);
    };
    this.#timer = setTimeout(draw, PATIENCE);
  }

  /** Ends it and removes the line. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isDrawn) this.#io.stderr.write(RETURN + ERASE_REST);
    this.#isDrawn = false;
  }
}

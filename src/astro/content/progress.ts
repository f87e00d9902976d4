/** Where a progress line is drawn: standard error, if it's a terminal. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Delay before the line appears, and the time between updates, in milliseconds. */
const DELAY = 2000;
const INTERVAL = 150;

const RETURN = '\r';
const ERASE_REST = '\u001b[K';

/**
 * A line that shows how far along a build is. It appears after two seconds and disappears at the end. Without a
 * terminal, nothing is ever written, so logs don't depend on timing.
 */
export class BuildProgress {
  readonly #terminal: Terminal | null;
  readonly #now: () => number;
  #began: number | null = null;
  #drawn = 0;
  #isShown = false;
  #text: () => string = () => '';
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, env: Readonly<Record<string, string | undefined>>, now: () => number) {
    // `hindcast build` pipes this process's output, so it sets an environment variable if there's a terminal.
    const isTerminal = terminal.isTTY === true || env['HINDCAST_TERMINAL'] === '1';
    this.#terminal = isTerminal && env['TERM'] !== 'dumb' && !env['CI'] ? terminal : null;
    this.#now = now;
  }

  /** Begins a stage. `text` is called at each update. */
  start(text: () => string): void {
    this.stop();
    if (this.#terminal === null) return;
    this.#text = text;
    this.#began = this.#now();
    this.#timer = setInterval(() => this.update(), INTERVAL).unref();
  }

  /**
   * Draws the line if it's time for an update. Also called between pieces of work, since timers can't fire during one.
   */
  update(): void {
    const now = this.#now();
    if (this.#began === null || now - this.#began < DELAY || now - this.#drawn < INTERVAL) return;
    this.#drawn = now;
    this.#isShown = true;
    // The last column stays empty, because some terminals would otherwise move to the next line.
    const width = (this.#terminal!.columns || 80) - 1;
    this.#terminal!.write(RETURN + this.#text().slice(0, width) + ERASE_REST);
  }

  /** Removes the line until the next update, so that something else can be printed. */
  clear(): void {
    if (this.#isShown) this.#terminal!.write(RETURN + ERASE_REST);
    this.#isShown = false;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#began = null;
    this.clear();
  }
}

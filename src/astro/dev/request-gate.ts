/** How long requests that are being answered, and changes, are waited for, in milliseconds: one may never end. */
const MOST_WAIT = 1000;
const MOST_CHANGE = 3000;

/**
 * Keeps requests and changes of content apart. Astro remembers what a request found: one that began before a change and
 * ends after it would have later ones see the content of before.
 */
export class RequestGate {
  #answering = 0;
  #changing: Promise<void> = Promise.resolve();
  #idle: (() => void) | null = null;

  /** Waits for changes that go on. Whoever enters has to leave. */
  async enter(): Promise<void> {
    let changing: Promise<void>;
    do {
      changing = this.#changing;
      await changing;
    } while (changing !== this.#changing);
    this.#answering++;
  }

  leave(): void {
    this.#answering--;
    if (this.#answering === 0) this.#idle?.();
  }

  /** Makes a change once no request is being answered, one change after the other. */
  change(make: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(async () => {
      await this.#untilIdle();
      await make();
    });
    const late = new Promise<void>((done) => setTimeout(done, MOST_WAIT + MOST_CHANGE).unref());
    this.#changing = Promise.race([changed.catch(() => undefined), late]);
    return changed;
  }

  #untilIdle(): Promise<void> {
    if (this.#answering === 0) return Promise.resolve();
    return new Promise((idle) => {
      const timer = setTimeout(idle, MOST_WAIT);
      this.#idle = () => {
        clearTimeout(timer);
        this.#idle = null;
        idle();
      };
    });
  }
}

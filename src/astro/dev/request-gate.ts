/** Maximum time to wait for running requests and for a change, in milliseconds. Either could hang. */
const MOST_WAIT = 1000;
const MOST_CHANGE = 3000;

/**
 * Keeps requests and content changes apart. Astro caches what a request reads, so if a request started before a change
 * and finished after it, later requests would see the old content.
 */
export class RequestGate {
  #answering = 0;
  #changing: Promise<void> = Promise.resolve();
  #idle: (() => void) | null = null;

  /** Waits for running changes. Every `enter` needs a `leave`. */
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

  /** Makes a change while no request is running. Changes are made one at a time. */
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

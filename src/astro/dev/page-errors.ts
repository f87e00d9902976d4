import type { ServerResponse } from 'node:http';

/** Sends a message, or an event with its data, to open pages, as Vite's own function does. */
export type Send = (message: { readonly type: string } | string, data?: unknown) => void;

/** The part of a response that shows whether it failed. */
type Response = Pick<ServerResponse, 'statusCode' | 'once'>;

/** How long after a reload errors can still be outdated, in milliseconds. */
const LATEST = 10_000;
/** Maximum number of consecutive errors to replace with reloads, so that pages don't reload forever. */
const MOST_REPLACED = 10;

/**
 * Keeps outdated errors off open pages. Astro sends an error to all pages some time after the response that it belongs
 * to. If the pages were reloaded in between, the error would cover pages that no longer have errors. Such an error is
 * replaced with a reload, after which pages that still have errors receive them again.
 */
export class PageErrors {
  readonly #send: Send;
  /** True while all pages have errors. */
  readonly #isBroken: () => boolean;
  /** Responses to requests since the last reload. */
  #current = new Set<Response>();
  #failed = false;
  #reloaded = Number.NEGATIVE_INFINITY;
  #replaced = 0;

  /**
   * @param send     sends to all open pages
   * @param isBroken true while all pages have errors
   */
  constructor(send: Send, isBroken: () => boolean) {
    this.#send = send;
    this.#isBroken = isBroken;
  }

  /** Call this when a request arrives. */
  began(response: Response): void {
    const current = this.#current;
    current.add(response);
    response.once('close', () => {
      current.delete(response);
      if (current === this.#current && response.statusCode >= 500) this.#failed = true;
    });
  }

  /** Sends a message, unless it's an outdated error. */
  readonly send: Send = (message, data) => {
    const type = typeof message === 'string' ? null : message.type;
    if (type === 'full-reload') this.#begin();
    if (type !== 'error') {
      this.#send(message, data);
      return;
    }
    // The status of a response may be set after its error is sent.
    setImmediate(() => {
      if (this.#isPast()) this.#replace();
      else this.#send(message, data);
    });
  };

  #begin(): void {
    this.#current = new Set();
    this.#failed = false;
    const now = performance.now();
    if (now - this.#reloaded > LATEST) this.#replaced = 0;
    this.#reloaded = now;
  }

  #isPast(): boolean {
    if (this.#failed || this.#isBroken() || this.#replaced >= MOST_REPLACED) return false;
    if (performance.now() - this.#reloaded > LATEST) return false;
    return ![...this.#current].some(({ statusCode }) => statusCode >= 500);
  }

  #replace(): void {
    this.#replaced++;
    this.send({ type: 'full-reload', path: '*' } as { type: string });
  }
}

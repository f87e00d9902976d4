import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, raw } from '../../views/markup/html.ts';

/** Path, relative to the site's base, from which open pages request the current version. */
const ADDRESS = '@hindcast/version';
/** Vite's script in all pages, including those with errors. */
const VITE_CLIENT = /[\\/]vite[\\/]dist[\\/]client[\\/]client\.mjs$/;

/** Added to Vite's script, since no other script can detect whether the page is connected. */
const CONNECTION = `
const hindcast = createHotContext('/${ADDRESS}');
for (const type of ['connect', 'disconnect'])
  hindcast.on('vite:ws:' + type, () => dispatchEvent(new Event('hindcast:' + type)));
`;

/** The script that runs in each page. */
const SCRIPT = readFileSync(new URL('./current-page.js', import.meta.url), 'utf8');

let servers = 0;

/**
 * Assigns versions to the content of open pages. Each reload that a server requests starts a new version, and so does
 * each restart of the server. A page that was loaded while the server restarted isn't connected to the new server, so
 * it would miss all reloads. Pages therefore contain their version and a script that compares it with the current one.
 */
export class PageVersion {
  readonly #base: string;
  readonly #server = `${process.pid}-${++servers}`;
  #reloads = 0;

  /** @param base the site's base, which starts and ends with a slash */
  constructor(base: string) {
    this.#base = base;
  }

  get #current(): string {
    return `${this.#server}-${this.#reloads}`;
  }

  /** Call this before reloading all pages. */
  next(): void {
    this.#reloads++;
  }

  /** Responds to requests for the version, and adds the script to all pages. Returns true if it sent a response. */
  respond(request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>, response: ServerResponse): boolean {
    const [path = ''] = (request.url ?? '').split('?');
    if (path === this.#base + ADDRESS) {
      response.setHeader('Content-Type', 'text/plain');
      response.setHeader('Cache-Control', 'no-store');
      response.end(this.#current);
      return true;
    }
    if (request.method === 'GET' && request.headers.accept?.includes('text/html') === true) {
      addToPage(response, this.#script());
    }
    return false;
  }

  #script(): string {
    return html`<script data-version="${this.#current}" data-address="${this.#base}${ADDRESS}">${raw(SCRIPT)}</script>`.toString();
  }
}

/** Adds markup to the end of a response if it is a page. */
function addToPage(response: ServerResponse, markup: string): void {
  const writeHead = response.writeHead.bind(response) as (
    status: number,
    ...rest: unknown[]
  ) => ServerResponse;
  const end = response.end.bind(response) as (...rest: unknown[]) => ServerResponse;
  let isPage = false;
  Object.assign(response, {
    writeHead: (status: number, ...rest: unknown[]): ServerResponse => {
      const given = rest.at(-1);
      if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
        for (const [name, value] of Object.entries(given)) response.setHeader(name, value as string);
        rest.pop();
      }
      isPage = String(response.getHeader('Content-Type')).startsWith('text/html');
      if (isPage) response.removeHeader('Content-Length');
      return writeHead(status, ...rest);
    },
    end: (...rest: unknown[]): ServerResponse => {
      if (!isPage) return end(...rest);
      if (rest[0] !== undefined) response.write(rest[0]);
      return end(markup);
    },
  });
}

/** Vite plugin that makes Vite's script report whether it's connected. */
export function connectionEvents() {
  return {
    name: 'hindcast:connection',
    apply: 'serve' as const,
    transform: (code: string, id: string) =>
      VITE_CLIENT.test(id.split('?')[0]!) ? { code: code + CONNECTION, map: null } : undefined,
  };
}

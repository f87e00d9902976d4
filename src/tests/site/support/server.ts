import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.ics': 'text/calendar; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A static server on loopback. */
export interface StaticServer {
  /** Example: `http://127.0.0.1:41234`, without a trailing slash. */
  origin: string;
  close(): Promise<void>;
}

/**
 * Serves a built site as static hosts do: `index.html` for a folder, and `404.html` with status 404 for a missing file.
 *
 * @param root folder of the built site
 * @param base path of the site, with a leading and a trailing slash
 */
export async function serveFolder(root: string, base = '/'): Promise<StaticServer> {
  const folder = resolve(root);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    answer(folder, base, pathname, response).catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done, failed) => {
        server.close((error) => (error === undefined ? done() : failed(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(root: string, base: string, pathname: string, response: ServerResponse): Promise<void> {
  const file = pathname.startsWith(base) ? await fileOf(root, pathname.slice(base.length)) : null;
  const found = file ?? (await fileOf(root, '404.html'));
  if (found === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(file === null ? 404 : 200, {
    'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
    // Files named after their content never change.
    'cache-control': /[\\/]_astro[\\/]/.test(found) ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(found).pipe(response);
}

/** The file for a path inside the root, or null. Never returns a file outside the root. */
async function fileOf(root: string, path: string): Promise<string | null> {
  const wanted = resolve(join(root, decodeURIComponent(path)));
  if (wanted !== root && !wanted.startsWith(root + sep)) return null;
  for (const candidate of [wanted, join(wanted, 'index.html')]) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isFile() === true) return candidate;
  }
  return null;
}

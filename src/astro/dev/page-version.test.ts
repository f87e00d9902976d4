import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { PageVersion } from './page-version.ts';

/** Requests a page from a server that uses `version`, the way a browser does to open a page. */
async function open(version: PageVersion, path: string, page: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    if (!version.respond(request, response)) page(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Accept: 'text/html' } });
    return await response.text();
  } finally {
    server.close();
  }
}

/** Sends a page with an error the way Astro does. */
const failed: RequestListener = (_request, response) => {
  const page = '<title>Error</title>';
  response.writeHead(500, { 'Content-Type': 'text/html', 'Content-Length': page.length });
  response.write(page);
  response.end();
};

test('pages contain the version that the server names until the next reload', async () => {
  const version = new PageVersion('/base/');
  const page = await open(version, '/base/incidents/', failed);
  const [, own, address] = /<script data-version="([^"]+)" data-address="([^"]+)">/.exec(page) ?? [];
  expect(page.startsWith('<title>Error</title><script')).toBe(true);
  expect(address).toBe('/base/@hindcast/version');
  expect(await open(version, address!, failed)).toBe(own);
  version.next();
  expect(await open(version, address!, failed)).not.toBe(own);
  expect(await open(new PageVersion('/base/'), address!, failed)).not.toBe(own);
});

test('leaves all that isn’t a page as it is', async () => {
  const version = new PageVersion('/');
  const data = await open(version, '/data.json', (_request, response) => {
    response.writeHead(200, 'OK', { 'Content-Type': 'application/json', 'Content-Length': 2 });
    response.end('{}');
  });
  expect(data).toBe('{}');
});

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksIn } from '../documents/blocks.ts';
import { scratchSite } from '../site/support/scratch-site.ts';
import {
  freePort,
  getFrom,
  loginService,
  makeCertificate,
  type Running,
  requireServers,
  startServer,
} from './web-server.ts';

/* Runs the configurations from the proxy guide in their web servers, with only ports, certificates and folders replaced. */

const GUIDE = blocksIn('content/guides/behind-a-proxy.md');
const FIRST = readFileSync(new URL('../../templates/first.md', import.meta.url), 'utf8');
const FOREVER = 'private, max-age=31536000, immutable';

let root: string;
let dist: string;
let login: Awaited<ReturnType<typeof loginService>>;
let tls: ReturnType<typeof makeCertificate>;

beforeAll(async () => {
  requireServers();
  const site = await scratchSite();
  try {
    await site.write('content/incidents/cold-cache.md', FIRST);
    const { code, output } = await site.build();
    expect(code, output).toBe(0);
    // Servers run as a different user, who must be able to read the files.
    root = mkdtempSync(join(tmpdir(), 'hindcast-proxy-'));
    chmodSync(root, 0o755);
    dist = join(root, 'dist');
    cpSync(join(site.folder, 'dist'), dist, { recursive: true });
  } finally {
    await site.dispose();
  }
  tls = makeCertificate(root);
  login = await loginService();
});

afterAll(async () => {
  await login?.stop();
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
});

/** A block from the guide with this machine's paths and ports. Each replaced text must occur in the block. */
function fromGuide(language: string, index: number, changes: readonly (readonly [string, string])[]): string {
  let text = GUIDE.filter((one) => one.language === language)[index]!.text;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  return text;
}

async function startNginx(name: string, servers: string, port: number): Promise<Running> {
  const folder = join(root, name);
  mkdirSync(folder);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const conf = `error_log ${folder}/error.log;
pid ${folder}/nginx.pid;
events {}
http {
include /etc/nginx/mime.types;
default_type application/octet-stream;
access_log off;
${temporary.map((one) => `${one}_temp_path ${folder}/${one};`).join('\n')}
${servers}
}
`;
  writeFileSync(join(folder, 'nginx.conf'), conf);
  execFileSync('nginx', ['-t', '-q', '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' });
  return startServer('nginx', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], port);
}

async function nginx(port: number): Promise<Running> {
  const servers = fromGuide('nginx', 0, [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['/etc/ssl/certs/incidents.pem', tls.certificate],
    ['/etc/ssl/private/incidents.key', tls.key],
    ['/srv/incidents', dist],
    ['127.0.0.1:4180', `127.0.0.1:${login.port}`],
  ]);
  return startNginx('nginx', servers, port);
}

async function apache(port: number): Promise<Running> {
  const passwords = join(root, 'incidents.htpasswd');
  execFileSync('htpasswd', ['-bc', passwords, 'ada', 'a word'], { stdio: 'pipe' });
  const host = fromGuide('apache', 0, [
    ['*:443', `127.0.0.1:${port}`],
    ['/etc/ssl/certs/incidents.pem', tls.certificate],
    ['/etc/ssl/private/incidents.key', tls.key],
    ['/srv/incidents', dist],
    ['/etc/apache2/incidents.htpasswd', passwords],
  ]);
  // Modules that Debian enables by default. The guide enables two more.
  const modules = [
    'mpm_event',
    'authn_core',
    'authn_file',
    'authz_core',
    'authz_user',
    'auth_basic',
    'dir',
    'mime',
  ];
  const conf = join(root, 'apache.conf');
  writeFileSync(
    conf,
    `ServerName localhost
ServerRoot ${root}
PidFile ${root}/apache.pid
ErrorLog ${root}/apache.log
Listen 127.0.0.1:${port}
User www-data
Group www-data
${[...modules, 'socache_shmcb', 'headers', 'ssl'].map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`).join('\n')}
TypesConfig /etc/mime.types
${host}`,
  );
  execFileSync('apache2', ['-t', '-f', conf], { stdio: 'pipe' });
  return startServer('apache2', ['-f', conf, '-D', 'FOREGROUND'], port);
}

async function caddy(port: number): Promise<Running> {
  const host = fromGuide('caddyfile', 0, [
    [
      'incidents.example.com {',
      `https://incidents.example.com:${port} {\n\tbind 127.0.0.1\n\ttls ${tls.certificate} ${tls.key}`,
    ],
    ['/srv/incidents', dist],
    ['127.0.0.1:4180', `127.0.0.1:${login.port}`],
  ]);
  const file = join(root, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${host}`);
  const env = { HOME: root, XDG_DATA_HOME: root, XDG_CONFIG_HOME: root };
  execFileSync('caddy', ['validate', '--config', file, '--adapter', 'caddyfile'], {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  return startServer('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], port, env);
}

const COOKIE = { Cookie: 'signed_in=yes' };
const PASSWORD = { Authorization: `Basic ${Buffer.from('ada:a word').toString('base64')}` };
const SERVERS = [
  { name: 'nginx', start: nginx, signedIn: COOKIE, refused: 302 },
  { name: 'Apache', start: apache, signedIn: PASSWORD, refused: 401 },
  { name: 'Caddy', start: caddy, signedIn: COOKIE, refused: 302 },
];

describe.each(SERVERS)('$name', ({ start, signedIn, refused }) => {
  let server: Running;
  let port: number;
  const get = (path: string, more: Record<string, string> = {}) =>
    getFrom(port, path, { ...signedIn, ...more });

  beforeAll(async () => {
    port = await freePort();
    server = await start(port);
  });
  afterAll(() => server?.stop());

  test('serves nothing to a user who is not signed in', async () => {
    const style = `/_astro/${readdirSync(join(dist, '_astro'))[0]}`;
    for (const path of [
      '/',
      '/incidents/cold-cache/',
      '/atom.xml',
      '/incidents/cold-cache.md',
      style,
      '/none',
    ]) {
      const { status, headers, body } = await getFrom(port, path, { Cookie: 'signed_in=no' });
      expect(status, path).toBe(refused);
      expect(body, path).not.toMatch(/cache was cold|@font-face/);
      if (refused !== 302) continue;
      // nginx puts the request's origin before the path.
      const target = String(headers['location']).replace(`https://incidents.example.com:${port}`, '');
      expect(target).toBe(`/oauth2/sign_in?rd=https://incidents.example.com${path}`);
    }
    if (refused === 302) expect((await getFrom(port, '/oauth2/sign_in?rd=x')).body).toBe('Sign in');
  });

  test('makes browsers revalidate pages and cache assets', async () => {
    for (const [path, cacheControl] of [
      ['/', 'private, no-cache'],
      ['/incidents/cold-cache/', 'private, no-cache'],
      ['/incidents/cold-cache/index.html', 'private, no-cache'],
      ['/pagefind/pagefind.js', 'private, no-cache'],
      [`/_astro/${readdirSync(join(dist, '_astro'))[0]}`, FOREVER],
      [`/scripts/${readdirSync(join(dist, 'scripts'))[0]}`, FOREVER],
    ]) {
      const { status, headers } = await get(path!);
      expect([path, status, headers['cache-control']]).toEqual([path, 200, cacheControl]);
      expect(headers['content-security-policy']).toBe("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
    }
    const { headers } = await get('/');
    const again = await get('/', { 'If-None-Match': String(headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('names the type of every file', async () => {
    for (const [path, type] of [
      ['/', /^text\/html; ?charset=utf-8$/i],
      ['/incidents/cold-cache.md', /^text\/markdown; ?charset=utf-8$/i],
      ['/actions.ics', /^text\/calendar; ?charset=utf-8$/i],
      ['/incidents.json', /^application\/json/],
      ['/favicon.svg', /^image\/svg\+xml/],
      ['/atom.xml', /xml/],
      [`/scripts/${readdirSync(join(dist, 'scripts'))[0]}`, /javascript/],
      [
        `/_astro/${readdirSync(join(dist, '_astro')).find((name) => name.endsWith('.woff2'))}`,
        /^font\/woff2$/,
      ],
    ] as const) {
      const { status, headers } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['content-type'], path).toMatch(type);
    }
  });

  test('serves an uncached page for unknown addresses', async () => {
    for (const path of ['/nowhere/', '/_astro/nothing.css']) {
      const { status, headers, body } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).toBe(readFileSync(join(dist, '404.html'), 'utf8'));
      expect(headers['cache-control'] ?? '', path).not.toContain('immutable');
      expect(headers['content-security-policy']).toBe("frame-ancestors 'none'");
    }
    expect((await get('/_astro/')).status).toBeGreaterThanOrEqual(403);
  });
});

test('nginx serves the same files below a path', async () => {
  const port = await freePort();
  const location = fromGuide('nginx', 1, [['/srv/incidents/', `${dist}/`]]);
  const listen = `listen 127.0.0.1:${port} ssl; ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`;
  const server = await startNginx('below', `server { ${listen}\n${location}}`, port);
  try {
    for (const path of ['', 'incidents/cold-cache/', 'incidents/cold-cache/index.html', 'favicon.svg']) {
      expect((await getFrom(port, `/incidents/${path}`)).status, path).toBe(200);
    }
    // Every address on a page, resolved relative to that page, leads to a file.
    const page = 'incidents/cold-cache/index.html';
    const { body } = await getFrom(port, `/incidents/${page}`);
    const addresses = [...body.matchAll(/\s(?:href|src)="(?!#|data:|https?:)([^"#]+)/g)].map(
      ([, one]) => one!,
    );
    expect(addresses.length).toBeGreaterThan(10);
    for (const address of new Set(addresses)) {
      const { pathname } = new URL(address, `https://x/incidents/${page}`);
      expect((await getFrom(port, pathname)).status, address).toBe(200);
    }
  } finally {
    await server.stop();
  }
});

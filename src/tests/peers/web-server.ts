import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { join } from 'node:path';
import { PATIENCE } from '../site/support/patience.ts';

/** A response from a web server. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A process that runs until stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** @throws Error with installation instructions, if a web server is missing */
export function requireServers(): void {
  for (const [command, flag] of [
    ['nginx', '-v'],
    ['apache2', '-v'],
    ['htpasswd', '-nb'],
    ['caddy', 'version'],
    ['openssl', 'version'],
  ] as const) {
    try {
      execFileSync(command, flag === '-nb' ? [flag, 'a', 'b'] : [flag], { stdio: 'ignore' });
    } catch {
      throw new Error(
        `${command} is not installed: apt-get install nginx-light apache2 apache2-utils caddy openssl`,
      );
    }
  }
}

export async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address() as AddressInfo;
  await new Promise((done) => socket.close(done));
  return port;
}

/** A self-signed certificate, valid for one day. */
export function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'incidents.pem'), join(folder, 'incidents.key')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
      .concat(['-subj', '/CN=incidents.example.com', '-addext', 'subjectAltName=DNS:incidents.example.com'])
      .concat(['-keyout', key, '-out', certificate]),
    { stdio: 'ignore' },
  );
  return { certificate, key };
}

/** An authentication service for web servers: responds with 202 if signed in, otherwise 401, and has a sign-in page. */
export async function loginService(): Promise<Running & { port: number }> {
  const server = createServer((incoming, answer) => {
    if (incoming.url?.startsWith('/oauth2/auth') === true) {
      answer.writeHead(incoming.headers.cookie === 'signed_in=yes' ? 202 : 401).end();
    } else answer.writeHead(incoming.url?.startsWith('/oauth2/sign_in') === true ? 200 : 404).end('Sign in');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const stop = (): Promise<void> => new Promise((done) => server.close(() => done()));
  return { port: (server.address() as AddressInfo).port, stop };
}

/** Starts a web server in the foreground and waits until it listens. */
export async function startServer(
  command: string,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      printed += data.toString();
    });
  }
  const closed = new Promise<void>((done) =>
    child.on('close', () => {
      ended = true;
      done();
    }),
  );
  for (const end = Date.now() + PATIENCE; !(await listens(port)); ) {
    if (ended || Date.now() > end) throw new Error(`${command} doesn't respond\n${printed}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const outgoing = request(
      { host: '127.0.0.1', port, rejectUnauthorized: false, timeout: 1000 },
      (answer) => {
        answer.resume();
        done(true);
      },
    );
    // These errors come from a server without TLS, which also means that it's listening.
    outgoing.on('error', ({ message }) => done(/wrong version number|EPROTO|packet length/.test(message)));
    outgoing.end();
  });
}

/** Sends a GET request to a server on loopback, using the host name from the guide. */
export function getFrom(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        servername: 'incidents.example.com',
        headers: { Host: 'incidents.example.com', ...headers },
        rejectUnauthorized: false,
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    );
    outgoing.on('error', failed).end();
  });
}

import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { PageErrors } from './page-errors.ts';

/** Waits for everything that doesn't depend on a timer. */
const soon = () => new Promise((done) => setImmediate(done));

const ERROR = { type: 'error' };
const RELOAD = { type: 'full-reload' };

/** Records the errors and reloads that reach the pages, and simulates requests with a given status. */
function pages(isBroken = () => false) {
  const sent: string[] = [];
  const errors = new PageErrors((message) => {
    sent.push(typeof message === 'string' ? message : message.type);
  }, isBroken);
  return {
    sent,
    send: errors.send,
    request() {
      const response = Object.assign(new EventEmitter(), { statusCode: 200 });
      errors.began(response as unknown as Parameters<typeof errors.began>[0]);
      return (status: number) => {
        response.statusCode = status;
        response.emit('close');
      };
    },
  };
}

test('an error that follows a failed request is sent', async () => {
  const { sent, send, request } = pages();
  send(RELOAD);
  request()(500);
  send(ERROR);
  await soon();
  expect(sent).toEqual(['full-reload', 'error']);
});

test('an error of a request from before the last reload is replaced by a reload', async () => {
  const { sent, send, request } = pages();
  const before = request();
  send(RELOAD);
  before(500);
  request()(200);
  send(ERROR);
  await soon();
  expect(sent).toEqual(['full-reload', 'full-reload']);
  // A page that still has errors is requested again after the reload, and shows them.
  request()(500);
  send(ERROR);
  await soon();
  expect(sent).toEqual(['full-reload', 'full-reload', 'error']);
});

test('an error is sent before its response ends', async () => {
  const { sent, send, request } = pages();
  send(RELOAD);
  const end = request();
  send(ERROR);
  end(500);
  await soon();
  expect(sent).toEqual(['full-reload', 'error']);
});

test('errors without a request are sent: while everything is broken, and a while after a reload', async () => {
  let broken = true;
  const { sent, send } = pages(() => broken);
  send(RELOAD);
  send(ERROR);
  await soon();
  expect(sent.splice(0)).toEqual(['full-reload', 'error']);
  broken = false;
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 11_000);
  send(ERROR);
  await soon();
  now.mockRestore();
  expect(sent).toEqual(['error']);
});

test('errors don’t reload pages forever', async () => {
  const { sent, send } = pages();
  send(RELOAD);
  for (let i = 0; i < 30; i++) {
    send(ERROR);
    await soon();
  }
  expect(sent.filter((type) => type === 'full-reload')).toHaveLength(11);
  expect(sent.at(-1)).toBe('error');
});

test('other messages are sent immediately', () => {
  const { sent, send } = pages();
  send(RELOAD);
  send('astro:content-changed', {});
  send({ type: 'update' });
  expect(sent).toEqual(['full-reload', 'astro:content-changed', 'update']);
});

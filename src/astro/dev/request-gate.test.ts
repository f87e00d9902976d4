import { describe, expect, test, vi } from 'vitest';
import { RequestGate } from './request-gate.ts';

/** Waits for everything that doesn't depend on a timer. */
const soon = () => new Promise((done) => setImmediate(done));

describe('a content change', () => {
  test('waits for running requests, and new requests wait for it', async () => {
    const gate = new RequestGate();
    const order: string[] = [];
    await gate.enter();
    const change = gate.change(async () => {
      order.push('change begins');
      await soon();
      order.push('change ends');
    });
    const later = gate.enter().then(() => order.push('second request'));
    await soon();
    order.push('first request ends');
    gate.leave();
    await change;
    await later;
    expect(order).toEqual(['first request ends', 'change begins', 'change ends', 'second request']);
  });

  test('stops waiting for a request that hangs', async () => {
    vi.useFakeTimers();
    try {
      const gate = new RequestGate();
      await gate.enter();
      let made = false;
      const change = gate.change(async () => {
        made = true;
      });
      await vi.advanceTimersByTimeAsync(900);
      expect(made).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      await change;
      expect(made).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that fails blocks neither requests nor other changes', async () => {
    const gate = new RequestGate();
    await expect(gate.change(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await gate.enter();
    gate.leave();
    await gate.change(() => Promise.resolve());
  });
});

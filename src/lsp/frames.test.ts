import { describe, expect, test } from 'vitest';
import { MALFORMED_FRAMES } from '../tests/lsp/malformed-frames.ts';
import { wellFormedFrames } from './frames.ts';

const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const GOOD = frame('{"id":1,"text":"naïve\\r\\n\\r\\nContent-Length: 9"}');
const OTHER = frame('{"id":2}');

/** The messages that pass through if the input arrives in chunks of a given size. */
function passed(input: string, size: number): { out: string; skipped: number } {
  let skipped = 0;
  const frames = wellFormedFrames((bytes) => {
    skipped += bytes;
  });
  const bytes = Buffer.from(input);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    frames.write(bytes.subarray(at, at + size));
    for (let part = frames.read(); part !== null; part = frames.read()) out.push(part);
  }
  return { out: Buffer.concat(out).toString(), skipped };
}

describe('malformed messages are skipped, and the others pass', () => {
  test.each(MALFORMED_FRAMES)('%j', (bad) => {
    for (const size of [1, 7, 100_000]) {
      const { out, skipped } = passed(`${GOOD}${bad}${OTHER}${bad}${GOOD}${OTHER}`, size);
      expect(out).toBe(`${GOOD}${OTHER}${GOOD}${OTHER}`);
      expect(skipped).toBe(2 * Buffer.byteLength(bad));
    }
  });

  test('a length that is too small costs only its message', () => {
    const { out } = passed(`Content-Length: 3\r\n\r\n{"id":5}${GOOD}${OTHER}`, 11);
    expect(out).toBe(`Content-Length: 3\r\n\r\n{"i${GOOD}${OTHER}`);
  });

  test('other fields of the header pass', () => {
    const typed = GOOD.replace('\r\n', '\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n');
    expect(passed(`${typed}${OTHER}`, 5)).toEqual({ out: `${typed}${OTHER}`, skipped: 0 });
  });

  test('a long message in small pieces is joined once', () => {
    const long = frame(JSON.stringify({ text: 'x'.repeat(2_000_000) }));
    expect(passed(`${long}${OTHER}`, 4096)).toEqual({ out: `${long}${OTHER}`, skipped: 0 });
  });
});

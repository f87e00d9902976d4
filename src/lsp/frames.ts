import { Transform, type TransformCallback } from 'node:stream';

/** Maximum lengths of a header and a body, in bytes. */
const MAX_HEADER = 8192;
const MAX_BODY = 64 * 1024 * 1024;

const HEADER_END = '\r\n\r\n';
const FIELD = /content-length:/i;
const FIELD_LENGTH = 'content-length:'.length;

/**
 * Passes on the well-formed messages from an editor and skips everything else, so one malformed message doesn't affect
 * the next ones. After garbage, reading resumes at the next `Content-Length:`.
 *
 * @param skipped called with the number of bytes in each skipped piece
 */
export function wellFormedFrames(skipped: (bytes: number) => void): Transform {
  let held: Buffer = Buffer.alloc(0);
  // Chunks of the current body are joined once, when all have arrived.
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < needed) return done();
      held = Buffer.concat(chunks);
      for (;;) {
        const read = frameIn(held);
        if (read.skip > 0) skipped(read.skip);
        if (read.frame !== null) this.push(read.frame);
        held = held.subarray(read.skip + (read.frame?.length ?? 0));
        if (read.frame === null && read.skip === 0) {
          needed = read.needed;
          break;
        }
      }
      chunks = [held];
      size = held.length;
      done();
    },
  });
}

interface Read {
  /** Number of bytes before the frame that aren't part of a message. */
  readonly skip: number;
  /** A whole message, or null if there isn't one yet. */
  readonly frame: Buffer | null;
  /** Number of bytes to wait for before reading on. */
  readonly needed: number;
}

function frameIn(bytes: Buffer): Read {
  const head = bytes.subarray(0, MAX_HEADER).toString('latin1');
  const end = head.indexOf(HEADER_END);
  if (end < 0) return { skip: incomplete(head, bytes.length), frame: null, needed: 0 };
  const start = end + HEADER_END.length;
  const length = lengthIn(head.slice(0, end));
  if (length === null) {
    // After garbage, the next message may start inside what looks like a header.
    const next = FIELD.test(head.slice(0, FIELD_LENGTH)) ? null : FIELD.exec(head.slice(1, start));
    return { skip: next === null ? start : next.index + 1, frame: null, needed: 0 };
  }
  const needed = start + length;
  return { skip: 0, frame: bytes.length < needed ? null : bytes.subarray(0, needed), needed };
}

/** How many bytes to skip if there's no complete header: all that can't be the start of a header. */
function incomplete(head: string, length: number): number {
  if (length < MAX_HEADER) return 0;
  const next = FIELD.exec(head.slice(1));
  return next === null ? MAX_HEADER - FIELD_LENGTH : next.index + 1;
}

/** The length of the body according to a header; null if the header is malformed. */
function lengthIn(header: string): number | null {
  const lines = header.split('\r\n');
  const lengths = lines.filter((line) => FIELD.test(line));
  if (!lines.every((line) => /^[A-Za-z-]+:/.test(line)) || lengths.length !== 1) return null;
  const value = lengths[0]!.slice(FIELD_LENGTH).trim();
  if (!/^\d{1,10}$/.test(value)) return null;
  const length = Number(value);
  return length >= 1 && length <= MAX_BODY ? length : null;
}
